package llm

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Limits on what an endpoint may send in one reply, in bytes.
const (
	maxLine       = 1 << 20  // one line of a stream
	maxStream     = 32 << 20 // a whole stream, reasoning and JSON included
	maxBody       = 64 << 20 // a reply that is no stream; 64 vectors of 4096 numbers take 4 MB
	maxErrorBody  = 64 << 10
	maxReplyBytes = 256 << 10 // the text of a reply
)

// exchange is what the transport saw of one request, beside what go-openai tells.
type exchange struct {
	status     int
	retryAfter time.Duration
	ended      bool      // the stream's connection ended
	rest       io.Reader // of the stream
	whole      bool      // the reply came as one JSON object instead of a stream
}

// drain reads what follows the end of a stream, so that the connection can
// carry the next request; one that does not end at once is given up by cancel.
func (x *exchange) drain(cancel func()) {
	defer time.AfterFunc(50*time.Millisecond, cancel).Stop()
	// The reply is whole; an error here only costs the connection.
	_, _ = io.CopyN(io.Discard, x.rest, 4<<10)
}

type exchangeKey struct{}

func withExchange(ctx context.Context) (context.Context, *exchange) {
	x := &exchange{}
	return context.WithValue(ctx, exchangeKey{}, x), x
}

// transport sends requests for go-openai, and bounds and watches the replies.
type transport struct {
	client  *http.Client
	prepare func(*http.Request) // nil for nothing
}

func newTransport(connect time.Duration, prepare func(*http.Request)) *transport {
	return &transport{prepare: prepare, client: &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout: connect,
			ForceAttemptHTTP2:   true,
			MaxIdleConnsPerHost: 8,
			IdleConnTimeout:     60 * time.Second,
			// Without pings a connection whose other end is gone would carry,
			// and swallow, every later request.
			HTTP2: &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 5 * time.Second},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Do is go-openai's HTTPDoer.
func (t *transport) Do(req *http.Request) (*http.Response, error) {
	// Without a value it is not sent, but tells net/http to send again what an
	// idle connection, closed by the endpoint meanwhile, has swallowed.
	req.Header["Idempotency-Key"] = nil
	if t.prepare != nil {
		t.prepare(req)
	}
	resp, err := t.client.Do(req)
	if err != nil {
		return nil, err
	}
	x, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		x = &exchange{}
	}
	x.status = resp.StatusCode
	x.retryAfter = parseRetryAfter(resp.Header, time.Now())
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		resp.Body.Close()
		return nil, &Error{Kind: KindProtocol, Status: resp.StatusCode, Err: errRedirect}
	}
	resp.Body = t.guard(req, resp, x)
	return resp, nil
}

func (t *transport) guard(req *http.Request, resp *http.Response, x *exchange) io.ReadCloser {
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		return &limited{body: resp.Body, left: maxErrorBody, quiet: true}
	case strings.Contains(req.Header.Get("Accept"), "event-stream"):
		x.whole = !strings.Contains(resp.Header.Get("Content-Type"), "event-stream")
		body := &limited{body: resp.Body, left: maxStream}
		x.rest = body
		return &events{body: body, lines: bufio.NewReaderSize(body, 8<<10), seen: x}
	}
	return &limited{body: resp.Body, left: maxBody}
}

// limited ends a body that is too long: with an error, or quietly.
type limited struct {
	body  io.ReadCloser
	left  int
	quiet bool
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 && l.quiet {
		return 0, io.EOF
	}
	if l.left <= 0 {
		return 0, &Error{Kind: KindTooLarge, Err: errors.New("the reply does not end")}
	}
	n, err := l.body.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}

func (l *limited) Close() error { return l.body.Close() }

// events passes on the lines of a stream that hold data and leaves out the
// rest, such as comments that keep the connection alive, which go-openai would
// take for parts of an error.
type events struct {
	body  io.Closer
	lines *bufio.Reader
	seen  *exchange
	ready []byte
	err   error
}

func (e *events) Read(p []byte) (int, error) {
	for len(e.ready) == 0 && e.err == nil {
		e.ready, e.err = e.line()
	}
	n := copy(p, e.ready)
	e.ready = e.ready[n:]
	if n > 0 {
		return n, nil
	}
	e.seen.ended = true
	return 0, e.err
}

// line reads one line; nil for one that is left out.
func (e *events) line() ([]byte, error) {
	var line []byte
	for {
		part, err := e.lines.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLine {
			return nil, &Error{Kind: KindTooLarge, Err: fmt.Errorf("a line of the reply is over %d bytes", maxLine)}
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			e.seen.ended = true
		}
		if bytes.HasPrefix(line, []byte("data:")) || bytes.HasPrefix(line, []byte("{")) {
			return withLineEnd(line, err), err
		}
		return nil, err
	}
}

// withLineEnd ends a complete last line that came without a line break.
func withLineEnd(line []byte, err error) []byte {
	if errors.Is(err, io.EOF) && line[len(line)-1] != '\n' {
		return append(line, '\n')
	}
	return line
}

func (e *events) Close() error { return e.body.Close() }
