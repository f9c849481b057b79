package core

import (
	"bufio"
	"context"
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

// Script is the form in which a stream tells of an answer: each method gives
// the text of events, "" for none.
type Script interface {
	Sources(v []answer.Source) (string, error)
	Sentence(v answer.Sentence) (string, error)
	Done(a *answer.Answer) (string, error)
	Failed(p problem.Problem) (string, error)
}

// Stream answers a question with events of a form.
func (s *Core) Stream(c *fiber.Ctx, req answer.Request, form Script) error {
	if err := s.Admit(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.ContextOf(c), s.Config.AskTimeout)
	st := &stream{
		srv: s, form: form, table: s.Table(c), visit: s.Visit(c), by: by(c), req: req, ctx: ctx, cancel: cancel, start: time.Now(),
		id: RequestID(c), route: c.Route().Path, conn: c.Context().Conn(),
	}
	s.busy.Add(1)
	c.Locals(localStream, true)
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	s.Metrics.Streams.Inc()
	c.Context().SetBodyStreamWriter(st.run)
	return nil
}

// Stream is one answer on its way to a reader.
type stream struct {
	srv       *Core
	form      Script
	table     *pages.Table // of the reader's language
	visit     Visit
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
			st.fail(&Crash{r, debug.Stack()})
		}
	}()
	st.w = w
	st.comment()
	st.heart.Go(st.beat)
	outcome = st.answer()
}

// answer asks and says how it went: "done", "failed" or "left".
func (st *stream) answer() string {
	a, err := st.srv.Ask(st.ctx, st.visit, st.req, answer.Sink{
		Sources:  func(v []answer.Source) error { return st.send(st.form.Sources(v)) },
		Sentence: func(v answer.Sentence) error { return st.send(st.form.Sentence(v)) },
	})
	if err == nil {
		err = st.send(st.form.Done(a))
	}
	switch {
	case st.left():
		st.srv.Metrics.Cancelled.Inc()
		return "left"
	case err != nil:
		st.fail(err)
		return "failed"
	}
	return "done"
}

func (st *stream) fail(err error) {
	if errors.Is(err, context.Canceled) && st.srv.Base.Err() != nil {
		err = problem.ErrStopping
	}
	_ = st.send(st.form.Failed(st.srv.Explain(err, st.id, st.table)))
}

func (st *stream) end(outcome string) {
	st.cancel()
	st.heart.Wait() // the writer goes back to a pool when run returns
	st.srv.Release()
	st.srv.Metrics.Streams.Dec()
	st.srv.busy.Add(-1)
	failed := ""
	if outcome == "failed" || outcome == "panic" {
		failed = outcome
	}
	more := append(closeSpan(st.visit.Span, fiber.MethodPost, st.route, fiber.StatusOK, failed), st.by...)
	st.srv.record(st.id, fiber.MethodPost, st.route, fiber.StatusOK, st.start, append(more, slog.String("stream", outcome))...)
}

// beat writes comments until the answer ends, so that proxies keep the
// connection and a reader who has left is noticed.
func (st *stream) beat() {
	t := time.NewTicker(st.srv.Config.Heartbeat)
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

// write sends text at once. The first failure cancels the answer.
func (st *stream) write(text string) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.gone != nil {
		return st.gone
	}
	// The server's own deadline runs from the start of the response.
	_ = st.conn.SetWriteDeadline(time.Now().Add(st.srv.Config.WriteTimeout))
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
