package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/internal/need"
)

// tap is a way to a node on which something happens at a write that is no
// renewal of a lease, counted from 0.
type tap struct {
	*httptest.Server
	mu     sync.Mutex
	writes int
	happen func(write int, path string) (lost bool) // the reply to this write is lost
	dead   bool                                     // nothing more comes through, as of a process that was killed
}

func newTap(t *testing.T, node *opensearchtest.Node, happen func(p *tap, write int, path string) (lost bool)) *tap {
	t.Helper()
	to, err := url.Parse(node.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	p := &tap{}
	p.happen = func(write int, path string) bool { return happen(p, write, path) }
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lost := p.comes(r)
		reply := httptest.NewRecorder()
		proxy.ServeHTTP(reply, r)
		if lost {
			panic(http.ErrAbortHandler)
		}
		for name, values := range reply.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(reply.Code)
		_, _ = w.Write(reply.Body.Bytes())
	}))
	t.Cleanup(p.Close)
	return p
}

// comes lets a request through or not, and tells whether its reply is lost.
func (p *tap) comes(r *http.Request) (lost bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	reads := r.Method == http.MethodGet || strings.Contains(r.URL.Path, "_search") || strings.Contains(r.URL.Path, "_mget")
	if !reads && !strings.Contains(r.URL.Path, ".lock") && !p.dead {
		lost = p.happen(p.writes, r.URL.Path)
		p.writes++
	}
	if p.dead {
		panic(http.ErrAbortHandler)
	}
	return lost
}

func (p *tap) address(name string) string {
	return "opensearch+http://" + strings.TrimPrefix(p.URL, "http://") + "/" + name
}

// flown is bikes of which one was replaced by the n-th gull, and another is there or not.
func flown(t *testing.T, n int) *documents.Library {
	t.Helper()
	other := map[int]string{7: gulls(n)}
	if n%2 == 1 {
		other[9] = ""
	}
	return changedBikes(t, 40, other)
}

// amending are the options of an index that is amended and has vectors of sentences.
func amending(s *Cluster) index.Options {
	m := newMeanings()
	m.Groups = append(m.Groups, "mågen måge skrigeren")
	return index.Options{Shared: s, AmendFrom: 1, Embedder: scaledMeanings{m}}
}

// testSharedAmendKilled ends a service before each of the writes that an
// amendment and its vectors are made of. Another that starts after it with the
// same materials finds exactly their passages, and one that started earlier
// what it found before. What is left is removed by the next amendment.
func testSharedAmendKilled(t *testing.T, node *opensearchtest.Node) {
	const name = "aendret"
	s := shared(t, node.Address(name))
	early := restartedOn(t, s, flown(t, 0))
	killed := 0
	for n := 1; ; n++ {
		ctx, die := context.WithCancel(t.Context())
		p := newTap(t, node, func(p *tap, write int, _ string) bool {
			if write == killed {
				p.dead = true
				die()
			}
			return false
		})
		x, err := index.Build(ctx, flown(t, n), amending(shared(t, p.address(name))))
		if err == nil {
			err = x.Embed(ctx, nil)
			_ = x.Close()
		}
		die()
		if err == nil {
			break
		}
		killed++
		if got := bestOf(t, early, "måge"); !strings.Contains(got, fmt.Sprint("nummer ", 1000+n-1)) {
			t.Errorf("killed before write %d: who started earlier finds %q", killed-1, got)
		}
		next := restartedOn(t, s, flown(t, n))
		if !next.Amended() {
			t.Fatalf("killed before write %d: it was built whole", killed-1)
		}
		holdsExactly(t, fmt.Sprint("killed before write ", killed-1), s, next, flown(t, n))
		if got := bestOf(t, early, "måge"); !strings.Contains(got, fmt.Sprint("nummer ", 1000+n-1)) {
			t.Errorf("killed before write %d and amended: who started earlier finds %q", killed-1, got)
		}
		early = next
	}
	if t.Logf("killed at %d moments", killed); killed < 10 {
		t.Errorf("an amendment and its vectors were only %d writes", killed)
	}
	for index, aliases := range s.all(t) {
		if len(aliases) == 0 {
			t.Errorf("%s is left", index)
		}
	}
}

