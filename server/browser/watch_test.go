package browser

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch notes what happens in a tab: what the console says, which addresses
// are asked for, and the contexts that scripts of its frames run in.
type watch struct {
	mu       sync.Mutex
	errors   []string
	requests []string
	bytes    int                    // that came over the wire, with headers
	expected []string               // parts of errors that the test brings about
	allowed  []string               // parts of errors that may come or be lost
	frames   map[cdp.FrameID]string // the unique id of a frame's context
}

func newWatch() *watch { return &watch{frames: map[cdp.FrameID]string{}} }

func (w *watch) event(e any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := e.(type) {
	case *network.EventRequestWillBeSent:
		w.requests = append(w.requests, e.Request.URL)
	case *network.EventLoadingFinished:
		w.bytes += int(e.EncodedDataLength)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			w.errors = append(w.errors, fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL))
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			w.errors = append(w.errors, "console: "+texts(e.Args))
		}
	case *runtime.EventExceptionThrown:
		w.errors = append(w.errors, "exception: "+thrown(e.ExceptionDetails))
	case *runtime.EventExecutionContextCreated:
		w.begin(e.Context)
	case *runtime.EventExecutionContextDestroyed:
		for id, c := range w.frames {
			if c == e.ExecutionContextUniqueID {
				delete(w.frames, id)
			}
		}
	}
}

// begin notes the context of a frame's own scripts.
func (w *watch) begin(c *runtime.ExecutionContextDescription) {
	var about struct {
		IsDefault bool        `json:"isDefault"`
		FrameID   cdp.FrameID `json:"frameId"`
	}
	if json.Unmarshal(c.AuxData, &about) == nil && about.IsDefault {
		w.frames[about.FrameID] = c.UniqueID
	}
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception == nil {
		return d.Text
	}
	return d.Text + " " + d.Exception.Description
}

func texts(args []*runtime.RemoteObject) string {
	var out []string
	for _, a := range args {
		out = append(out, string(a.Value)+a.Description)
	}
	return strings.Join(out, " ")
}

// context is the unique id of the context of a frame; "" where it has none.
func (w *watch) context(id cdp.FrameID) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.frames[id]
}

// asked gives the addresses that were asked for so far and hold text.
func (w *watch) asked(text string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.requests), func(u string) bool { return !strings.Contains(u, text) })
}

// weight is how many bytes came over the wire so far.
func (w *watch) weight() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes
}

// expect says that errors that hold text belong to the test. One that never
// comes fails it.
func (w *watch) expect(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected = append(w.expected, text)
}

// allow says that errors that hold text belong to the test. What is said of a
// page whose place another takes may be lost with it, so that one that never
// comes is none.
func (w *watch) allow(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.allowed = append(w.allowed, text)
}

// report fails the test for errors that nobody expected, for expected ones
// that did not come, and for requests that left the machine.
func (w *watch) report(t testing.TB) {
	w.mu.Lock()
	defer w.mu.Unlock()
	came := map[string]bool{}
	for _, e := range w.errors {
		in := func(x string) bool { return strings.Contains(e, x) }
		if i := slices.IndexFunc(w.expected, in); i >= 0 {
			came[w.expected[i]] = true
		} else if !slices.ContainsFunc(w.allowed, in) {
			t.Errorf("the browser says: %s", e)
		}
	}
	for _, x := range w.expected {
		if !came[x] && !t.Failed() {
			t.Errorf("no error of the browser holds %q", x)
		}
	}
	for _, r := range w.requests {
		if !local(r) {
			t.Errorf("a request left for %s", r)
		}
	}
}

// local tells whether an address is one that a test can serve.
func local(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := u.Hostname()
	return slices.Contains([]string{"data", "blob", "about"}, u.Scheme) || host == "127.0.0.1" || host == "localhost" ||
		strings.HasSuffix(host, ".localhost")
}
