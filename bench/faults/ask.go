package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// answer is what is compared of the event done.
type answer struct {
	ID       string `json:"id"`
	Answer   string `json:"answer"`
	Refused  bool   `json:"refused"`
	Fallback string `json:"fallback"`
	Sources  []struct {
		ID string `json:"id"`
	} `json:"sources"`
}

// same tells whether two answers say the same from the same passages.
func (a answer) same(b answer) bool {
	if a.Answer != b.Answer || a.Refused != b.Refused || len(a.Sources) != len(b.Sources) {
		return false
	}
	for i, s := range a.Sources {
		if s != b.Sources[i] {
			return false
		}
	}
	return true
}

// How a question or feedback went.
const (
	right   = "right"
	byWords = "by words" // as a service answers that searches by words alone
	refused = "refused"  // an error with a status, or the event error
	cut     = "cut"      // the connection ended before the answer did
	hung    = "hung"     // nothing for as long as patience
	wrong   = "wrong"    // a whole answer, but another one than in calm, or no form of ours
)

// patience is how long a question may take.
const patience = 30 * time.Second

// outcome is how one question went, and the feedback to its answer.
type outcome struct {
	at       time.Time // when it was asked
	took     time.Duration
	how      string
	detail   string
	id       string // of the answer
	feedback int    // status; 0 where none came
}

// asker asks questions at a steady rate, whatever comes back.
type asker struct {
	url, key  string
	clients   []*http.Client // each with an address of its own
	questions []string
	calm      map[string]answer
	words     map[string]answer // by words alone

	mu   sync.Mutex
	done []outcome
}

// run asks until ctx ends, and waits for the last reply.
func (a *asker) run(ctx context.Context, rate float64) {
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			all.Go(func() { a.one(i) })
		}
	}
}

// one asks one question and says what it thinks of the answer.
func (a *asker) one(i int) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	q := a.questions[i%len(a.questions)]
	o := outcome{at: time.Now()}
	got, how, detail := a.ask(ctx, i, q)
	o.took, o.how, o.detail, o.id = time.Since(o.at), how, detail, got.ID
	switch {
	case ctx.Err() != nil:
		o.how = hung
	case how == "" && got.same(a.calm[q]):
		o.how = right
	case how == "" && got.same(a.words[q]):
		o.how = byWords
	case how == "":
		o.how, o.detail = wrong, fmt.Sprintf("%q: %q instead of %q", q, got.Answer, a.calm[q].Answer)
	}
	if got.ID != "" {
		o.feedback = a.rate(got.ID, i)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done = append(a.done, o)
}

// newAsker makes an asker of many clients.
func newAsker(url, key string, questions []string) *asker {
	a := &asker{url: url, key: key, questions: questions}
	for i := range 50 {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}}
		a.clients = append(a.clients, &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext}})
	}
	return a
}

func (a *asker) post(ctx context.Context, i int, path string, body any) (*http.Response, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", "Bearer "+a.key)
	return a.clients[i%len(a.clients)].Do(req)
}

// ask asks as the ith client: it gives the answer, or how it failed and what was said of it.
func (a *asker) ask(ctx context.Context, i int, question string) (got answer, how, detail string) {
	res, err := a.post(ctx, i, "/api/chat", map[string]string{"question": question})
	if err != nil {
		return got, cut, err.Error()
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return failed(res)
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 4<<20)
	for event := ""; lines.Scan(); {
		switch name, value, _ := strings.Cut(lines.Text(), ": "); {
		case name == "event":
			event = value
		case name == "data" && event == "done":
			if err := json.Unmarshal([]byte(value), &got); err != nil {
				return got, wrong, err.Error()
			}
			return got, "", ""
		case name == "data" && event == "error":
			var p problem
			if err := json.Unmarshal([]byte(value), &p); err != nil || p.Detail == "" {
				return got, wrong, value
			}
			return got, refused, fmt.Sprintf("event error, %d %s", p.Status, p.Detail)
		}
	}
	return got, cut, fmt.Sprint(lines.Err())
}

// problem is an error as the service tells it.
type problem struct {
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// failed reads a reply that is no answer: an error is honest when it is a problem.
func failed(res *http.Response) (answer, string, string) {
	text, err := io.ReadAll(io.LimitReader(res.Body, 1<<16))
	var p problem
	if err != nil || json.Unmarshal(text, &p) != nil || p.Status != res.StatusCode || p.Detail == "" {
		return answer{}, wrong, fmt.Sprintf("%s: %.200s", res.Status, text)
	}
	return answer{}, refused, fmt.Sprintf("%d %s", p.Status, p.Detail)
}

// rate gives feedback and tells the status, 0 where none came.
func (a *asker) rate(id string, i int) int {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	res, err := a.post(ctx, i, "/api/feedback", map[string]string{"id": id, "vote": []string{"up", "down"}[i%2], "comment": fmt.Sprint("nr. ", i)})
	if err != nil {
		return 0
	}
	_, err = io.Copy(io.Discard, res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return 0
	}
	return res.StatusCode
}

// calmFor waits until every question of a time was answered right.
func (a *asker) calmFor(ctx context.Context, d time.Duration) error {
	begin := time.Now()
	for ctx.Err() == nil && time.Since(begin) < 3*time.Minute {
		if bad, good := a.latest(begin); good.Sub(bad) > d {
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	return errors.New("the installation does not come to rest")
}

// latest tells when the latest question was asked that went wrong after a time, and the latest
// that was answered right; the time itself where there is none.
func (a *asker) latest(after time.Time) (bad, good time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	bad, good = after, after
	for _, o := range a.done {
		whole := o.how == right || o.how == byWords
		if !whole && o.at.After(bad) {
			bad = o.at
		}
		if whole && o.at.After(good) {
			good = o.at
		}
	}
	return bad, good
}
