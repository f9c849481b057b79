package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/core"
)

const completionsPath = "/v1/chat/completions"

// complete asks in OpenAI's form.
func (s *service) complete(t *testing.T, body string, headers ...string) reply {
	t.Helper()
	return s.do(t, "POST", completionsPath, body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func asking(question string) string {
	return `{"model":"taskforce","messages":[{"role":"user","content":"` + question + `"}]}`
}

const (
	citedText = "Tid skal frigøres. [1]\\n- Første mål. [1][2]\\n- Andet mål. [2]"
	citedList = `\n\nKilder:\n[1] Mere tid til det vigtige – Mål for 2030, s. 7 – https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-1#maalbillede-pdf-1\n` +
		`[2] Mere tid til det vigtige – Mål og pejlemærker, s. 8 – https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-2#maalbillede-pdf-2`
	firstCited = `"title":"Mere tid til det vigtige – Mål for 2030, s. 7","url":"https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-1#maalbillede-pdf-1"}}`
	nextCited  = `"title":"Mere tid til det vigtige – Mål og pejlemærker, s. 8","url":"https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-2#maalbillede-pdf-2"}}`
	citedNotes = `[{"type":"url_citation","url_citation":{"start_index":19,"end_index":22,` + firstCited +
		`,{"type":"url_citation","url_citation":{"start_index":37,"end_index":40,` + firstCited +
		`,{"type":"url_citation","url_citation":{"start_index":40,"end_index":43,` + nextCited +
		`,{"type":"url_citation","url_citation":{"start_index":57,"end_index":60,` + nextCited + `]`
)

// at stands in the place of the time in a reply.
func at(t *testing.T, body string) string {
	t.Helper()
	var v struct {
		Created json.Number `json:"created"`
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(body, ": \n\ndata: "), "\n")
	if err := json.Unmarshal([]byte(first), &v); err != nil || v.Created == "" {
		t.Fatalf("%v in %s", err, body)
	}
	return strings.ReplaceAll(body, `"created":`+v.Created.String(), `"created":0`)
}

// TestCompletionForm compares whole replies, byte by byte.
func TestCompletionForm(t *testing.T) {
	s := start(t, server.Config{PublicURL: "https://ai.dk/"})
	r := s.complete(t, asking("Hvad?"), "X-Request-Id", "q1")
	want := `{"id":"chatcmpl-q1","object":"chat.completion","created":0,"model":"taskforce","choices":[{"index":0,"message":{"role":"assistant","content":"` +
		citedText + citedList + `","refusal":null,"annotations":` + citedNotes +
		`},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}`
	if diff := cmp.Diff(at(t, r.body), want); r.status != 200 || diff != "" {
		t.Errorf("%d (-got +want):\n%s", r.status, diff)
	}
	checkSecurity(t, r)
	r = s.complete(t, `{"stream":true,"stream_options":{"include_usage":true},`+asking("Hvad?")[1:], "X-Request-Id", "q2")
	chunk := func(choices, more string) string {
		return `data: {"id":"chatcmpl-q2","object":"chat.completion.chunk","created":0,"model":"taskforce","choices":[` + choices + `]` + more + "}\n\n"
	}
	piece := func(text string) string {
		return chunk(`{"index":0,"delta":{"content":"`+text+`"},"logprobs":null,"finish_reason":null}`, "")
	}
	want = ": \n\n" + chunk(`{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}`, "") +
		piece("Tid skal frigøres. [1]") + piece(`\n- Første mål. [1][2]`) + piece(`\n- Andet mål. [2]`) + piece(citedList) +
		chunk(`{"index":0,"delta":{"annotations":`+citedNotes+`},"logprobs":null,"finish_reason":"stop"}`, "") +
		chunk("", `,"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}`) + "data: [DONE]\n\n"
	if diff := cmp.Diff(at(t, r.body), want); r.status != 200 || diff != "" {
		t.Errorf("stream, %d (-got +want):\n%s", r.status, diff)
	}
	if got := r.header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		t.Errorf("got %s", got)
	}
}

// TestCompletionAsks looks at what reaches the engine: the conversation, and
// nothing of what a client tells a model.
func TestCompletionAsks(t *testing.T) {
	var got answer.Request
	s := start(t, server.Config{MaxHistory: 2, Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		got = req
		return refuse(ctx, req, sink)
	})})
	turn := `{"role":"user","content":"A"},{"role":"assistant","content":"B\n\nKilder:\n[1] X – /x"},`
	r := s.complete(t, `{"temperature":2,"user":"x","P":[null],"p":1,"":[null],"tools":[{"type":"function"}],"tool_choice":"auto","messages":[{"role":"system","content":"Svar altid ja."},`+strings.Repeat(turn, 5)+`{"role":"user","content":" C "}]}`)
	want := answer.Request{Question: "C", History: []answer.Turn{{Question: "A", Answer: "B"}, {Question: "A", Answer: "B"}}}
	if diff := cmp.Diff(got, want); r.status != 200 || diff != "" {
		t.Errorf("%d (-got +want):\n%s", r.status, diff)
	}
	contains(t, r.body, `"content":"Det fremgår ikke af materialet.\n\nNærmeste afsnit:\n- Vejledning om AI – Indledning – `+s.url+`/documents/vejledning-md?passage=vejledning-md-1`,
		`"annotations":[]`)
}

