package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// node is an OpenSearch of one node.
type node struct {
	address string // host:port
	pid     int    // 0 where it was running already
	stdin   io.Closer
	ended   chan struct{}
}

// startNode starts a node that keeps its indexes in the work folder, where
// there are jars, or takes the one that is named.
func (g *growth) startNode(ctx context.Context) error {
	if g.address != "" {
		g.node = &node{address: g.address}
		return nil
	}
	if g.jars == "" {
		return nil
	}
	ports := make([]string, 2)
	for i := range ports {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		ports[i] = strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
		ln.Close()
	}
	cmd := exec.Command("java", "-Xms"+g.heap, "-Xmx"+g.heap, "-cp", filepath.Join(g.jars, "*"), g.nodeSource, filepath.Join(g.work, "node"), "growth", "",
		"network.host=127.0.0.1", "http.port="+ports[0], "transport.port="+ports[1], "discovery.type=single-node")
	log, err := os.Create(filepath.Join(g.work, "node.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	stdin, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	g.node = &node{address: "127.0.0.1:" + ports[0], pid: cmd.Process.Pid, stdin: stdin, ended: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(g.node.ended)
	}()
	if err := g.node.ready(ctx); err != nil {
		g.stopNode()
		return err
	}
	return nil
}

// ready waits until the node has its indexes open.
func (n *node) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+n.address+"/_cluster/health?wait_for_status=yellow&wait_for_no_initializing_shards=true&timeout=5s", nil)
		if err != nil {
			return err
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-n.ended:
			return errors.New("the node of OpenSearch ended; node.log in the work folder says why")
		case <-ctx.Done():
			return fmt.Errorf("waiting for OpenSearch: %w", ctx.Err())
		case <-time.After(200 * time.Millisecond):
		}
	}
}

func (g *growth) stopNode() {
	if g.node == nil || g.node.pid == 0 {
		return
	}
	_ = g.node.stdin.Close() // ends it
	<-g.node.ended
}
