package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
	"github.com/digitaskforce/taskforce/server/reader"
)

// A stream outlives its handler: Fiber calls the writer in a goroutine of its
// own after the request's context has gone back to the pool. So everything the
// writer needs is copied first, and a panic in it must be caught in it. Nobody
// tells that a reader has left, hence the look at the connection at each heartbeat;
// a write fails only some writes later.

// script is the form in which a stream tells of an answer: each method gives
// the text of events, "" for none.
type script interface {
	sources(v []answer.Source) (string, error)
	sentence(v answer.Sentence) (string, error)
	done(a *answer.Answer) (string, error)
	failed(p problem.Problem) (string, error)
}

// stream answers a question with events of a form.
func (s *Server) stream(c *fiber.Ctx, req answer.Request, form script) error {
	if err := s.admit(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.contextOf(c), s.cfg.AskTimeout)
	st := &stream{
		srv: s, form: form, table: s.table(c), visit: s.visit(c), by: by(c), req: req, ctx: ctx, cancel: cancel, start: time.Now(),
		id: requestID(c), route: c.Route().Path, conn: c.Context().Conn(),
	}
	s.busy.Add(1)
	c.Locals(localStream, true)
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	s.metrics.Streams.Inc()
	c.Context().SetBodyStreamWriter(st.run)
	return nil
}

// stream is one answer on its way to a reader.
type stream struct {
	srv       *Server
	form      script
	table     *pages.Table // of the reader's language
	visit     visit
	by        []slog.Attr // for the log
	req       answer.Request
	ctx       context.Context
	cancel    context.CancelFunc
	start     time.Time
	id, route string
	conn      net.Conn

	mu   sync.Mutex // guards w and gone
	w    *bufio.Writer
	gone error // why nothing more can be written

	heart sync.WaitGroup
}

// run is the whole life of a stream.
func (st *stream) run(w *bufio.Writer) {
	outcome := "panic"
	defer func() { st.end(outcome) }()
	defer func() {
		if r := recover(); r != nil {
			st.fail(&panicked{r, debug.Stack()})
		}
	}()
	st.w = w
	st.comment()
	st.heart.Go(st.beat)
	outcome = st.answer()
}

// answer asks and says how it went: "done", "failed" or "left".
func (st *stream) answer() string {
	a, err := st.srv.ask(st.ctx, st.visit, st.req, answer.Sink{
		Sources:  func(v []answer.Source) error { return st.send(st.form.sources(v)) },
		Sentence: func(v answer.Sentence) error { return st.send(st.form.sentence(v)) },
	})
	if err == nil {
		err = st.send(st.form.done(a))
	}
	switch {
	case st.left():
		st.srv.metrics.Cancelled.Inc()
		return "left"
	case err != nil:
		st.fail(err)
		return "failed"
	}
	return "done"
}

func (st *stream) fail(err error) {
	if errors.Is(err, context.Canceled) && st.srv.base.Err() != nil {
		err = problem.ErrStopping
	}
	_ = st.send(st.form.failed(st.srv.explain(err, st.id, st.table)))
}

func (st *stream) end(outcome string) {
	st.cancel()
	st.heart.Wait() // the writer goes back to a pool when run returns
	st.srv.release()
	st.srv.metrics.Streams.Dec()
	st.srv.busy.Add(-1)
	failed := ""
	if outcome == "failed" || outcome == "panic" {
		failed = outcome
	}
	more := append(closeSpan(st.visit.span, fiber.MethodPost, st.route, fiber.StatusOK, failed), st.by...)
	st.srv.record(st.id, fiber.MethodPost, st.route, fiber.StatusOK, st.start, append(more, slog.String("stream", outcome))...)
}

// beat writes comments until the answer ends, so that proxies keep the
// connection and a reader who has left is noticed.
func (st *stream) beat() {
	t := time.NewTicker(st.srv.cfg.Heartbeat)
	defer t.Stop()
	for {
		select {
		case <-st.ctx.Done():
			return
		case <-t.C:
			if reader.HasLeft(st.conn) {
				st.lose(errClosed)
				return
			}
			st.comment()
		}
	}
}

func (st *stream) comment() { _ = st.write(": \n\n") }

// send writes what a script gives.
func (st *stream) send(text string, err error) error {
	if err != nil || text == "" {
		return err
	}
	return st.write(text)
}

// events are those of POST /api/chat.
type events struct{}

func (events) sources(v []answer.Source) (string, error)  { return event("sources", list(v)) }
func (events) sentence(v answer.Sentence) (string, error) { return event("sentence", v) }
func (events) done(a *answer.Answer) (string, error)      { return event("done", a) }
func (events) failed(p problem.Problem) (string, error)   { return event("error", p) }

// event is an event with v as JSON, which holds no line breaks.
func event(name string, v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("writing event %s: %w", name, err)
	}
	return "event: " + name + "\ndata: " + string(data) + "\n\n", nil
}

// write sends text at once. The first failure cancels the answer.
func (st *stream) write(text string) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.gone != nil {
		return st.gone
	}
	// The server's own deadline runs from the start of the response.
	_ = st.conn.SetWriteDeadline(time.Now().Add(st.srv.cfg.WriteTimeout))
	_, err := st.w.WriteString(text)
	if err == nil {
		err = st.w.Flush()
	}
	if err != nil {
		st.gone = fmt.Errorf("the reader has left: %w", err)
		st.cancel()
	}
	return st.gone
}

var errClosed = errors.New("the reader has closed the connection")

// lose ends the answer of a reader who has left.
func (st *stream) lose(err error) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.gone = err
	st.cancel()
}

func (st *stream) left() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.gone != nil
}
