// Package llmtest is a scripted stand-in for an OpenAI-compatible endpoint:
// chat, embeddings and the list of models over HTTP. Start with [New] in a
// test, or with [Handler] anywhere else.
package llmtest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

// Fake is the endpoint. Its nth chat request gets the nth step of the script,
// every later one the last step; without a script it is [Quote]. Change its
// fields before its first request.
type Fake struct {
	// Models are the names in the list of models; none answers that list with 404.
	Models []string
	// Key, where set, must come with each request; else the answer is 401.
	Key string
	// NoStreamOptions refuses requests that ask for usage in the stream.
	NoStreamOptions bool
	// EmbedStep, where it has a Status, answers the requests for embeddings.
	EmbedStep Step
	// Dimensions of the vectors, 64 where 0.
	Dimensions int

	script []Step

	mu        sync.Mutex
	requests  []Request
	chats     int
	cancelled int
}

// Handler makes an endpoint of the script.
func Handler(script ...Step) *Fake {
	if len(script) == 0 {
		script = []Step{Quote()}
	}
	return &Fake{Models: []string{"test"}, script: script}
}

// Server is a Fake that listens.
type Server struct {
	*Fake
	// URL is the base address for a client, ending in /v1.
	URL string
}

// New starts an endpoint on loopback that stops with the test.
func New(t testing.TB, script ...Step) *Server {
	t.Helper()
	fake := Handler(script...)
	server := httptest.NewServer(fake)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return &Server{Fake: fake, URL: server.URL + "/v1"}
}

// Requests returns what was asked so far, in order.
func (f *Fake) Requests() []Request {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.requests)
}

// Chats returns the chat requests so far, in order.
func (f *Fake) Chats() []Request {
	return slices.DeleteFunc(f.Requests(), func(r Request) bool { return !r.isChat() })
}

// Cancelled counts the replies whose client left before their end.
func (f *Fake) Cancelled() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cancelled
}

// WaitCancelled waits until n clients have left, at most 5 seconds, and fails
// the test where they do not.
func (f *Fake) WaitCancelled(t testing.TB, n int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); f.Cancelled() < n; {
		if time.Now().After(end) {
			t.Fatalf("%d calls of the model were cancelled, want %d", f.Cancelled(), n)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// record notes a request and returns the step for it.
func (f *Fake) record(r Request) Step {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, r)
	if !r.isChat() {
		return Step{}
	}
	step := f.script[min(f.chats, len(f.script)-1)]
	f.chats++
	return step
}

func (f *Fake) countCancelled() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cancelled++
}

// pause waits for d; false where the client left first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

var _ http.Handler = (*Fake)(nil)
