package opensearchtest

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// program is the node; java compiles it when it starts.
//
//go:embed Node.java
var program []byte

// Node is one process of a cluster.
type Node struct {
	name, dir        string
	classes, plugins string // where classes are looked for, and which of them are plugins
	java, settings   []string
	ports            [2]int // for HTTP and for other nodes
	cmd              *exec.Cmd
	stdin            io.Closer
	ended            chan struct{}
	log              output
}

// Address is that of an index of a name, for --index, with this node alone.
func (n *Node) Address(name string) string { return "opensearch+http://" + n.host() + "/" + name }

// URL is the node's own.
func (n *Node) URL() string { return "http://" + n.host() }

// Name is the node's name in its cluster.
func (n *Node) Name() string { return n.name }

// PID is the number of the node's process, which runs.
func (n *Node) PID() int { return n.cmd.Process.Pid }

func (n *Node) host() string { return fmt.Sprint("127.0.0.1:", n.ports[0]) }

// Start starts the node again with what it held, and waits until its indexes
// are open. It needs a majority of the cluster's nodes.
func (n *Node) Start() error {
	if err := n.launch(); err != nil {
		return err
	}
	return n.wait("")
}

// launch starts the node's process.
func (n *Node) launch() error {
	source := filepath.Join(n.dir, "Node.java")
	err := os.MkdirAll(n.dir, 0o755)
	if err == nil {
		err = os.WriteFile(source, program, 0o600)
	}
	if err != nil {
		return fmt.Errorf("opensearchtest: %w", err)
	}
	args := append([]string{"-Xmx512m"}, n.java...)
	args = append(args, "-cp", n.classes, source, filepath.Join(n.dir, "home"), "test", n.plugins,
		"node.name="+n.name, "network.host=127.0.0.1", fmt.Sprint("http.port=", n.ports[0]), fmt.Sprint("transport.port=", n.ports[1]))
	n.cmd = exec.Command("java", append(args, n.settings...)...)
	n.cmd.Stdout, n.cmd.Stderr = &n.log, &n.log
	if n.stdin, err = n.cmd.StdinPipe(); err == nil {
		err = n.cmd.Start()
	}
	if err != nil {
		n.cmd = nil
		return fmt.Errorf("opensearchtest: %w", err)
	}
	ended, cmd := make(chan struct{}), n.cmd
	n.ended = ended
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	return nil
}

// wait waits until the node has its indexes open, and for what else its
// cluster's health is asked for.
func (n *Node) wait(more string) error {
	client := http.Client{Timeout: 5 * time.Second}
	for end := time.Now().Add(startTime); ; time.Sleep(200 * time.Millisecond) {
		res, err := client.Get(n.URL() + "/_cluster/health?wait_for_status=yellow&wait_for_no_initializing_shards=true&timeout=3s" + more)
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-n.ended:
			return fmt.Errorf("opensearchtest: %s ended:\n%s", n.name, n.log.String())
		default:
		}
		if time.Now().After(end) {
			return fmt.Errorf("opensearchtest: %s does not answer after %s", n.name, startTime)
		}
	}
}

// Stop kills the node, as by kill -9; what it acknowledged stays in its folder.
func (n *Node) Stop() {
	if n.cmd == nil {
		return
	}
	_ = n.cmd.Process.Kill()
	<-n.ended
	for n.answers() {
		time.Sleep(50 * time.Millisecond)
	}
	_ = n.stdin.Close()
	n.cmd = nil
}

// Pause makes the node hang: connections to it open, and no answer comes.
func (n *Node) Pause() error { return n.signal(syscall.SIGSTOP) }

// Resume lets a node go on that was paused.
func (n *Node) Resume() error { return n.signal(syscall.SIGCONT) }

func (n *Node) signal(s os.Signal) error {
	if n.cmd == nil {
		return errors.New("opensearchtest: the node does not run")
	}
	return n.cmd.Process.Signal(s)
}

func (n *Node) answers() bool {
	conn, err := net.Dial("tcp", n.host())
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}

// output is what a process writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
