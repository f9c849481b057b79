package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// asked is what came of the requests of some time.
type asked struct {
	requests, failed int
	times            []float64 // ms
	example          string    // of what failed
}

// traffic asks a service all kinds of things.
type traffic struct {
	*service
	questions []string

	mu  sync.Mutex // guards now
	now asked
}

func newTraffic(s *service, root string) (*traffic, error) {
	f, err := os.Open(filepath.Join(root, "eval", "testdata", "questions-tune.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t := &traffic{service: s}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q struct{ Question string }
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, err
		}
		t.questions = append(t.questions, q.Question)
	}
	return t, nil
}

// take gives what came of the requests since it was called last.
func (t *traffic) take() asked {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := t.now
	t.now = asked{}
	return out
}

// run asks at a steady rate until ctx ends.
func (t *traffic) run(ctx context.Context, rate float64) {
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			go t.one(ctx, n)
		}
	}
}

// kinds are the shares of what is asked, of twenty.
var kinds = slices.Concat(slices.Repeat([]string{"chat"}, 5), slices.Repeat([]string{"stream"}, 4), slices.Repeat([]string{"search"}, 5),
	slices.Repeat([]string{"page"}, 3), slices.Repeat([]string{"verify"}, 3))

// one asks one thing. Half of the questions were asked before, the others were not.
func (t *traffic) one(ctx context.Context, n int) {
	kind := kinds[n*7%len(kinds)]
	question := t.questions[n%len(t.questions)]
	if n%2 == 0 {
		question += fmt.Sprintf(" Det gælder sag x%dv0n%d.", n%97, n)
	}
	start := time.Now()
	err := t.ask(ctx, kind, question, n)
	took := float64(time.Since(start).Microseconds()) / 1000
	if ctx.Err() != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.now.requests++
	t.now.times = append(t.now.times, took)
	if err != nil {
		t.now.failed++
		t.now.example = err.Error()
		fmt.Fprintf(os.Stderr, "soak: %s: %v\n", kind, err)
	}
}

func (t *traffic) ask(ctx context.Context, kind, question string, n int) error {
	switch kind {
	case "search":
		_, err := t.call(ctx, http.MethodGet, "/api/search?q="+url.QueryEscape(question), nil, "")
		return err
	case "page":
		_, err := t.call(ctx, http.MethodGet, []string{"/documents", "/api/documents", "/", "/metrics"}[n%4], nil, "")
		return err
	case "verify":
		_, err := t.call(ctx, http.MethodPost, "/api/verify", map[string]any{"question": question, "text": "Cyklen står i skur 7. [1]",
			"sources": []map[string]any{{"n": 1, "text": fmt.Sprintf("Cykel nummer %d står i skur 7 bag rådhuset.", n)}}}, "")
		return err
	case "stream":
		text, err := t.call(ctx, http.MethodPost, "/api/chat", map[string]string{"question": question}, "text/event-stream")
		if err == nil && !bytes.Contains(text, []byte("event: done")) {
			err = fmt.Errorf("a stream without its end: %.200s", text)
		}
		return err
	}
	text, err := t.call(ctx, http.MethodPost, "/api/chat", map[string]string{"question": question}, "")
	if err != nil {
		return err
	}
	var a struct{ ID string }
	if err := json.Unmarshal(text, &a); err != nil || a.ID == "" {
		return fmt.Errorf("no answer: %.200s", text)
	}
	_, err = t.call(ctx, http.MethodPost, "/api/feedback", map[string]string{"id": a.ID, "vote": []string{"up", "down"}[n/20%2]}, "")
	return err
}

// call gives the body of a reply, which must be one of success.
func (t *traffic) call(ctx context.Context, method, path string, body any, accept string) ([]byte, error) {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, t.url+path, content)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	res, err := t.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %.200s", method, path, res.Status, text)
	}
	return text, err
}
