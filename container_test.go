package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// TestContainer makes what the Dockerfile says and runs it, on a machine without a
// container engine: each layer is a folder, and each command runs in bubblewrap. The
// service starts as the image's user in a root that it cannot write, the health
// check finds it, and what it kept on the volume is there for the next one.
func TestContainer(t *testing.T) {
	bwrap, err := exec.LookPath("bwrap")
	if err != nil {
		need.Missing(t, "bwrap", "there is no bubblewrap")
	}
	if out, err := exec.Command(bwrap, "--unshare-user", "--unshare-net", "--ro-bind", "/", "/", "true").CombinedOutput(); err != nil {
		need.Missing(t, "bwrap", "bubblewrap may not make namespaces here: "+string(out))
	}
	i := assemble(t, "Dockerfile", map[string]string{"VERSION": "1.2.3-proeve"})
	documents := t.TempDir()
	if err := os.WriteFile(filepath.Join(documents, "cykler.md"), []byte("# Cykler\n\nEn cykel lånes i receptionen.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if len(i.volumes) != 1 {
		t.Fatalf("volumes %q", i.volumes)
	}
	volume := i.newVolume(t, i.volumes[0])
	current := ""
	for range 2 {
		c := i.start(t, bwrap, volume, documents)
		c.healthy(t, i.health)
		c.stop(t)
		if strings.Contains(c.log.String(), "advarsel") {
			t.Errorf("the service warns: %s", &c.log)
		}
		name, err := os.ReadFile(filepath.Join(volume, "index", "CURRENT"))
		if err != nil || current != "" && string(name) != current {
			t.Errorf("the index on the volume is %q, was %q, %v", name, current, err)
		}
		current = string(name)
	}
	out, err := i.command(bwrap, volume, documents, "version").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "1.2.3-proeve") {
		t.Errorf("version: %s, %v", out, err)
	}
	if out, err := i.command(bwrap, volume, documents, "health", "--service-only").CombinedOutput(); err == nil {
		t.Errorf("the health check finds a service where none is: %s", out)
	}
}

// command runs a command of the image's program as an engine does, alone in its
// network.
func (i *image) command(bwrap, volume, documents string, args ...string) *exec.Cmd {
	uid, gid, _ := strings.Cut(i.user, ":")
	run := []string{"--unshare-user", "--uid", uid, "--gid", gid, "--unshare-pid", "--unshare-ipc", "--unshare-net", "--as-pid-1", "--cap-drop", "ALL",
		"--die-with-parent", "--clearenv", "--ro-bind", i.root, "/", "--proc", "/proc", "--dev", "/dev",
		"--bind", volume, i.volumes[0], "--ro-bind", documents, "/materialer", "--remount-ro", "/"}
	for _, e := range append(slices.Clone(i.env), "TASKFORCE_DOCUMENTS=/materialer", "TASKFORCE_OPEN=true") {
		name, value, _ := strings.Cut(e, "=")
		run = append(run, "--setenv", name, value)
	}
	return exec.Command(bwrap, slices.Concat(run, []string{"--"}, i.entrypoint, args)...)
}

// container is a running image.
type container struct {
	image *image
	cmd   *exec.Cmd
	pid   int // of the service
	log   safeBuffer
	ended chan struct{} // closed when its log has ended
}

// start starts the image's own command and waits until it listens.
func (i *image) start(t *testing.T, bwrap, volume, documents string) *container {
	t.Helper()
	c := &container{image: i, cmd: i.command(bwrap, volume, documents, i.cmd...), ended: make(chan struct{})}
	info, told, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.cmd.ExtraFiles, c.cmd.Args = []*os.File{told}, slices.Insert(c.cmd.Args, 1, "--info-fd", "3")
	out, err := c.cmd.StderrPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.cmd.Process.Kill() })
	_ = told.Close()
	var about struct {
		PID int `json:"child-pid"`
	}
	if err := json.NewDecoder(info).Decode(&about); err != nil {
		t.Fatal(err)
	}
	_ = info.Close()
	c.pid = about.PID
	listens := make(chan struct{})
	go func() {
		defer close(c.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			c.log.write(lines.Text())
			if strings.Contains(lines.Text(), "taskforce lytter på ") {
				close(listens)
			}
		}
	}()
	select {
	case <-listens:
	case <-c.ended:
		t.Fatalf("it does not serve: %s", &c.log)
	}
	return c
}

// healthy runs the health check in the container, as an engine does.
func (c *container) healthy(t *testing.T, check []string) {
	t.Helper()
	if len(check) == 0 {
		t.Fatal("there is no health check")
	}
	inside := []string{"--target", strconv.Itoa(c.pid), "--user", "--preserve-credentials", "--net", "--pid", "--mount", "--root", "--wd=/", "--"}
	cmd := exec.Command("nsenter", append(inside, check...)...)
	cmd.Env = c.image.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%q: %v, %s", check, err, out)
	}
}

// stop ends the container as an engine does; it must end well.
func (c *container) stop(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(c.pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { _ = c.cmd.Process.Kill() })
	defer late.Stop()
	<-c.ended
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("it ended with %v: %s", err, bytes.TrimSpace([]byte(c.log.String())))
	}
}
