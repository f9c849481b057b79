package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

type gotProblem struct {
	Type, Title, Detail string
	Status              int
	RequestID           string `json:"request_id"`
}

func TestErrors(t *testing.T) {
	s := start(t, server.Config{MaxBody: 40 << 10})
	long := strings.Repeat("å", 2001)
	flood := strings.Repeat("ﷺ", 120) // 2,160 letters
	turn := `{"question":"a","answer":"b"},`
	for _, c := range []struct {
		name, method, path, body, kind string
		status                         int
		detail                         string
	}{
		{"unknown page", "GET", "/intet", "", "", 404, "Siden findes ikke."},
		{"unknown document", "GET", "/documents/intet", "", "", 404, "Dokumentet findes ikke i materialet."},
		{"unknown file", "GET", "/documents/intet/file", "", "", 404, "Dokumentet findes ikke i materialet."},
		{"unknown asset", "GET", "/static/x/y.js", "", "", 404, "Siden findes ikke."},
		{"path traversal", "GET", "/static/x/..%2f..%2ftemplates%2fchat.html", "", "", 404, "Siden findes ikke."},
		{"wrong method", "GET", "/api/chat", "", "", 405, "Metoden kan ikke bruges på denne adresse."},
		{"wrong method", "DELETE", "/documents", "", "", 405, "Metoden kan ikke bruges på denne adresse."},
		{"no type", "POST", "/api/chat", `{"question":"a"}`, "", 415, "Send indholdet som application/json."},
		{"form to the API", "POST", "/api/chat", "question=a", "application/x-www-form-urlencoded", 415, "Send indholdet som application/json."},
		{"JSON to the form", "POST", "/", `{"question":"a"}`, "application/json", 415, "Send indholdet som application/x-www-form-urlencoded."},
		{"no JSON", "POST", "/api/chat", "{", "application/json", 400, "Indholdet kunne ikke læses. Send et JSON-objekt med feltet question."},
		{"no question", "POST", "/api/chat", `{"question":" \n "}`, "application/json", 400, "Skriv et spørgsmål."},
		{"long question", "POST", "/api/chat", `{"question":"` + long + `"}`, "application/json", 400, "Spørgsmålet er for langt. Det må højst fylde 2.000 tegn."},
		{"long when written out", "POST", "/api/chat", `{"question":"` + flood + `"}`, "application/json", 400, "Spørgsmålet er for langt. Det må højst fylde 2.000 tegn."},
		{"long query", "GET", "/api/search?q=" + url.QueryEscape(flood), "", "", 400, "Spørgsmålet er for langt. Det må højst fylde 2.000 tegn."},
		{"long queries", "POST", "/search", `{"queries":["` + flood + `"]}`, "application/json", 400, "Spørgsmålet er for langt. Det må højst fylde 2.000 tegn."},
		{"long turn when written out", "POST", "/api/chat", `{"question":"a","history":[{"question":"` + flood + `"}]}`, "application/json", 400, "Et af de tidligere spørgsmål eller svar i historikken er for langt."},
		{"long history", "POST", "/api/chat", `{"question":"a","history":[` + strings.Repeat(turn, 20) + turn[:len(turn)-1] + `]}`, "application/json", 400, "Historikken må højst rumme 20 tidligere spørgsmål."},
		{"long turn", "POST", "/api/chat", `{"question":"a","history":[{"question":"` + long + `"}]}`, "application/json", 400, "Et af de tidligere spørgsmål eller svar i historikken er for langt."},
		{"body too large", "POST", "/api/chat", strings.Repeat("x", 40<<10+1), "application/json", 413, "Forespørgslen er for stor."},
		{"no query", "GET", "/api/search", "", "", 400, "Skriv det, du søger efter, i parameteren q."},
		{"bad k", "GET", "/api/search?q=a&k=51", "", "", 400, "Parameteren k skal være et helt tal fra 1 til 50."},
		{"bad k", "GET", "/api/search?q=a&k=ti", "", "", 400, "Parameteren k skal være et helt tal fra 1 til 50."},
		{"bad k", "GET", "/api/search?q=a&k=", "", "", 400, "Parameteren k skal være et helt tal fra 1 til 50."},
	} {
		t.Run(fmt.Sprint(c.status, " ", c.name), func(t *testing.T) {
			r := s.do(t, c.method, c.path, c.body, "Content-Type", c.kind)
			p := decode[gotProblem](t, r.body)
			if r.status != c.status || p.Status != c.status || p.Detail != c.detail {
				t.Errorf("got %d %+v", r.status, p)
			}
			if r.header.Get("Content-Type") != "application/problem+json" || p.Type != "about:blank" || p.Title == "" {
				t.Errorf("got %s %+v", r.header.Get("Content-Type"), p)
			}
			if p.RequestID == "" || p.RequestID != r.header.Get("X-Request-Id") {
				t.Errorf("request id %q, header %q", p.RequestID, r.header.Get("X-Request-Id"))
			}
			checkSecurity(t, r)
		})
	}
	if r := s.get(t, "/api/chat"); r.header.Get("Allow") != "POST" {
		t.Errorf("Allow: got %q", r.header.Get("Allow"))
	}
}

