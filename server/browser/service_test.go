package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/cli"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// service is a taskforce serve with the shipped materials that runs in this process.
type service struct {
	url  string // http://127.0.0.1:PORT
	stop func() error
	log  *lines
}

var listening = regexp.MustCompile(`(?m)^taskforce lytter på (http://\S+) `)

// serve starts a service of extract answers with further flags, as one that was
// started before; it ends with the test, or with stop.
func serve(t testing.TB, flags ...string) *service {
	t.Helper()
	flags, err := startedBefore(flags)
	if err != nil {
		t.Fatal(err)
	}
	s, err := launch(flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("the service says %s", s.log)
		}
	})
	return s
}

// common is a service of extract answers that all tests ask which neither change
// nor end it. It starts with the first of them, as on a fresh machine.
func common(t testing.TB) *service {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var shared = sync.OnceValues(func() (*service, error) { return launch("--rate", "0") })

// launch starts a service with the shipped materials.
func launch(flags ...string) (*service, error) {
	ctx, cancel := context.WithCancel(context.Background())
	log, ended := &lines{}, make(chan int, 1)
	go func() {
		args := append([]string{"serve", "--addr", "127.0.0.1:0"}, flags...)
		ended <- cli.Main(ctx, args, func(string) (string, bool) { return "", false }, io.Discard, log)
	}()
	s := &service{log: log, stop: sync.OnceValue(func() error {
		cancel()
		select {
		case <-ended:
			return nil
		case <-time.After(need.Patience):
			return errors.New("the service does not end")
		}
	})}
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := listening.FindStringSubmatch(log.String()); m != nil {
			s.url = m[1]
			return s, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("the service does not start: %s", log), s.stop())
}

// serveModel starts a service whose model follows a script.
func serveModel(t testing.TB, script ...llmtest.Step) (*service, *llmtest.Server) {
	t.Helper()
	fake := llmtest.New(t, script...)
	return serve(t, "--llm-url", fake.URL, "--llm-model", "test"), fake
}

// otherHost is the same service under another name, and so another site.
func (s *service) otherHost() string { return strings.Replace(s.url, "127.0.0.1", "localhost", 1) }

// hostPage serves a page of an intranet with a policy; the address is that of
// the page. It reaches the service from another origin.
func hostPage(t testing.TB, policy, html string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusNoContent) // such as the icon that browsers ask for
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if policy != "" {
			w.Header().Set("Content-Security-Policy", policy)
		}
		_, _ = io.WriteString(w, html)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// lines is what a service wrote; it is safe to read while it does.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
