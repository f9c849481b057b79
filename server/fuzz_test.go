package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// told is an Answerer that keeps what it was asked.
type told struct{ requests []answer.Request }

func (a *told) Ask(_ context.Context, req answer.Request, _ answer.Sink) (*answer.Answer, error) {
	a.requests = append(a.requests, req)
	return &answer.Answer{Question: req.Question}, nil
}

// nothing is a Library that holds nothing.
type nothing struct{ Library }

func (nothing) Ready() bool                 { return true }
func (nothing) Documents() []documents.Info { return nil }

func (nothing) Document(string) (documents.Info, bool) { return documents.Info{}, false }

// bare is a server without a listener.
type bare struct {
	*Server
	*told
}

func newAPI(t testing.TB) bare {
	t.Helper()
	a := &told{}
	s, err := New(Config{Answerer: a, Library: nothing{}})
	if err != nil {
		t.Fatal(err)
	}
	return bare{s, a}
}

// post sends a body to the API, as JSON.
func (a bare) post(t testing.TB, body string) (status int, reply string, asked []answer.Request) {
	t.Helper()
	a.requests = nil
	req := httptest.NewRequest("POST", "/api/chat", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	res, err := a.app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), a.requests
}

func FuzzChat(f *testing.F) {
	for body := range bodies {
		f.Add(body)
	}
	a := newAPI(f)
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) > 256<<10 {
			return
		}
		status, reply, asked := a.post(t, body)
		if !utf8.ValidString(reply) || !json.Valid([]byte(reply)) {
			t.Fatalf("the reply is %q", reply)
		}
		switch {
		case status == 400 && len(asked) == 0:
			return
		case status != 200 || len(asked) != 1:
			t.Fatalf("%d %s, asked %d", status, reply, len(asked))
		}
		q, history := asked[0].Question, asked[0].History
		if n := utf8.RuneCountInString(q); q != danish.Clean(q) || n == 0 || n > answer.MaxQuestion || len(history) > 20 {
			t.Fatalf("asked %q with %d turns", q, len(history))
		}
		for _, turn := range history {
			if !utf8.ValidString(turn.Question + turn.Answer) {
				t.Fatalf("turn %q", turn)
			}
		}
	})
}

// bodies are requests that a decoder may stumble over: the status, and the
// question that was asked.
var bodies = map[string]struct {
	status   int
	question string
}{
	`{"question":"a"}`:                                       {200, "a"},
	" \n{\"question\" : \"a\"}\r\n":                          {200, "a"},
	`{"question":"a","question":"b"}`:                        {400, ""},
	`{"question":"a","history":null,"ukendt":[{"x":1e999}]}`: {200, "a"},
	`{"question":"a","history":[{"question":"b","answer":"c"}],"history":[{"question":"d"}]}`: {400, ""},
	`{"question":"a","x":` + strings.Repeat("9", 5000) + `}`:                                  {200, "a"},
	"{\"question\":\"a\xff\xc3(\"}":                                                           {200, "a("},
	`{"question":"\ud800\udfff \ud83d x"}`:                                                    {200, "\U000103ff x"},
	`{"question":"a\u0000\u202e\u200bb"}`:                                                     {200, "ab"},
	`{"question":"a"}{"question":"b"}`:                                                        {400, ""},
	`{"question":"a"} x`:                                                                      {400, ""},
	`{"question":"a",}`:                                                                       {400, ""},
	`{"question":"a","QUEſTION":"b"}`:                                                         {400, ""},
	`{"question":"a","x":{"y":[{"z":1,"z":2}]}}`:                                              {400, ""},
	`{"question":"a","x":{"question":["question","question"]},"y":{"question":"c"}}`:          {200, "a"},
	`{"question":1e400}`:                                                                      {400, ""},
	`{"question":["a"]}`:                                                                      {400, ""},
	`{"question":null}`:                                                                       {400, ""},
	`{"question":"\u202e\ufeff\u3164"}`:                                                       {400, ""},
	`{"question":"a","history":{"question":"b"}}`:                                             {400, ""},
	`{"question":"a","history":["b"]}`:                                                        {400, ""},
	`{"question":"a","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`:    {400, ""},
	strings.Repeat(`{"question":`, 15000):                                                     {400, ""},
	"\ufeff" + `{"question":"a"}`:                                                             {400, ""},
	`[{"question":"a"}]`:                                                                      {400, ""},
	`null`:                                                                                    {400, ""},
	`"a"`:                                                                                     {400, ""},
	``:                                                                                        {400, ""},
	"\x00":                                                                                    {400, ""},
}

func TestBodies(t *testing.T) {
	a := newAPI(t)
	for body, want := range bodies {
		status, reply, asked := a.post(t, body)
		question := ""
		if len(asked) > 0 {
			question = asked[0].Question
		}
		if status != want.status || question != want.question {
			t.Errorf("%.80q: got %d, asked %q; %s", body, status, question, reply)
		}
	}
}
