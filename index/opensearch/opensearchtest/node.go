// Package opensearchtest starts a real OpenSearch for tests.
package opensearchtest

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// program is the node; java compiles it when it starts.
//
//go:embed Node.java
var program []byte

// Node is an OpenSearch of one node, of the test's own.
type Node struct {
	t     testing.TB
	jars  string
	dir   string
	ports [2]int // for HTTP and for other nodes
	cmd   *exec.Cmd
	stdin io.Closer
	log   bytes.Buffer
}

// Start starts a node that ends with the test, on a port of the loopback
// interface. The test is skipped where the machine lacks Java, or where
// TASKFORCE_TEST_OPENSEARCH does not name the folder of the jars that pom.xml
// lists.
func Start(t testing.TB) *Node {
	t.Helper()
	n := &Node{t: t, jars: need.Folder(t, "opensearch", "TASKFORCE_TEST_OPENSEARCH"), dir: t.TempDir()}
	if _, err := exec.LookPath("java"); err != nil {
		need.Missing(t, "opensearch", "no Java is installed")
	}
	for i := range n.ports {
		n.ports[i] = freePort(t)
	}
	n.Start()
	t.Cleanup(n.Stop)
	return n
}

func freePort(t testing.TB) int {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}

// Address is that of an index of a name, for --index.
func (n *Node) Address(name string) string {
	return fmt.Sprintf("opensearch+http://127.0.0.1:%d/%s", n.ports[0], name)
}

// URL is the node's own.
func (n *Node) URL() string { return fmt.Sprintf("http://127.0.0.1:%d", n.ports[0]) }

// Start starts the node again with what it held.
func (n *Node) Start() {
	n.t.Helper()
	source := filepath.Join(n.dir, "Node.java")
	if err := os.WriteFile(source, program, 0o600); err != nil {
		n.t.Fatal(err)
	}
	n.cmd = exec.Command("java", "-Xmx700m", "-cp", filepath.Join(n.jars, "*"), source, filepath.Join(n.dir, "node"), strconv.Itoa(n.ports[0]), strconv.Itoa(n.ports[1]))
	n.cmd.Stdout, n.cmd.Stderr = &n.log, &n.log
	var err error
	if n.stdin, err = n.cmd.StdinPipe(); err != nil {
		n.t.Fatal(err)
	}
	if err := n.cmd.Start(); err != nil {
		n.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = n.cmd.Wait()
		close(ended)
	}()
	for end := time.Now().Add(2 * time.Minute); !n.ready(); time.Sleep(200 * time.Millisecond) {
		select {
		case <-ended:
			n.t.Fatalf("OpenSearch ended:\n%s", n.log.String())
		default:
		}
		if time.Now().After(end) {
			n.t.Fatal("OpenSearch does not answer after two minutes")
		}
	}
}

// ready tells whether the node has its indexes open.
func (n *Node) ready() bool {
	client := http.Client{Timeout: 5 * time.Second}
	res, err := client.Get(n.URL() + "/_cluster/health?wait_for_status=yellow&wait_for_no_initializing_shards=true&timeout=3s")
	if err != nil {
		return false
	}
	defer res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// Stop kills the node; what it acknowledged stays in its folder.
func (n *Node) Stop() {
	if n.cmd == nil {
		return
	}
	_ = n.cmd.Process.Kill()
	for n.answers() {
		time.Sleep(50 * time.Millisecond)
	}
	_ = n.stdin.Close()
	n.cmd = nil
}

func (n *Node) answers() bool {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", n.ports[0]))
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}
