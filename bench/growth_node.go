package main

import (
	"path/filepath"
	"strings"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
)

// node is the OpenSearch that is measured.
type node struct {
	address string // host:port
	pid     int    // 0 where it was running already
	stop    func()
}

// startNode starts a node that keeps its indexes in the work folder, where
// there are jars, or takes the one that is named.
func (g *growth) startNode() error {
	if g.address != "" {
		g.node = &node{address: g.address, stop: func() {}}
		return nil
	}
	if g.jars == "" {
		return nil
	}
	cluster, err := opensearchtest.Open(opensearchtest.Config{Jars: g.jars, Dir: filepath.Join(g.work, "node"), Nodes: 1,
		Java: []string{"-Xms" + g.heap, "-Xmx" + g.heap}, Thresholds: true, Plain: true})
	if err != nil {
		return err
	}
	n := cluster.Nodes[0]
	g.node = &node{address: strings.TrimPrefix(n.URL(), "http://"), pid: n.PID(), stop: cluster.Stop}
	return nil
}

func (g *growth) stopNode() {
	if g.node != nil {
		g.node.stop()
	}
}
