package index

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/index/opensearch/opensearchtest"
)

// TestCluster runs what needs several nodes of OpenSearch, all in one cluster.
func TestCluster(t *testing.T) {
	cluster := opensearchtest.StartCluster(t, 3)
	x := testIndex(t, library(t, contacts), Options{Shared: shared(t, cluster.Address("knudepunkter"))})
	for _, node := range cluster.Nodes[:1] {
		node.Stop()
		if got := first(t, x, "telefon til borgerservice"); !strings.Contains(got, "99 88 77 66") {
			t.Errorf("without %s: found %q", node.Name(), got)
		}
		if err := node.Start(); err != nil {
			t.Fatal(err)
		}
	}
}
