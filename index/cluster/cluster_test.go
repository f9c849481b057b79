package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/internal/need"
)

// TestShared runs what needs a real OpenSearch, all in one node.
func TestShared(t *testing.T) {
	node := opensearchtest.Start(t)
	for name, test := range map[string]func(*testing.T, func() *Cluster){
		"ranking": testSharedRanking, "shards": testSharedShards, "rebuild": testSharedRebuild, "together": testSharedTogether,
		"parts": testSharedParts, "killed": testSharedKilled, "lease": testSharedLease, "gone": testSharedGone,
		"vectors": testSharedVectors, "resumed": testSharedVectorsResumed, "nearest": testSharedVectorsRanking, "forgotten": testSharedVectorsGone,
		"sentences": testSharedSentences, "sentences-kept": testSharedSentencesKept,
		"amended": testSharedAmended, "aside": testSharedAmendedRanking, "folded": testSharedFolded, "beside": testSharedBeside,
	} {
		t.Run(name, func(t *testing.T) {
			test(t, func() *Cluster { return shared(t, node.Address(name)) })
		})
	}
	t.Run("amend-killed", func(t *testing.T) { testSharedAmendKilled(t, node) })
	t.Run("amend-unheard", func(t *testing.T) { testSharedAmendUnheard(t, node) })
	t.Run("amend-interrupted", func(t *testing.T) { testSharedAmendInterrupted(t, node) })
	t.Run("interrupted", func(t *testing.T) { testSharedInterrupted(t, node) })
	t.Run("down", func(t *testing.T) { testSharedDown(t, node) })
}

// shared opens an address with a lease that is soon taken over.
func shared(t *testing.T, address string) *Cluster {
	t.Helper()
	s, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	s.beat, s.age = 100*time.Millisecond, time.Second
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// builds are the builds in the cluster, and the aliases of each.
func (s *Cluster) all(t *testing.T) map[string][]string {
	t.Helper()
	all, err := s.client.Aliases(t.Context(), s.builds())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// testSharedParts writes more than one document holds.
func testSharedParts(t *testing.T, open func() *Cluster) {
	s := open()
	b := s.newBuilder()
	if err := b.Begin(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	data := bytes.Repeat([]byte("0123456789"), partBytes/4)
	for _, want := range [][]byte{nil, data[:partBytes], data} {
		n, err := b.writeParts(t.Context(), listsID, want)
		if err != nil || n != (len(want)+partBytes-1)/partBytes {
			t.Fatalf("%d bytes: %d parts, %v", len(want), n, err)
		}
		if got, err := s.readParts(t.Context(), b.index, listsID, n); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: got %d back, %v", len(want), len(got), err)
		}
	}
}

// testSharedRebuild rebuilds while another service searches: it finds the old
// text or, where its build is gone, nothing; old builds are removed.
func testSharedRebuild(t *testing.T, open func() *Cluster) {
	s := open()
	text := func(n int) *documents.Library {
		return indextest.Library(t, indextest.Contacts+fmt.Sprintf("\n## Cykler\nCykel nummer %d.", n))
	}
	early := indexOf(t, text(0), index.Options{Shared: s})
	stop := make(chan struct{})
	var searching sync.WaitGroup
	searching.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			_, hits, err := early.Find(context.Background(), "cykel nummer", nil, 1)
			if err != nil && !errors.Is(err, engine.ErrUnavailable) || err == nil && (len(hits) != 1 || !strings.Contains(hits[0].Text, "nummer 0")) {
				t.Errorf("found %v, %v", hits, err)
			}
		}
	})
	for n := range 3 {
		x := indexOf(t, text(n+1), index.Options{Shared: open()})
		if got := bestOf(t, x, "cykel nummer"); !strings.Contains(got, fmt.Sprint("nummer ", n+1)) {
			t.Errorf("build %d finds %q", n+1, got)
		}
		if n == 0 && !strings.Contains(bestOf(t, early, "cykel nummer"), "nummer 0") {
			t.Error("the build before is not searched any more")
		}
	}
	close(stop)
	searching.Wait()
	if all := s.all(t); len(all) != 2 {
		t.Errorf("builds: %v", all)
	}
	again := indexOf(t, text(3), index.Options{Shared: open()})
	if all := s.all(t); len(all) != 2 || again.Count() == 0 {
		t.Errorf("an index of the same materials was built again: %v", all)
	}
}

