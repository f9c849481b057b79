// Package nginxtest starts a real nginx for tests, with the configuration that
// deploy/nginx.conf shows.
package nginxtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// File is the configuration below the root of the repository.
const File = "deploy/nginx.conf"

// Server is an nginx of the test's own.
type Server struct {
	URL string // http://127.0.0.1:PORT
	dir string
}

// Start starts an nginx that ends with the test, in front of replicas such as
// 127.0.0.1:8080, at a port of the loopback interface. Pairs of texts of the
// configuration and what stands in their place come last. The test is skipped
// where the machine has no nginx.
func Start(t testing.TB, replicas []string, instead ...string) *Server {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/nginx"); err != nil {
			need.Missing(t, "nginx", "no nginx is installed")
		}
	}
	addr := freeAddress(t)
	s := &Server{URL: "http://" + addr, dir: t.TempDir()}
	s.write(t, "taskforce.conf", configuration(t, addr, replicas, instead))
	s.write(t, "nginx.conf", s.around())
	cmd := exec.Command(program, "-p", s.dir, "-c", filepath.Join(s.dir, "nginx.conf"), "-e", filepath.Join(s.dir, "error.log"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
	})
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if conn, err := net.Dial("tcp", addr); err == nil {
			_ = conn.Close()
			return s
		}
	}
	t.Fatalf("nginx does not start: %s", s.Log())
	return nil
}

// Log is what nginx has to say.
func (s *Server) Log() string {
	text, _ := os.ReadFile(filepath.Join(s.dir, "error.log"))
	return string(text)
}

func (s *Server) write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// around is what Debian's own configuration does around conf.d, with all files
// in the folder of the test.
func (s *Server) around() string {
	user := ""
	if os.Getuid() == 0 {
		user = "user root;\n" // the folder of the test is closed to others
	}
	return user + `daemon off;
worker_processes 1;
pid nginx.pid;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include taskforce.conf;
}
`
}

var replicaLine = regexp.MustCompile(`(?m)^( *server )replica-\d+:8080( .*;)\n`)

// configuration is that of [File], at an address and in front of replicas.
func configuration(t testing.TB, addr string, replicas, instead []string) string {
	t.Helper()
	raw, err := os.ReadFile(find(t))
	if err != nil {
		t.Fatal(err)
	}
	line := replicaLine.FindStringSubmatch(string(raw))
	if line == nil {
		t.Fatalf("%s names no replicas", File)
	}
	var servers strings.Builder
	for _, r := range replicas {
		servers.WriteString(line[1] + r + line[2] + "\n")
	}
	text := strings.Replace(string(raw), line[0], servers.String(), 1)
	text = replicaLine.ReplaceAllString(text, "")
	for i, pairs := 0, append([]string{"listen 80;", "listen " + addr + ";"}, instead...); i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s does not say %q", File, pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// find gives the path of [File], from the folder of any package.
func find(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if path := filepath.Join(dir, File); fileExists(path) {
			return path
		}
	}
	t.Fatalf("there is no %s", File)
	return ""
}

func fileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func freeAddress(t testing.TB) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return fmt.Sprint(ln.Addr())
}
