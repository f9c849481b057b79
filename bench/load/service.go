package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// model is a scripted endpoint on loopback.
type model struct {
	url string
	srv *http.Server
}

// sentence is the first whole sentence of a text; headings have no full stop.
var sentence = regexp.MustCompile(`(?m)^[^\n.]{30,}\.(?:\s|$)`)

// quote writes the first whole sentence of the first passage that has one.
func quote(r llmtest.Request) string {
	for _, p := range r.Passages() {
		if s := strings.TrimSpace(sentence.FindString(p.Text)); s != "" {
			return fmt.Sprintf("%s [%d]", s, p.N)
		}
	}
	return "Det fremgår ikke af materialet."
}

// startModel quotes a passage word by word after a silence.
func startModel(silence time.Duration) (*model, error) {
	step := llmtest.Reply(quote)
	step.FirstDelay, step.Delay = silence, 100*time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &model{url: "http://" + ln.Addr().String() + "/v1", srv: &http.Server{Handler: llmtest.Handler(step)}}
	go func() { _ = m.srv.Serve(ln) }()
	return m, nil
}

func (m *model) close() { _ = m.srv.Close() }

// service is a taskforce serve in a process of its own.
type service struct {
	url    string
	dir    string
	cmd    *exec.Cmd
	client *http.Client
}

var listening = regexp.MustCompile(`^taskforce lytter på (http://\S+) `)

func startService(ctx context.Context, root, modelURL string, streams int) (*service, error) {
	dir, err := os.MkdirTemp("", "taskforce-load-")
	if err != nil {
		return nil, err
	}
	s := &service{dir: dir, client: &http.Client{Transport: &http.Transport{MaxConnsPerHost: 0}}}
	program := filepath.Join(dir, "taskforce")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir, build.Stderr = root, os.Stderr
	if err := build.Run(); err != nil {
		return nil, errors.Join(fmt.Errorf("building the program: %w", err), os.RemoveAll(dir))
	}
	s.cmd = exec.Command(program, "serve", "--addr", "127.0.0.1:0", "--llm-url", modelURL, "--llm-model", "test",
		"--max-answers", strconv.Itoa(streams), "--rate", "0")
	s.cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	out, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return s, s.address(out)
}

// address waits for the service to say where it listens and drops its log.
func (s *service) address(out io.Reader) error {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return nil
		}
	}
	s.stop()
	return errors.New("the service did not start")
}

// stop ends the service and removes what was made for it.
func (s *service) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	ended := time.AfterFunc(30*time.Second, func() { _ = s.cmd.Process.Kill() })
	_ = s.cmd.Wait()
	ended.Stop()
	_ = os.RemoveAll(s.dir)
}