// testSharedTogether starts several services at once.
func testSharedTogether(t *testing.T, open func() *Cluster) {
	lib := indextest.Library(t, indextest.Contacts)
	var starting sync.WaitGroup
	for range 4 {
		s := open()
		starting.Go(func() {
			x, err := index.Build(t.Context(), lib, index.Options{Shared: s})
			if err != nil || x.Count() == 0 {
				t.Errorf("%v", err)
			}
		})
	}
	starting.Wait()
	if all := open().all(t); len(all) != 1 {
		t.Errorf("builds: %v", all)
	}
}

// testSharedKilled kills a process in the midst of a build, which leaves its
// lease and half an index, and builds after it.
func testSharedKilled(t *testing.T, open func() *Cluster) {
	s := open()
	cmd := exec.Command(os.Args[0], "-test.run=^TestSharedHalf$")
	cmd.Env = append(os.Environ(), "TASKFORCE_TEST_HALF=opensearch+http://"+s.Hosts()+"/"+s.name)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(need.Patience); len(s.all(t)) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the other process builds nothing")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	half := s.all(t)
	x := indexOf(t, indextest.Library(t, indextest.Contacts), index.Options{Shared: s})
	if got := bestOf(t, x, "telefon til borgerservice"); !strings.Contains(got, "99 88 77 66") {
		t.Errorf("found %q", got)
	}
	all := s.all(t)
	for old := range half {
		if _, there := all[old]; there || len(all) != 1 {
			t.Errorf("before %v, after %v", half, all)
		}
	}
}

// TestSharedHalf is the process that testSharedKilled kills.
func TestSharedHalf(t *testing.T) {
	address := os.Getenv("TASKFORCE_TEST_HALF")
	if address == "" {
		t.Skip("runs only as the victim of TestShared")
	}
	_, err := index.Build(t.Context(), indextest.Library(t, indextest.Contacts), index.Options{Shared: shared(t, address), Progress: func(int, int) { time.Sleep(time.Minute) }})
	t.Fatal("it was not killed", err)
}

// testSharedLease lets one service take over from another that stopped
// renewing: the first one's build ends.
func testSharedLease(t *testing.T, open func() *Cluster) {
	slow, quick := open(), open()
	slow.beat = 2 * time.Second
	l, err := slow.acquire(t.Context(), leaseBuild, newClaimant())
	if err != nil || l == nil {
		t.Fatalf("%v, %v", l, err)
	}
	ctx, release := l.hold(t.Context())
	defer release()
	start, claim := time.Now(), newClaimant()
	for {
		taken, err := quick.acquire(t.Context(), leaseBuild, claim)
		if err != nil {
			t.Fatal(err)
		}
		if taken != nil {
			break
		}
		time.Sleep(quick.beat)
	}
	if time.Since(start) < quick.age {
		t.Error("a lease was taken before its time")
	}
	select {
	case <-ctx.Done():
	case <-time.After(need.Patience):
		t.Fatal("the first holder builds on")
	}
	if err := context.Cause(ctx); !errors.Is(err, errLost) {
		t.Error(err)
	}
	if err := slow.publish(ctx, "any", "", ""); !errors.Is(err, errLost) {
		t.Errorf("a build was published without the lease: %v", err)
	}
}

