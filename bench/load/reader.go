package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// questions are asked in turn; the materials answer each.
var questions = []string{
	"Hvor mange timer skal kunstig intelligens frigøre?",
	"Hvem sidder i Taskforcens ekspertgruppe?",
	"Hvornår gælder AI-forordningens krav til højrisikosystemer?",
	"Må en sagsbehandler bruge ChatGPT?",
}

// end is how a stream ended.
type end struct {
	err   error
	first time.Duration // from the question to the first event
}

// ask begins a stream.
func (s *service) ask(ctx context.Context, i int) (*http.Response, error) {
	body, err := json.Marshal(map[string]string{"question": questions[i%len(questions)]})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/chat", strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	return s.client.Do(req)
}

// read is the i-th reader, from the question to the last event.
func (s *service) read(ctx context.Context, i int) (e end) {
	start := time.Now()
	res, err := s.ask(ctx, i)
	if err != nil {
		return end{err: err}
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(res.Body)
		return end{err: fmt.Errorf("%s: %s", res.Status, text)}
	}
	name := ""
	in := bufio.NewReader(res.Body)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return end{err: fmt.Errorf("the stream broke off after %q: %w", name, err), first: e.first}
		}
		if v, ok := strings.CutPrefix(line, "event: "); ok {
			if name = strings.TrimSpace(v); e.first == 0 {
				e.first = time.Since(start)
			}
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && (name == "done" || name == "error") {
			e.err = whole(name, data)
			return e
		}
	}
}

// whole wants an answer by the model, grounded, without a notice.
func whole(event, data string) error {
	var a struct {
		Mode, Answer, Notice string
		Grounded, Refused    bool
	}
	if event != "done" {
		return errors.New(data)
	}
	if err := json.Unmarshal([]byte(data), &a); err != nil {
		return err
	}
	if a.Mode != "llm" || !a.Grounded || a.Refused || a.Answer == "" || a.Notice != "" {
		return fmt.Errorf("not a whole answer: %s", data)
	}
	return nil
}
