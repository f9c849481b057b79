package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// bicycles is the material that most tests of this package serve.
const bicycles = "# Cykler\n\n## Lån\n\nEn cykel lånes i receptionen hver dag.\n\n## Parkering\n\nEn cykel stilles i skuret bag huset.\n"

// folder makes a folder with one document.
func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "cykler.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// running is a taskforce serve that runs in this process.
type running struct {
	url    string
	cancel context.CancelFunc
	ended  chan int // the exit code
	log    *lines
}

// lines is what a service wrote to stderr; it is safe for use while it does.
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

var listening = regexp.MustCompile(`(?m)^taskforce lytter på (http://\S+) `)

// serve starts a service of the bicycles, which ends with the test.
func serve(t *testing.T, args ...string) *running {
	t.Helper()
	return serveOnly(t, append([]string{"--documents", folder(t, bicycles)}, args...)...)
}

// serveOnly starts a service of what the arguments name.
func serveOnly(t *testing.T, args ...string) *running {
	t.Helper()
	return begin(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--no-materials"}, args...)...)
}

// begin runs a command that serves until the test ends.
func begin(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &running{cancel: cancel, ended: make(chan int, 1), log: &lines{}}
	go func() {
		s.ended <- Main(ctx, args, func(string) (string, bool) { return "", false }, io.Discard, s.log)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-s.ended:
		case <-time.After(need.Patience):
			t.Error("the service does not end")
		}
	})
	s.url = address(t, s.log)
	return s
}

// address waits for the address that a service says it listens at.
func address(t *testing.T, log *lines) string {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := listening.FindStringSubmatch(log.String()); m != nil {
			return m[1]
		}
	}
	t.Fatalf("no address in %q", log.String())
	return ""
}

// stop tells the service to end, as a signal does, and gives its exit code.
func (s *running) stop(t *testing.T) int {
	t.Helper()
	s.cancel()
	code := <-s.ended
	s.ended <- code // for the cleanup
	return code
}

func (s *running) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	res, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// chat asks a question, of which the caller closes the response.
func (s *running) chat(t *testing.T, accept, question string) *http.Response {
	t.Helper()
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, s.url+"/api/chat", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", accept)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %s", res.Status)
	}
	return res
}

// event is one event of a stream.
type event struct{ name, data string }

// events reads the events of a stream one by one.
type events struct{ in *bufio.Scanner }

func newEvents(r io.Reader) events {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	return events{in}
}

// next gives the next event, and whether there was one.
func (e events) next() (event, bool) {
	var out event
	for e.in.Scan() {
		name, value, _ := strings.Cut(e.in.Text(), ": ")
		switch {
		case name == "event":
			out.name = value
		case name == "data":
			out.data = value
		case e.in.Text() == "" && out.name != "":
			return out, true
		}
	}
	return out, false
}

// rest reads the stream to its end: all events' names and the last's data.
func (e events) rest() (names []string, last string) {
	for ev, ok := e.next(); ok; ev, ok = e.next() {
		names, last = append(names, ev.name), ev.data
	}
	return names, last
}