func TestCompressedBody(t *testing.T) {
	r := start(t, server.Config{}).ask(t, "\x1f\x8b", "Content-Encoding", "gzip")
	if r.status != 415 {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

func TestErrorPage(t *testing.T) {
	s := start(t, server.Config{})
	r := s.do(t, "GET", "/documents/intet", "", "Accept", "text/html,*/*", "X-Request-Id", "abc-1")
	if r.status != 404 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Fatalf("got %d %s", r.status, r.header.Get("Content-Type"))
	}
	for _, want := range []string{"<h1>Ikke fundet</h1>", "Dokumentet findes ikke i materialet.", "<code>abc-1</code>"} {
		if !strings.Contains(r.body, want) {
			t.Errorf("no %s in %s", want, r.body)
		}
	}
	checkSecurity(t, r)
	if r := s.do(t, "GET", "/api/x", "", "Accept", "text/html"); r.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API: got %s", r.header.Get("Content-Type"))
	}
}

func TestRequestID(t *testing.T) {
	s := start(t, server.Config{})
	for id, kept := range map[string]bool{"A1._-z": true, "": false, "mellem rum": false, "<b>": false, strings.Repeat("a", 65): false} {
		got := s.do(t, "GET", "/readyz", "", "X-Request-Id", id).header.Get("X-Request-Id")
		if (got == id) != kept || len(got) == 0 {
			t.Errorf("%q: got %q", id, got)
		}
	}
}

func TestAskFails(t *testing.T) {
	for name, c := range map[string]struct {
		ask    askFunc
		status int
		detail string
	}{
		"error":   {failing(errors.New("password på db-7")), 500, "Der opstod en fejl"},
		"timeout": {untilEnd, 504, "Svaret tog for lang tid."},
		"empty":   {failing(answer.ErrEmpty), 400, "Skriv et spørgsmål."},
		"long":    {failing(fmt.Errorf("x: %w", answer.ErrTooLong)), 400, "Spørgsmålet er for langt."},
		"nothing": {failing(nil), 500, "Der opstod en fejl"},
		"panic": {func(context.Context, answer.Request, answer.Sink) (*answer.Answer, error) {
			panic("password på db-7")
		}, 500, "Der opstod en fejl"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, server.Config{Answerer: c.ask, AskTimeout: 50 * time.Millisecond})
			r := s.ask(t, `{"question":"hemmeligt?"}`)
			if p := decode[gotProblem](t, r.body); r.status != c.status || !strings.HasPrefix(p.Detail, c.detail) {
				t.Errorf("got %d %s", r.status, r.body)
			}
			page := s.do(t, "POST", "/", "question=hemmeligt", "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
			if page.status != c.status || !strings.Contains(page.body, c.detail) {
				t.Errorf("form: got %d %s", page.status, page.body)
			}
			if strings.Contains(r.body+page.body, "db-7") || strings.Contains(s.log.String(), "hemmeligt") {
				t.Error("the cause reached the user, or the question the log")
			}
			if r := s.get(t, "/readyz"); r.status != 200 {
				t.Errorf("afterwards: got %d", r.status)
			}
		})
	}
}

func failing(err error) askFunc {
	return func(context.Context, answer.Request, answer.Sink) (*answer.Answer, error) { return nil, err }
}

func untilEnd(ctx context.Context, _ answer.Request, _ answer.Sink) (*answer.Answer, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestBusy(t *testing.T) {
	entered, leave := make(chan bool), make(chan bool)
	s := start(t, server.Config{MaxAsks: 1, Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		entered <- true
		<-leave
		return quote(ctx, req, sink)
	})})
	first := make(chan reply)
	go func() { first <- s.ask(t, `{"question":"a"}`) }()
	<-entered
	if r := s.ask(t, `{"question":"b"}`); r.status != 503 || r.header.Get("Retry-After") == "" {
		t.Errorf("got %d %s", r.status, r.body)
	}
	close(leave)
	if r := <-first; r.status != 200 {
		t.Errorf("first: got %d", r.status)
	}
	for _, accept := range []string{"application/json", "text/event-stream", "application/json"} {
		go func() { <-entered }()
		eventually(t, "a place is free again", func() bool { return s.ask(t, `{"question":"c"}`, "Accept", accept).status == 200 })
	}
}

// TestHugeBody sends more than is taken without announcing how much.
func TestHugeBody(t *testing.T) {
	s := start(t, server.Config{MaxBody: 10 << 10})
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
	go func() { // the server may close before everything is written
		for range 20 {
			fmt.Fprintf(conn, "1000\r\n%s\r\n", strings.Repeat("x", 0x1000))
		}
	}()
	_ = conn.SetReadDeadline(time.Now().Add(need.Patience))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, _ = io.ReadAll(res.Body); res.StatusCode != 413 {
		t.Errorf("got %d", res.StatusCode)
	}
}

func checkSecurity(t *testing.T, r reply) {
	t.Helper()
	csp := r.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("Content-Security-Policy: got %q", csp)
	}
	for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Set-Cookie": "", "Server": ""} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if r.header.Get("Permissions-Policy") == "" {
		t.Error("no Permissions-Policy")
	}
}
