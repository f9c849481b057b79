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
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// sentence is the first whole sentence of a text; headings have no full stop.
var sentence = regexp.MustCompile(`(?m)^[^\n.]{30,}\.(?:\s|$)`)

// startModel quotes the first whole sentence of the first passage that has one.
func startModel() (*http.Server, string, error) {
	step := llmtest.Reply(func(r llmtest.Request) string {
		for _, p := range r.Passages() {
			if s := strings.TrimSpace(sentence.FindString(p.Text)); s != "" {
				return fmt.Sprintf("%s [%d]", s, p.N)
			}
		}
		return "Det fremgår ikke af materialet."
	})
	step.FirstDelay, step.Delay = 100*time.Millisecond, 5*time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	srv := &http.Server{Handler: llmtest.Handler(step)}
	go func() { _ = srv.Serve(ln) }()
	return srv, "http://" + ln.Addr().String() + "/v1", nil
}

// service is a taskforce serve in a process of its own, with its model.
type service struct {
	url    string
	dir    string
	cmd    *exec.Cmd
	model  *http.Server
	client *http.Client
	whole  atomic.Int64 // times that the index was built whole in the background
}

var listening = regexp.MustCompile(`^taskforce lytter på (http://\S+) `)

// start builds the program and serves the documents of a folder, with a store.
func start(ctx context.Context, root, docs string, own bool) (*service, error) {
	dir, err := os.MkdirTemp("", "taskforce-soak-")
	if err != nil {
		return nil, err
	}
	s := &service{dir: dir, client: &http.Client{Timeout: time.Minute}}
	program := filepath.Join(dir, "taskforce")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir, build.Stderr = root, os.Stderr
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := build.Run(); err != nil {
		return nil, errors.Join(fmt.Errorf("building the program: %w", err), os.RemoveAll(dir))
	}
	model, url, err := startModel()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s.model = model
	args := []string{"serve", "--addr", "127.0.0.1:0", "--documents", docs, "--data", filepath.Join(dir, "data"),
		"--llm-url", url, "--llm-model", "test", "--store", "sqlite", "--rate", "0", "--reload", "5s"}
	if !own {
		args = append(args, "--embed-url", url, "--embed-model", "test")
	}
	s.cmd = exec.Command(program, args...)
	out, err := s.cmd.StderrPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err == nil {
		err = s.listen(out)
	}
	if err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// listen waits for the service to say where it listens, and reads its log from
// then on.
func (s *service) listen(out io.Reader) error {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
			go s.log(lines)
			return nil
		}
	}
	return errors.New("the service did not start")
}

// log prints what the service says is wrong.
func (s *service) log(lines *bufio.Scanner) {
	for lines.Scan() {
		switch line := lines.Text(); {
		case strings.Contains(line, `"msg":"index built whole"`):
			s.whole.Add(1)
		case strings.Contains(line, `"level":"ERROR"`), strings.Contains(line, `"level":"WARN"`):
			fmt.Fprintln(os.Stderr, line)
		}
	}
}

// stop ends the service and removes what was made for it.
func (s *service) stop() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Signal(syscall.SIGTERM)
		ended := time.AfterFunc(30*time.Second, func() { _ = s.cmd.Process.Kill() })
		_ = s.cmd.Wait()
		ended.Stop()
	}
	_ = s.model.Close()
	_ = os.RemoveAll(s.dir)
}
