package opensearchtest

import (
	"testing"

	"github.com/digitaskforce/taskforce/internal/need"
)

// Start starts a node that ends with the test. The test is skipped where the
// machine lacks Java, or where TASKFORCE_TEST_OPENSEARCH does not name the
// folder of the jars that pom.xml lists.
func Start(t testing.TB) *Node {
	t.Helper()
	return StartCluster(t, 1).Nodes[0]
}

// StartCluster starts a cluster that ends with the test, as Start does.
func StartCluster(t testing.TB, nodes int) *Cluster {
	t.Helper()
	return StartWith(t, Config{Nodes: nodes})
}

// StartWith starts a cluster as [Open] does, which ends with the test; the
// folders need not be given.
func StartWith(t testing.TB, cfg Config) *Cluster {
	t.Helper()
	cfg.Jars = need.Folder(t, "opensearch", "TASKFORCE_TEST_OPENSEARCH")
	if !hasJava() {
		need.Missing(t, "opensearch", "no Java is installed")
	}
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	// A node that lives for seconds starts twice as fast so.
	cfg.Java = append([]string{"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"}, cfg.Java...)
	c, err := Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Stop)
	return c
}
