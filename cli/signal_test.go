package cli

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// process is a taskforce serve in a process of its own.
type process struct {
	running
	*os.Process
	exited chan error
}

// startProcess serves the bicycles until the test ends.
func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{running: running{log: &lines{}}, exited: make(chan error, 1)}
	args = append([]string{"serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", folder(t, bicycles)}, args...)
	cmd := program(t, args...)
	cmd.Stderr = p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.Process = cmd.Process
	go func() { p.exited <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	p.url = address(t, p.log)
	return p
}

func (p *process) signal(t *testing.T) {
	t.Helper()
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
}

// wait waits for the end of the process.
func (p *process) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-p.exited:
		return err
	case <-time.After(need.Patience):
		t.Fatalf("the process does not end; %s", p.log)
		return nil
	}
}

// begun begins a stream and reads it up to its first event.
func (p *process) begun(t *testing.T) (events, func()) {
	t.Helper()
	res := p.chat(t, "text/event-stream", question)
	in := newEvents(res.Body)
	if ev, ok := in.next(); !ok || ev.name != "sources" {
		t.Fatalf("got %v", ev)
	}
	return in, func() { res.Body.Close() }
}

// closedDoor waits until the service takes no new connection.
func (p *process) closedDoor(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		if err != nil {
			return
		}
		conn.Close()
	}
	t.Fatal("the service still takes connections")
}

func TestSignalFinishesAnswers(t *testing.T) {
	t.Parallel()
	step := llmtest.Text("En cykel lånes i receptionen hver dag [1]. ", "En cykel stilles i skuret ", "bag huset [2].")
	step.Delay = 300 * time.Millisecond
	p := startProcess(t, "--llm-url", llmtest.New(t, step).URL, "--llm-model", "test")
	in, done := p.begun(t)
	defer done()
	p.signal(t)
	p.closedDoor(t)
	names, last := in.rest()
	if len(names) == 0 || names[len(names)-1] != "done" || len(decode(t, last).Sentences) != 2 {
		t.Errorf("events %q, the last %s", names, last)
	}
	if err := p.wait(t); err != nil {
		t.Errorf("%v; %s", err, p.log)
	}
}

// TestSignalEndsAnswers has a model that never ends its answer; the reader is
// told, every time.
func TestSignalEndsAnswers(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Ends(llmtest.Stall, "En cykel lånes i receptionen hver dag [1]. "))
	for range 5 {
		p := startProcess(t, "--llm-url", model.URL, "--llm-model", "test", "--drain", "200ms")
		in, done := p.begun(t)
		p.signal(t)
		names, last := in.rest()
		done()
		if len(names) == 0 || names[len(names)-1] != "error" || !strings.Contains(last, "lukke ned") {
			t.Errorf("events %q, the last %s", names, last)
		}
		if err := p.wait(t); err != nil {
			t.Errorf("%v; %s", err, p.log)
		}
	}
}

// TestIdleConnectionsDoNotHold stops a service to which clients keep
// connections without a question on them.
func TestIdleConnectionsDoNotHold(t *testing.T) {
	t.Parallel()
	p := startProcess(t, "--drain", "1h")
	addr := strings.TrimPrefix(p.url, "http://")
	for i := range 6 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i%2 == 0 {
			continue // a browser opens connections ahead of need
		}
		fmt.Fprintf(conn, "GET /readyz HTTP/1.1\r\nHost: %s\r\n\r\n", addr)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || res.StatusCode != 200 || res.Close {
			t.Fatal(err, res)
		}
	}
	p.signal(t)
	if err := p.wait(t); err != nil {
		t.Errorf("%v; %s", err, p.log)
	}
}

// TestSecondSignal ends a service at once that still waits for an answer.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Ends(llmtest.Stall, "En cykel lånes i receptionen hver dag [1]. "))
	p := startProcess(t, "--llm-url", model.URL, "--llm-model", "test", "--drain", "1h")
	_, done := p.begun(t)
	defer done()
	p.signal(t)
	p.closedDoor(t)
	if len(p.exited) != 0 {
		t.Fatal("the first signal did not wait for the answer")
	}
	// The process may close the door a moment before it lets go of the signal.
	for range 3 {
		_ = p.Signal(syscall.SIGTERM) // an error says that it has ended
		time.Sleep(300 * time.Millisecond)
	}
	if err := p.wait(t); err == nil || err.Error() != "signal: terminated" {
		t.Errorf("got %v", err)
	}
}

// TestSignalAnswersOpenConnection sends a question on a connection that was opened
// before the signal, while another answer is under way: who sent it could not know.
func TestSignalAnswersOpenConnection(t *testing.T) {
	t.Parallel()
	slow := llmtest.Text("En cykel lånes i receptionen hver dag [1]. ", "En cykel stilles i skuret ", "bag huset [2].")
	slow.Delay = 500 * time.Millisecond
	p := startProcess(t, "--llm-url", llmtest.New(t, slow).URL, "--llm-model", "test")
	addr := strings.TrimPrefix(p.url, "http://")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in, done := p.begun(t)
	defer done()
	p.signal(t)
	p.closedDoor(t)
	body := `{"question":"` + question + `"}`
	fmt.Fprintf(conn, "POST /api/chat HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", addr, len(body), body)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != http.StatusOK || !res.Close {
		t.Errorf("%v, %+v", err, res)
	}
	if names, _ := in.rest(); len(names) == 0 || names[len(names)-1] != "done" {
		t.Errorf("the answer under way: events %q", names)
	}
	if err := p.wait(t); err != nil {
		t.Errorf("%v; %s", err, p.log)
	}
}