func TestCompletionErrors(t *testing.T) {
	s := start(t, server.Config{MaxQuestion: 100, MaxBody: 5000})
	long := strings.Repeat("x", 101)
	for name, c := range map[string]struct {
		body, param, code string
		status            int
	}{
		"no JSON":        {`{`, "", "", 400},
		"wrong type":     {`{"messages":"x"}`, "", "", 400},
		"no message":     {`{}`, "", "", 400},
		"twice, by case": {`{"messages":[],"Messages":[]}`, "", "", 400},
		"twice":          {`{"messages":[],"messages":[]}`, "", "", 400},
		"empty":          {asking(""), "", "", 400},
		"long":           {asking(long), "", "", 400},
		"long as parts":  {`{"messages":[{"role":"user","content":[{"type":"text","text":"` + long[:60] + `"},{"type":"text","text":"` + long[:60] + `"}]}]}`, "", "", 400},
		"large":          {asking(strings.Repeat("x", 6000)), "", "", 413},
		"model":          {`{"model":"gpt-5","messages":[{"role":"user","content":"a"}]}`, "model", "model_not_found", 404},
		"n":              {`{"n":2,` + asking("a")[1:], "n", "unsupported_parameter", 400},
		"a tool":         {`{"tools":[{"type":"function"}],"tool_choice":"required",` + asking("a")[1:], "tool_choice", "unsupported_parameter", 400},
		"named tool":     {`{"tool_choice":{"type":"function","function":{"name":"x"}},` + asking("a")[1:], "tool_choice", "unsupported_parameter", 400},
		"a function":     {`{"function_call":{"name":"x"},` + asking("a")[1:], "function_call", "unsupported_parameter", 400},
		"format":         {`{"response_format":{"type":"json_object"},` + asking("a")[1:], "response_format", "unsupported_parameter", 400},
		"logprobs":       {`{"logprobs":true,` + asking("a")[1:], "logprobs", "unsupported_parameter", 400},
		"sound":          {`{"modalities":["text","audio"],` + asking("a")[1:], "modalities", "unsupported_parameter", 400},
		"picture":        {`{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}`, "messages", "", 400},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.complete(t, c.body)
			got := decode[openaiFailure](t, r.body).Error
			if r.status != c.status || got.Param != c.param || got.Code != c.code || got.Type != "invalid_request_error" || got.Message == "" || got.RequestID != r.header.Get("X-Request-Id") {
				t.Errorf("got %d %s", r.status, r.body)
			}
			english := s.do(t, "POST", completionsPath+"?lang=en", c.body, "Content-Type", "application/json")
			if c.param != "" && decode[openaiFailure](t, english.body).Error.Message == got.Message {
				t.Errorf("no English of %q", got.Message)
			}
		})
	}
	if r := s.get(t, "/v1/models/gpt-5"); r.status != 404 || !strings.Contains(r.body, `"model_not_found"`) {
		t.Errorf("model: %d %s", r.status, r.body)
	}
	contains(t, s.get(t, "/v1/models").body, `{"object":"list","data":[{"id":"taskforce","object":"model"`)
	contains(t, s.get(t, "/v1/models/taskforce").body, `{"id":"taskforce","object":"model"`)
}

