// Package storetest starts a real PostgreSQL for tests.
package storetest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// Server is a PostgreSQL of the test's own.
type Server struct {
	t    testing.TB
	bin  string
	dir  string
	port int
	as   *syscall.Credential // nil: as the user that runs the test
	cmd  *exec.Cmd
	log  bytes.Buffer
}

// Postgres starts a PostgreSQL that ends with the test, on a port of the
// loopback interface. The test is skipped where the machine has none.
func Postgres(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, bin: binaries()}
	if s.bin == "" {
		need.Missing(t, "postgres", "no PostgreSQL is installed (initdb and postgres)")
	}
	s.identity()
	s.dir = s.folder()
	s.run("initdb", "-D", filepath.Join(s.dir, "data"), "-U", "taskforce", "--auth=trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
	s.port = freePort(t)
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// binaries finds the folder of initdb and postgres, "" where there is none.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	slices.Sort(found)
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path)
		}
	}
	return ""
}

// identity chooses another user where the test runs as root, which PostgreSQL
// refuses.
func (s *Server) identity() {
	if os.Getuid() != 0 {
		return
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if uerr == nil && gerr == nil {
			s.as = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
			return
		}
	}
	need.Missing(s.t, "postgres", "the test runs as root, and there is no other user to run PostgreSQL as")
}

// folder makes the server's folder. t.TempDir will not do: its parents are
// closed to other users.
func (s *Server) folder() string {
	dir, err := os.MkdirTemp("", "taskforce-postgres-")
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if s.as != nil {
		if err := os.Chown(dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			s.t.Fatal(err)
		}
	}
	return dir
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "HOME=" + s.dir, "LC_ALL=C.UTF-8"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	return cmd
}

func (s *Server) run(name string, args ...string) {
	s.t.Helper()
	if out, err := s.command(name, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, out)
	}
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

// Start starts the server, again after [Server.Stop], and waits until it takes
// connections.
func (s *Server) Start() {
	s.t.Helper()
	s.log.Reset()
	s.cmd = s.command("postgres", "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-F")
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		ready := s.command("pg_isready", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-q")
		if ready.Run() == nil {
			return
		}
	}
	s.Stop()
	s.t.Fatalf("PostgreSQL does not start:\n%s", &s.log)
}

// Stop stops the server at once and breaks its connections.
func (s *Server) Stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGINT) // PostgreSQL's fast shutdown
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Crash stops the server without a word to its clients; what it acknowledged it
// recovers when it starts.
func (s *Server) Crash() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGQUIT) // PostgreSQL's immediate shutdown
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Revive starts the server where it has ended by itself, as when its disk was full.
func (s *Server) Revive() {
	s.t.Helper()
	if s.command("pg_isready", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-q").Run() != nil {
		s.Crash()
		s.Start()
	}
}

// Address is the server's host and port.
func (s *Server) Address() string { return fmt.Sprint("127.0.0.1:", s.port) }

// URL is the address of a database, which is made empty where name is new.
func (s *Server) URL(name string) string {
	s.t.Helper()
	if name != "postgres" {
		s.run("psql", "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "taskforce", "-d", "postgres", "-q",
			"-c", "CREATE DATABASE "+name)
	}
	return fmt.Sprintf("postgres://taskforce@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}
