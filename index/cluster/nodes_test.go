package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/internal/need"
)

// TestCluster runs what needs several nodes of OpenSearch, all in one cluster.
func TestCluster(t *testing.T) {
	cluster := opensearchtest.StartCluster(t, 3)
	t.Run("killed", func(t *testing.T) { testNodeKilled(t, cluster) })
	t.Run("hangs", func(t *testing.T) { testNodeHangs(t, cluster) })
}

// holder waits until an index, which a pattern may name, lies on two nodes, and
// gives the node of its primary.
func holder(t *testing.T, c *opensearchtest.Cluster, index string) *opensearchtest.Node {
	t.Helper()
	for end := time.Now().Add(need.Patience); ; time.Sleep(50 * time.Millisecond) {
		res, err := http.Get(c.Nodes[0].URL() + "/_cat/shards/" + index + "?format=json")
		if err != nil {
			t.Fatal(err)
		}
		var shards []struct{ State, Prirep, Node string }
		err = json.NewDecoder(res.Body).Decode(&shards)
		_ = res.Body.Close()
		if err == nil && len(shards) == 2 && shards[0].State == "STARTED" && shards[1].State == "STARTED" {
			i := slices.IndexFunc(c.Nodes, func(n *opensearchtest.Node) bool {
				return n.Name() == shards[0].Node && shards[0].Prirep == "p" || n.Name() == shards[1].Node && shards[1].Prirep == "p"
			})
			return c.Nodes[i]
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %v, %v", index, shards, err)
		}
	}
}

// bikes is a library of many documents.
func bikes(t *testing.T, n int) *documents.Library {
	t.Helper()
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprintf("# Cykler %d\n\n## Lån\nCykel nummer %d lånes i receptionen på plads %d.", i, i, i*7))
	}
	return indextest.Library(t, texts...)
}

// testNodeKilled kills the node that holds the index while it is searched, and
// the one that holds the next while it is built: every search finds the same,
// and the build is made.
func testNodeKilled(t *testing.T, c *opensearchtest.Cluster) {
	s := shared(t, c.Address("draebt"))
	x := embeddedIn(t, s, chance{}, bikes(t, 40))
	want := found(t, x, "cykel nummer 7")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var searching sync.WaitGroup
	searching.Go(func() {
		for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) { // the nodes need the processor too
			if got := found(t, x, "cykel nummer 7"); !slices.Equal(got, want) {
				t.Errorf("found %v, not %v", got, want)
			}
		}
	})
	restarted(t, holder(t, c, "draebt"))
	holder(t, c, "draebt") // on two nodes again; nothing outlives the death of both at once
	var once sync.Once
	var victim *opensearchtest.Node
	kill := func(int, int) {
		once.Do(func() {
			var next string
			for index, aliases := range s.all(t) {
				if len(aliases) == 0 {
					next = index
				}
			}
			victim = holder(t, c, next)
			victim.Stop()
		})
	}
	next := indexOf(t, indextest.Library(t, indextest.Contacts), index.Options{Shared: shared(t, c.Address("draebt")), Progress: kill})
	if got := bestOf(t, next, "telefon til borgerservice"); !strings.Contains(got, "99 88 77 66") {
		t.Errorf("built while a node died: found %q", got)
	}
	stop()
	searching.Wait()
	again := indexOf(t, indextest.Library(t, indextest.Pets), index.Options{Shared: shared(t, c.Address("draebt"))})
	if got := bestOf(t, again, "missen"); !strings.Contains(got, "Missen") {
		t.Errorf("built without the node: found %q", got)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	if got := bestOf(t, again, "missen"); !strings.Contains(got, "Missen") {
		t.Errorf("with the node again: found %q", got)
	}
}

// restarted kills a node and starts it again.
func restarted(t *testing.T, n *opensearchtest.Node) {
	t.Helper()
	n.Stop()
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
}

// testNodeHangs lets the node hang that holds the index: each search takes a
// bounded time, and the service soon leaves the node alone.
func testNodeHangs(t *testing.T, c *opensearchtest.Cluster) {
	s := shared(t, c.Address("haenger"))
	x := indexOf(t, bikes(t, 40), index.Options{Shared: s})
	want := found(t, x, "cykel nummer 7")
	victim := holder(t, c, "haenger")
	if err := victim.Pause(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = victim.Resume() })
	const searches = 40
	var failed []error
	for range searches {
		start := time.Now()
		_, hits, err := x.Find(t.Context(), "cykel nummer 7", nil, 10)
		if took := time.Since(start); took > 2*opensearch.ReadTimeout+time.Second {
			t.Errorf("a search took %s", took)
		}
		switch {
		case errors.Is(err, engine.ErrUnavailable):
			failed = append(failed, err)
		case err != nil || len(hits) != len(want) || hits[0].ID != want[0]:
			t.Errorf("found %v, %v", hits, err)
		}
	}
	if len(failed) > searches/4 {
		t.Errorf("%d of %d searches failed: %v", len(failed), searches, failed)
	}
}