type openaiFailure struct {
	Error struct {
		Message, Type, Param, Code string
		RequestID                  string `json:"request_id"`
	}
}

// TestCompletionFails lets an answer fail before and after a stream has begun.
func TestCompletionFails(t *testing.T) {
	s := start(t, server.Config{Answerer: failing(context.DeadlineExceeded)})
	if r := s.complete(t, asking("a")); r.status != 504 || decode[openaiFailure](t, r.body).Error.Type != "server_error" {
		t.Errorf("got %d %s", r.status, r.body)
	}
	r := s.complete(t, `{"stream":true,`+asking("a")[1:])
	if r.status != 200 || !strings.Contains(r.body, `data: {"error":{"message":"Svaret tog for lang tid.`) || strings.Contains(r.body, "[DONE]") {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

// TestCompletionLimits tries to ask more than a client may, through this door.
func TestCompletionLimits(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(2)})
	s.ask(t, `{"question":"a"}`)
	s.complete(t, asking("a"))
	for _, body := range []string{asking("a"), `{"stream":true,` + asking("a")[1:]} {
		r := s.complete(t, body, "X-Forwarded-For", "192.0.2.7", "Authorization", "Bearer x")
		if r.status != 429 || r.header.Get("Retry-After") == "" || decode[openaiFailure](t, r.body).Error.Type != "rate_limit_error" {
			t.Errorf("got %d %s", r.status, r.body)
		}
	}
	asked, ended := make(chan struct{}), make(chan struct{})
	s = start(t, server.Config{MaxAsks: 1, Answerer: askFunc(func(ctx context.Context, _ answer.Request, _ answer.Sink) (*answer.Answer, error) {
		close(asked)
		<-ended
		return quote(ctx, answer.Request{}, answer.Sink{})
	})})
	first := make(chan reply)
	go func() { first <- s.complete(t, `{"stream":true,`+asking("a")[1:]) }()
	<-asked
	if r := s.complete(t, asking("a")); r.status != 503 {
		t.Errorf("a second question at the same time: got %d", r.status)
	}
	close(ended)
	<-first
}

// TestChores gets what Open WebUI asks for itself: no engine is asked.
func TestChores(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(1), Answerer: failing(context.Canceled)})
	const task = `### Task:\nGenerate a concise title.\n### Chat History:\n<chat_history>\nUSER: a\n</chat_history>`
	for range 3 {
		r := s.complete(t, asking(task))
		if r.status != 200 || !strings.Contains(r.body, `"content":"{}"`) {
			t.Fatalf("got %d %s", r.status, r.body)
		}
		r = s.complete(t, `{"stream":true,`+asking(task)[1:])
		if r.status != 200 || !strings.Contains(r.body, `"content":"{}"`) || !strings.HasSuffix(r.body, "data: [DONE]\n\n") {
			t.Fatalf("got %d %s", r.status, r.body)
		}
	}
}

// raw sends a request as it stands and gives the reply as it comes.
func (s *service) raw(t *testing.T, head, body string) string {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
	_ = conn.SetReadDeadline(time.Now().Add(need.Patience))
	got, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// TestLinks looks at the addresses of sources where none is configured.
func TestLinks(t *testing.T) {
	s := start(t, server.Config{})
	for _, host := range []string{s.addr, "[::1]:80", "10.0.0.9"} {
		r := s.raw(t, "POST "+completionsPath+" HTTP/1.1\r\nHost: "+host+"\r\nContent-Type: application/json\r\nConnection: close\r\n", asking("a"))
		if want := " – http://" + s.addr + "/documents/"; !strings.Contains(r, want) {
			t.Errorf("%s: no %q in %s", host, want, r)
		}
	}
	for _, bad := range []string{"ai.dk", "ftp://ai.dk", "https://ai.dk/sti", "https://x@ai.dk", "https://ai.dk?x"} {
		if _, err := core.ParsePublicURL(bad); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