// restartedOn is an index of a library with its vectors, as a service opens or makes it.
func restartedOn(t *testing.T, s *Cluster, lib *documents.Library) *index.Index {
	t.Helper()
	x := indexOf(t, lib, amending(s))
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return x
}

// resumedOn is restartedOn of a service that tries again, as it does while the
// cluster is unavailable.
func resumedOn(t *testing.T, s *Cluster, lib *documents.Library) *index.Index {
	t.Helper()
	for end := time.Now().Add(need.Patience); ; time.Sleep(time.Second) {
		x, err := index.Build(t.Context(), lib, amending(s))
		if err == nil {
			if err = x.Embed(t.Context(), nil); err == nil {
				t.Cleanup(func() { _ = x.Close() })
				return x
			}
			_ = x.Close()
		}
		if !errors.Is(err, engine.ErrUnavailable) || time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// testSharedAmendUnheard loses the first reply to each write, which is then done twice.
func testSharedAmendUnheard(t *testing.T, node *opensearchtest.Node) {
	const name = "uhoert"
	s := shared(t, node.Address(name))
	restartedOn(t, s, flown(t, 0))
	lost := 0
	p := newTap(t, node, func(_ *tap, write int, _ string) bool {
		if write%2 == 0 {
			lost++
		}
		return write%2 == 0
	})
	x := restartedOn(t, shared(t, p.address(name)), flown(t, 1))
	if !x.Amended() || lost < 10 {
		t.Fatalf("%d replies were lost, amended: %t", lost, x.Amended())
	}
	holdsExactly(t, "each write done twice", s, x, flown(t, 1))
}

// testSharedAmendInterrupted kills the node in the midst of an amendment, when
// the passages are written and before the alias is moved, and starts it again.
func testSharedAmendInterrupted(t *testing.T, node *opensearchtest.Node) {
	const name = "afbrudt-aendring"
	s := shared(t, node.Address(name))
	restartedOn(t, s, flown(t, 0))
	for n, at := range []string{"/_bulk", "/_aliases"} {
		started := make(chan error, 1)
		var once sync.Once
		p := newTap(t, node, func(_ *tap, _ int, path string) bool {
			if strings.HasSuffix(path, at) {
				once.Do(func() {
					node.Stop()
					go func() { started <- node.Start() }()
				})
			}
			return false
		})
		victim := shared(t, p.address(name))
		victim.age = 20 * time.Second
		x := resumedOn(t, victim, flown(t, n+1))
		if err := <-started; err != nil {
			t.Fatal(err)
		}
		holdsExactly(t, "the node died before "+at, s, x, flown(t, n+1))
	}
}

// holdsExactly checks that an index, which is the current build, holds and finds
// each passage of a library once and no other, and knows its sentences by
// meaning.
func holdsExactly(t *testing.T, when string, s *Cluster, x *index.Index, lib *documents.Library) {
	t.Helper()
	want := textsOf(t, indexOf(t, lib, index.Options{}))
	if got := textsOf(t, x); !slices.Equal(got, want) {
		t.Errorf("%s: it holds %q", when, got)
	}
	e, _, err := s.openRemote(t.Context(), s.alias(), anyKey)
	if err != nil {
		t.Fatal(err)
	}
	term := snapshotIn(t, x).Parse(t.Context(), "nummer", nil).Concepts[0].Exact[0].Term // in each passage
	found, err := e.Candidates(t.Context(), []engine.Weighted{{Term: term, Weight: 1}}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var ordinals []int
	for _, c := range found {
		ordinals = append(ordinals, c.Ordinal)
	}
	slices.Sort(ordinals)
	passages, err := e.Passages(t.Context(), ordinals)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range passages {
		got = append(got, p.Text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: %d passages are found, expected %d: %q", when, len(got), len(want), got)
	}
	if near := meantOf(t, x, "skrigeren", "fløjet"); len(near) != 1 || near[0] < 0.99 {
		t.Errorf("%s: the sentence of the gull comes as near as %v", when, near)
	}
}

// textsOf are the texts of all passages, in their order.
func textsOf(t *testing.T, x *index.Index) (out []string) {
	t.Helper()
	for _, d := range x.Documents() {
		passages, err := x.Passages(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range passages {
			out = append(out, p.Text)
		}
	}
	return out
}
