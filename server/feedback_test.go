package server_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/store"
)

// notes is a Recorder that holds what it is told.
type notes struct {
	mu        sync.Mutex
	questions []store.Question
	feedback  []store.Feedback
	broken    error // why feedback is not kept
}

func (n *notes) Answered(q store.Question) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.questions = append(n.questions, q)
}

func (n *notes) Rated(_ context.Context, f store.Feedback) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.broken == nil {
		n.feedback = append(n.feedback, f)
	}
	return n.broken
}

func (n *notes) Stats() store.Stats { return store.Stats{Written: 7, Dropped: 6} }

func (n *notes) asked() []store.Question {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.questions
}

func (s *service) rate(t *testing.T, body string) reply {
	t.Helper()
	return s.do(t, "POST", "/api/feedback", body, "Content-Type", "application/json")
}

func TestFeedback(t *testing.T) {
	var kept notes
	s := start(t, server.Config{Recorder: &kept})
	long := strings.Repeat("ø", 1000)
	for _, body := range []string{
		`{"id":"A-1_b","vote":"up"}`,
		`{"id":"A-1_b","vote":"down","reason":"wrong","comment":"Ring til\nmig på 21 34 56 78 – mit CPR er 010190-1234."}`,
		`{"id":"nix","vote":"down","reason":"other","comment":"` + long + `","ekstra":1}`,
	} {
		if r := s.rate(t, body); r.status != 204 || r.body != "" {
			t.Errorf("%s: %d %q", body, r.status, r.body)
		}
	}
	want := []store.Feedback{{ID: "A-1_b", Vote: "up"},
		{ID: "A-1_b", Vote: "down", Reason: "wrong", Comment: "Ring til mig på [telefonnummer] – mit CPR er [CPR-nummer]."},
		{ID: "nix", Vote: "down", Reason: "other", Comment: long}}
	if diff := cmp.Diff(want, kept.feedback, cmpopts.IgnoreFields(store.Feedback{}, "At")); diff != "" {
		t.Error(diff)
	}
	metrics := s.get(t, "/metrics").body
	for _, line := range []string{
		`taskforce_feedback_total{reason="",vote="up"} 1`, `taskforce_feedback_total{reason="wrong",vote="down"} 1`,
		"taskforce_store_written_total 7", "taskforce_store_dropped_total 6", "taskforce_store_waiting 0",
	} {
		if !strings.Contains(metrics, line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
}

func TestBadFeedback(t *testing.T) {
	var kept notes
	s := start(t, server.Config{Recorder: &kept})
	for body, want := range map[string]string{
		`{"vote":"up"}`:                            "Feltet id",
		`{"id":"a b","vote":"up"}`:                 "Feltet id",
		`{"id":"` + strings.Repeat("a", 65) + `"}`: "Feltet id",
		`{"id":"a"}`:                               "Feltet vote",
		`{"id":"a","vote":"UP"}`:                   "Feltet vote",
		`{"id":"a","vote":"up","reason":"nix"}`:    "Feltet reason",
		`{"id":"a","vote":"up","comment":["x"]}`:   "feltet id",
		`[]`:                                       "feltet id",
		`{"id":"a","vote":"up","comment":"` + strings.Repeat("ø", 1001) + `"}`: "1.000 tegn",
	} {
		if r := s.rate(t, body); r.status != 400 || !strings.Contains(r.body, want) {
			t.Errorf("%.60s: %d %s, want %q", body, r.status, r.body, want)
		}
	}
	if r := s.do(t, "POST", "/api/feedback", "id=a&vote=up", "Content-Type", "application/x-www-form-urlencoded"); r.status != 415 {
		t.Errorf("a form: %d", r.status)
	}
	if len(kept.feedback) > 0 || strings.Contains(s.get(t, "/metrics").body, "taskforce_feedback_total{") {
		t.Errorf("kept %+v", kept.feedback)
	}
}

func TestFeedbackWithoutStore(t *testing.T) {
	s := start(t, server.Config{})
	if r := s.rate(t, `{"id":"a","vote":"down","reason":"source"}`); r.status != 204 {
		t.Errorf("%d %s", r.status, r.body)
	}
	metrics := s.get(t, "/metrics").body
	if !strings.Contains(metrics, `taskforce_feedback_total{reason="source",vote="down"} 1`) || strings.Contains(metrics, "taskforce_store") {
		t.Error("not counted, or a store is shown that is not there")
	}
}

// TestFeedbackThatIsNotKept tells who gave it, and the log why.
func TestFeedbackThatIsNotKept(t *testing.T) {
	s := start(t, server.Config{Recorder: &notes{broken: errors.New("db-7 svarer ikke")}})
	r := s.rate(t, `{"id":"a","vote":"up"}`)
	if r.status != 503 || !strings.Contains(r.body, "Tilbagemeldingen kunne ikke gemmes") || strings.Contains(r.body, "db-7") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if !strings.Contains(s.log.String(), "db-7") || strings.Contains(s.get(t, "/metrics").body, "taskforce_feedback_total{") {
		t.Errorf("counted, or not in the log: %s", s.log)
	}
}

// TestAnswersAreRecorded asks on every way; each answer is kept once, without
// private data.
func TestAnswersAreRecorded(t *testing.T) {
	var kept notes
	n := 0
	ask := func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		if strings.Contains(req.Question, "fejl") {
			return nil, fmt.Errorf("i stykker")
		}
		a, err := quote(ctx, req, sink)
		n++
		a.ID, a.Timings = fmt.Sprint("id", n), answer.Timings{Search: 1, FirstSentence: 2, Total: 3}
		a.Usage.PromptTokens, a.Usage.CompletionTokens = 10, 20
		a.Withheld[0].Text = "Skriv til mig@example.dk."
		return a, err
	}
	s := start(t, server.Config{Recorder: &kept, Answerer: askFunc(ask)})
	s.ask(t, `{"question":"Må 010190-1234 få tid?","history":[{"question":"a","answer":"b"}]}`)
	s.ask(t, `{"question":"How much time is to be freed?"}`, "Accept", "text/event-stream")
	s.do(t, "POST", "/", "question=Hvad", "Content-Type", "application/x-www-form-urlencoded")
	s.ask(t, `{"question":"fejl"}`)
	eventually(t, "three answers", func() bool { return len(kept.asked()) == 3 })
	goals := []string{"Mål og pejlemærker", "Mål for 2030"}
	want := store.Question{
		ID: "id1", Text: "Må [CPR-nummer] få tid?", Language: "da", FollowUp: true, Mode: "llm", Masked: []string{"cpr"},
		Sources: []store.Source{
			{ID: "maalbillede-pdf-1", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Section: goals},
			{ID: "maalbillede-pdf-2", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Section: goals[:1]}},
		Withheld: []store.Withheld{{Text: "Skriv til [e-mailadresse].", Reason: "ingen kilde"}},
		Model:    "prøve", Prompt: 10, Completion: 20, Timings: store.Timings{Search: 1, FirstSentence: 2, Total: 3},
	}
	got := kept.asked()
	if diff := cmp.Diff(want, got[0], cmpopts.IgnoreFields(store.Question{}, "At", "Making")); diff != "" {
		t.Error(diff)
	}
	if m := got[0].Making; m == nil || m.Answer == "" || len(m.Sources) != 2 || m.Sources[0].Text == "" {
		t.Errorf("how the answer came about: %+v", m)
	}
	if got[0].At.IsZero() || got[1].Language != "en" || got[2].Text != "Hvad" || got[1].FollowUp {
		t.Errorf("got %+v", got)
	}
}
