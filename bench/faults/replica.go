package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// replica is one taskforce serve, which is started again when it ends, as by systemd.
type replica struct {
	link    *link // the way of nginx to it
	program string
	args    []string
	env     []string
	log     string // file

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{} // closed when cmd has
	dead  bool          // is not to be started again for now
}

// newReplica gives a replica an address; it does not start it.
func newReplica(h *host, program, name string, args, env []string) (*replica, error) {
	to, err := freeAddress()
	if err != nil {
		return nil, err
	}
	l, err := newLink(to)
	if err != nil {
		return nil, err
	}
	l.down()
	r := &replica{link: l, program: program, args: append([]string{"serve", "--addr", to}, args...), env: append(os.Environ(), env...), log: filepath.Join(h.dir, name+".log")}
	h.Cleanup(r.kill)
	return r, nil
}

// start starts the replica until it listens, or ctx ends.
func (r *replica) start(ctx context.Context) error {
	r.mu.Lock()
	r.dead = false
	r.mu.Unlock()
	for {
		err := r.once()
		if err == nil || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
}

// once starts the process and waits until it listens.
func (r *replica) once() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dead {
		return nil
	}
	log, err := os.OpenFile(r.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	cmd := exec.Command(r.program, r.args...)
	cmd.Env = append(r.env, "GOMAXPROCS=2", "GOMEMLIMIT=300MiB")
	out, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	listens, ended := make(chan bool, 1), make(chan struct{})
	go func() {
		defer log.Close()
		for lines := bufio.NewReader(out); ; {
			line, err := lines.ReadString('\n')
			_, _ = io.WriteString(log, line)
			if strings.HasPrefix(line, "taskforce lytter på ") {
				listens <- true
			}
			if err != nil {
				listens <- false
				_ = cmd.Wait()
				close(ended)
				return
			}
		}
	}()
	if !<-listens {
		return fmt.Errorf("a replica did not start; see %s", r.log)
	}
	r.cmd, r.ended = cmd, ended
	return r.link.up()
}

// complete tells whether the replica says that each passage has its vectors.
func (r *replica) complete(ctx context.Context) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.link.at+"/healthz", nil)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	var health struct {
		Vectors struct{ Done, Total int }
	}
	err = json.NewDecoder(res.Body).Decode(&health)
	return err == nil && health.Vectors.Total > 0 && health.Vectors.Done == health.Vectors.Total
}

// kill kills the replica, as by kill -9, and leaves it dead.
func (r *replica) kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.dead = true
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		r.cmd = nil
	}
	r.link.down()
}

// restart stops the replica as a new version does that takes its place, and starts
// it again. A new connection is refused from the moment it is told to stop.
func (r *replica) restart(ctx context.Context) error {
	r.link.refuse()
	if err := r.signal(syscall.SIGTERM); err != nil {
		return err
	}
	r.mu.Lock()
	ended := r.ended
	r.cmd = nil
	r.mu.Unlock()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		return errors.New("a replica does not end")
	}
	return r.start(ctx)
}

// pause makes the replica hang; resume ends it.
func (r *replica) pause() error  { return r.signal(syscall.SIGSTOP) }
func (r *replica) resume() error { return r.signal(syscall.SIGCONT) }

func (r *replica) signal(s os.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cmd == nil {
		return errors.New("the replica does not run")
	}
	return r.cmd.Process.Signal(s)
}