// testSharedGone removes an open build; another of the same materials takes its place.
func testSharedGone(t *testing.T, open func() *Cluster) {
	s := open()
	x := indexOf(t, indextest.Library(t, indextest.Contacts), index.Options{Shared: s})
	for index := range s.all(t) {
		if err := s.client.DeleteIndex(t.Context(), index); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := x.Find(t.Context(), "telefon", nil, 3)
	if !errors.Is(err, engine.ErrUnavailable) {
		t.Errorf("searching what is gone: %v", err)
	}
	indexOf(t, indextest.Library(t, indextest.Contacts), index.Options{Shared: open()})
	recovers(t, x)
}

// recovers waits until an index finds what it should.
func recovers(t *testing.T, x *index.Index) {
	t.Helper()
	for end := time.Now().Add(need.Patience); ; time.Sleep(50 * time.Millisecond) {
		_, hits, err := x.Find(t.Context(), "telefon til borgerservice", nil, 1)
		if err == nil && len(hits) == 1 && strings.Contains(hits[0].Text, "99 88 77 66") {
			return
		}
		if err == nil || !errors.Is(err, engine.ErrUnavailable) || time.Now().After(end) {
			t.Fatalf("found %v, %v", hits, err)
		}
	}
}

// testSharedDown stops the cluster under an index, and starts it again.
func testSharedDown(t *testing.T, node *opensearchtest.Node) {
	x := indexOf(t, indextest.Library(t, indextest.Contacts), index.Options{Shared: shared(t, node.Address("down"))})
	node.Stop()
	start := time.Now()
	for range 3 {
		if _, _, err := x.Find(t.Context(), "telefon", nil, 3); !errors.Is(err, engine.ErrUnavailable) {
			t.Errorf("searching without a cluster: %v", err)
		}
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s to say so", took)
	}
	if _, err := index.Build(t.Context(), indextest.Library(t, indextest.Contacts), index.Options{Shared: shared(t, node.Address("down"))}); !errors.Is(err, engine.ErrUnavailable) {
		t.Errorf("building without a cluster: %v", err)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	recovers(t, x)
}

// testSharedInterrupted stops the cluster in the midst of a build and starts it
// again: the build is tried again, and the operator is told so once.
func testSharedInterrupted(t *testing.T, node *opensearchtest.Node) {
	s := shared(t, node.Address("afbrudt"))
	s.age = time.Minute // long enough for a slow start of Java
	var once sync.Once
	var told []string
	started := make(chan error, 1)
	x := indexOf(t, indextest.Library(t, indextest.Contacts), index.Options{Shared: s,
		Progress: func(int, int) {
			once.Do(func() {
				node.Stop()
				go func() { started <- node.Start() }()
			})
		},
		Warn: func(f string, a ...any) { told = append(told, fmt.Sprintf(f, a...)) },
	})
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	if got := bestOf(t, x, "telefon til borgerservice"); !strings.Contains(got, "99 88 77 66") {
		t.Errorf("found %q", got)
	}
	if len(told) != 1 || !strings.Contains(told[0], "forsøges igen") {
		t.Errorf("told %q", told)
	}
	if all := s.all(t); len(all) != 1 {
		t.Errorf("builds: %v", all)
	}
}

// TestSharedRefused asks a cluster that refuses the user.
func TestSharedRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "bruger" || password != "p@ss" {
			t.Errorf("login %q, %q", user, password)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(server.Close)
	s := shared(t, "opensearch+http://bruger:p%40ss@"+strings.TrimPrefix(server.URL, "http://")+"/navn")
	_, err := index.Build(t.Context(), indextest.Library(t, indextest.Contacts), index.Options{Shared: s})
	if !errors.Is(err, engine.ErrLogin) || strings.Contains(err.Error(), "p@ss") || strings.Contains(err.Error(), "p%40ss") {
		t.Errorf("error %v", err)
	}
}

func TestOpenCluster(t *testing.T) {
	t.Parallel()
	for address, hosts := range map[string]string{
		"opensearch+https://bruger:p%40ss@søg.example:9200/taskforce": "søg.example:9200",
		"opensearch+http://a:9200,b:9200/x_y-1":                       "a:9200,b:9200",
		"opensearch+https://bruger:hemmelig@a/":                       "",
		"opensearch+https://bruger:hemmelig@a/Stort":                  "",
		"opensearch+https://bruger:hemmelig@a/med.punktum":            "",
		"opensearch+https://bruger:hemmelig@:9200/x":                  "",
		"opensearch+https://bruger:hem/melig@a:9200/x":                "",
		"opensearch://bruger:hemmelig@a:9200/x":                       "",
		"https://bruger:hemmelig@a:9200/x":                            "",
		"opensearch+ftp://bruger:hemmelig@a:9200/x":                   "",
		"": "",
	} {
		s, err := Open(address)
		switch {
		case hosts == "" && (!errors.Is(err, ErrAddress) || strings.Contains(err.Error(), "hemmelig")):
			t.Errorf("%s: %v", address, err)
		case hosts != "" && (err != nil || s.Hosts() != hosts):
			t.Errorf("%s: %v, %v", address, s, err)
		}
	}
}
