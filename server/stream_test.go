package server_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

type event struct{ name, data string }

// eventsOf reads a whole stream; comments are events named ":".
func eventsOf(body string) []event {
	var out []event
	for part := range strings.SplitSeq(strings.TrimSuffix(body, "\n\n"), "\n\n") {
		if strings.HasPrefix(part, ":") {
			out = append(out, event{":", ""})
			continue
		}
		name, data, _ := strings.Cut(part, "\n")
		out = append(out, event{strings.TrimPrefix(name, "event: "), strings.TrimPrefix(data, "data: ")})
	}
	return out
}

func names(events []event) []string {
	out := make([]string, len(events))
	for i, e := range events {
		out[i] = e.name
	}
	return out
}

func (s *service) askStream(t *testing.T, question string) (reply, []event) {
	t.Helper()
	r := s.ask(t, fmt.Sprintf(`{"question":%q}`, question), "Accept", "text/event-stream")
	return r, eventsOf(r.body)
}

func TestStream(t *testing.T) {
	s := start(t, server.Config{})
	r, events := s.askStream(t, "Hvad?")
	if r.status != 200 || r.header.Get("Content-Type") != "text/event-stream; charset=utf-8" || r.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("got %d %v", r.status, r.header)
	}
	checkSecurity(t, r)
	if diff := cmp.Diff(names(events), []string{":", "sources", "sentence", "sentence", "sentence", "done"}); diff != "" {
		t.Fatalf("events (-got +want):\n%s", diff)
	}
	full, _ := quote(t.Context(), answer.Request{Question: "Hvad?"}, answer.Sink{})
	if diff := cmp.Diff(decode[[]answer.Source](t, events[1].data), full.Sources); diff != "" {
		t.Errorf("sources (-got +want):\n%s", diff)
	}
	for i, want := range full.Sentences {
		if diff := cmp.Diff(decode[answer.Sentence](t, events[2+i].data), want); diff != "" {
			t.Errorf("sentence %d (-got +want):\n%s", i, diff)
		}
	}
	if diff := cmp.Diff(decode[answer.Answer](t, events[5].data), *full); diff != "" {
		t.Errorf("done (-got +want):\n%s", diff)
	}
	eventually(t, "a line in the log", func() bool { return strings.Contains(s.log.String(), `"stream":"done"`) })
	if n := strings.Count(s.log.String(), `"msg":"request"`); n != 1 {
		t.Errorf("got %d lines for one request: %s", n, s.log)
	}
}

func TestStreamErrors(t *testing.T) {
	for name, c := range map[string]struct {
		ask    askFunc
		status int
	}{
		"error":   {failing(errors.New("password på db-7")), 500},
		"timeout": {untilEnd, 504},
		"panic": {func(_ context.Context, _ answer.Request, sink answer.Sink) (*answer.Answer, error) {
			if err := sink.Sentence(answer.Sentence{Text: "Halvt."}); err != nil {
				return nil, err
			}
			panic("password på db-7")
		}, 500},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, server.Config{Answerer: c.ask, AskTimeout: 100 * time.Millisecond})
			r, events := s.askStream(t, "hemmeligt?")
			last := events[len(events)-1]
			if last.name != "error" {
				t.Fatalf("got %v", names(events))
			}
			p := decode[gotProblem](t, last.data)
			if p.Status != c.status || p.Detail == "" || p.RequestID != r.header.Get("X-Request-Id") {
				t.Errorf("got %+v", p)
			}
			if strings.Contains(r.body, "db-7") || strings.Contains(s.log.String(), "hemmeligt") {
				t.Error("the cause reached the user, or the question the log")
			}
			if r := s.get(t, "/readyz"); r.status != 200 {
				t.Errorf("afterwards: got %d", r.status)
			}
		})
	}
}

func TestStreamErrorBeforeItBegins(t *testing.T) {
	r := start(t, server.Config{}).ask(t, `{"question":""}`, "Accept", "text/event-stream")
	if r.status != 400 || r.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %s", r.status, r.header.Get("Content-Type"))
	}
}

func TestHeartbeat(t *testing.T) {
	s := start(t, server.Config{Heartbeat: 20 * time.Millisecond, Answerer: askFunc(
		func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
			time.Sleep(300 * time.Millisecond)
			return quote(ctx, req, sink)
		})})
	_, events := s.askStream(t, "Hvad?")
	if n := slices.Index(names(events), "sources"); n < 5 {
		t.Errorf("got %d comments while nothing was said", n)
	}
}

// dialStream asks over a connection of its own and reads until the first event.
func dialStream(t *testing.T, s *service) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	body := `{"question":"Hvad?"}`
	fmt.Fprintf(conn, "POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	_ = conn.SetReadDeadline(time.Now().Add(need.Patience))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if lines.Text() == "event: sentence" {
			return conn
		}
	}
	t.Fatalf("no sentence came: %v", lines.Err())
	return nil
}

// oneSentence says one sentence and then waits for ctx to end.
func oneSentence(ended chan<- error) askFunc {
	return func(ctx context.Context, _ answer.Request, sink answer.Sink) (*answer.Answer, error) {
		if err := sink.Sentence(answer.Sentence{Text: "Første."}); err != nil {
			return nil, err
		}
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return nil, ctx.Err()
	}
}

func TestReaderLeaves(t *testing.T) {
	ended := make(chan error, 1)
	s := start(t, server.Config{Answerer: oneSentence(ended), Heartbeat: 20 * time.Millisecond})
	conn := dialStream(t, s)
	if r := s.get(t, "/metrics"); !strings.Contains(r.body, "taskforce_open_streams 1\n") {
		t.Error("the stream is not counted")
	}
	conn.Close()
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(need.Patience):
		t.Fatal("the answer went on after the reader had left")
	}
	eventually(t, "the stream is closed and counted", func() bool {
		m := s.get(t, "/metrics").body
		return strings.Contains(m, "taskforce_open_streams 0\n") && strings.Contains(m, "taskforce_cancelled_answers_total 1\n")
	})
	eventually(t, "the reader's leaving is logged", func() bool { return strings.Contains(s.log.String(), `"stream":"left"`) })
	if strings.Contains(s.log.String(), `"level":"ERROR"`) {
		t.Errorf("log: %s", s.log)
	}
}

func TestShutdownEndsStreams(t *testing.T) {
	ended := make(chan error, 1)
	s := start(t, server.Config{Answerer: oneSentence(ended)})
	conn := dialStream(t, s)
	defer conn.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := s.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if len(ended) != 1 {
		t.Fatal("the answer goes on after the shutdown")
	}
	rest := make([]byte, 4096)
	n, _ := conn.Read(rest)
	if !strings.Contains(string(rest[:n]), "event: error") || !strings.Contains(string(rest[:n]), "lukke ned") {
		t.Errorf("the reader was told %q", rest[:n])
	}
}

func TestShutdownWaitsForStreams(t *testing.T) {
	leave := make(chan bool)
	s := start(t, server.Config{Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		_ = sink.Sentence(answer.Sentence{Text: "Første."})
		<-leave
		return quote(ctx, req, answer.Sink{})
	})})
	conn := dialStream(t, s)
	defer conn.Close()
	time.AfterFunc(200*time.Millisecond, func() { close(leave) })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		t.Errorf("got %v", err)
	}
	rest := make([]byte, 4096)
	if n, _ := conn.Read(rest); !strings.Contains(string(rest[:n]), "event: done") {
		t.Errorf("the reader got %q", rest[:n])
	}
}
