package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"time"
)

// service is a taskforce serve in a process of its own.
type service struct {
	url    string
	cmd    *exec.Cmd
	watch  *watch
	client *http.Client
}

// task is what is asked of a service.
type task string

const (
	search task = "search"
	answer task = "answer"
)

// warmUp is how many times all questions are asked before times are taken;
// Java needs some thousand calls to compile what it runs.
const warmUp = 5

var listening = regexp.MustCompile(`^taskforce lytter på (http://\S+) `)

// open starts an engine's service and waits for its first answer.
func (g *growth) open(ctx context.Context, m *measured, n int, docs string, questions []asked) error {
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--rate", "0"}, g.flags(m.name, n, docs)...)
	s := &service{cmd: exec.Command(g.program, args...), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}}
	out, err := s.cmd.StderrPipe()
	start := time.Now()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return err
	}
	m.service, s.watch = s, watchMemory(s.cmd.Process.Pid)
	log, err := os.Create(g.log(m, n))
	if err != nil {
		return err
	}
	if err := s.address(io.TeeReader(out, log)); err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	if err := s.ask(ctx, search, questions[0].Question); err != nil {
		return err
	}
	m.opening = time.Since(start)
	for range warmUp {
		if _, err := s.alone(ctx, search, questions); err != nil {
			return err
		}
	}
	return nil
}

// address waits for the service to say where it listens.
func (s *service) address(out io.Reader) error {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return nil
		}
	}
	return errors.New("the service did not start; its log is in the work folder")
}

func (s *service) stop() {
	if s == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	ended := time.AfterFunc(30*time.Second, func() { _ = s.cmd.Process.Kill() })
	_ = s.cmd.Wait()
	ended.Stop()
}

// ask asks one question and reads all of the answer.
func (s *service) ask(ctx context.Context, t task, question string) error {
	method, path, body := http.MethodGet, "/api/search?k=10&q="+url.QueryEscape(question), []byte(nil)
	if t == answer {
		method, path = http.MethodPost, "/api/chat"
		body, _ = json.Marshal(map[string]string{"question": question}) // strings always encode
	}
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", t, res.Status)
	}
	return nil
}

// weigh notes the memory of an engine.
func (g *growth) weigh(m *measured) error {
	m.memory[0] = m.service.watch.stop()
	if m.name != shared || g.node.pid == 0 {
		return nil
	}
	var err error
	m.memory[1], err = memoryOf(g.node.pid)
	return err
}
