// Package opensearchtest starts a real OpenSearch of one node or several, for
// tests and for programs that measure.
package opensearchtest

import (
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Config says how a cluster is made.
type Config struct {
	Jars       string             // folder of the jars and plugins that pom.xml lists
	Dir        string             // folder for all that the nodes write
	Nodes      int                // at least 1
	Data       func(i int) string // folder where a node, counted from 0, keeps its data; nil keeps it below Dir
	Thresholds bool               // a node whose disk is nearly full takes no more shards
	Java       []string           // options of each node's Java, such as "-Xmx1g" in place of -Xmx512m
	Settings   []string           // of each node, such as "name=value"
	Plain      bool               // without the plugin for vectors
}

// Cluster is an OpenSearch of nodes that are processes of their own.
type Cluster struct {
	Nodes []*Node
}

// startTime bounds the start of a cluster or a node.
const startTime = 3 * time.Minute

// Open starts a cluster on ports of the loopback interface. It runs until Stop.
func Open(cfg Config) (*Cluster, error) {
	if !hasJava() {
		return nil, errors.New("opensearchtest: no Java is installed")
	}
	classes, plugins, err := plugin(cfg)
	if err != nil {
		return nil, err
	}
	c := &Cluster{}
	var names, seeds []string
	for i := range cfg.Nodes {
		n := &Node{name: fmt.Sprint("node-", i), dir: filepath.Join(cfg.Dir, fmt.Sprint("node-", i)), classes: classes, plugins: plugins, java: cfg.Java}
		for p := range n.ports {
			if n.ports[p], err = freePort(); err != nil {
				return nil, err
			}
		}
		names, seeds = append(names, n.name), append(seeds, fmt.Sprint("127.0.0.1:", n.ports[1]))
		c.Nodes = append(c.Nodes, n)
	}
	for i, n := range c.Nodes {
		n.settings = append([]string{
			"discovery.seed_hosts=" + strings.Join(seeds, ","), "cluster.initial_cluster_manager_nodes=" + strings.Join(names, ","),
			fmt.Sprint("cluster.routing.allocation.disk.threshold_enabled=", cfg.Thresholds),
		}, cfg.Settings...)
		if cfg.Data != nil {
			n.settings = append(n.settings, "path.data="+cfg.Data(i))
		}
	}
	return c, c.start()
}

// start starts all nodes and waits until they have found each other.
func (c *Cluster) start() error {
	for _, n := range c.Nodes {
		if err := n.launch(); err != nil {
			c.Stop()
			return err
		}
	}
	for _, n := range c.Nodes {
		if err := n.wait(fmt.Sprint("&wait_for_nodes=", len(c.Nodes))); err != nil {
			c.Stop()
			return err
		}
	}
	return nil
}

// Stop kills all nodes that run.
func (c *Cluster) Stop() {
	for _, n := range c.Nodes {
		n.Stop()
	}
}

// Address is that of an index of a name, for --index, with all nodes.
func (c *Cluster) Address(name string) string {
	var hosts []string
	for _, n := range c.Nodes {
		hosts = append(hosts, n.host())
	}
	return "opensearch+http://" + strings.Join(hosts, ",") + "/" + name
}

func hasJava() bool {
	_, err := exec.LookPath("java")
	return err == nil
}

func freePort() (int, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("opensearchtest: %w", err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port, nil
}
