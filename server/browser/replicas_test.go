package browser

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/internal/nginxtest"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// replica is a taskforce serve in a process of its own.
type replica struct {
	service
	process *os.Process
}

func newReplica(t testing.TB, flags ...string) *replica {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if flags, err = startedBefore(flags); err != nil {
		t.Fatal(err)
	}
	log := &lines{}
	cmd := exec.Command(self)
	cmd.Args = append([]string{"taskforce", "serve", "--addr", "127.0.0.1:0"}, flags...)
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := listening.FindStringSubmatch(log.String()); m != nil {
			return &replica{service{url: m[1]}, cmd.Process}
		}
	}
	t.Fatalf("the replica does not start: %s", log)
	return nil
}

// replicas are two of them behind an nginx, with one model.
type replicas struct {
	service // nginx
	all     []*replica
	model   *llmtest.Server
}

const wholeAnswer = "Kunstig intelligens (AI) skal frem mod 2035 frigøre mindst 50 mio. timer i den offentlige sektor, og de 50 mio. timer svarer til mindst 30.000 årsværk. "

// newReplicas starts replicas whose model falls silent after a sentence, and
// answers every later question in whole.
func newReplicas(t testing.TB, flags ...string) *replicas {
	t.Helper()
	r := &replicas{model: llmtest.New(t, llmtest.Ends(llmtest.Stall, wholeAnswer, "Det er"), llmtest.Text(wholeAnswer))}
	var addresses []string
	for range 2 {
		one := newReplica(t, append(flags, "--llm-url", r.model.URL, "--llm-model", "test", "--trusted-proxies", "127.0.0.1")...)
		r.all = append(r.all, one)
		addresses = append(addresses, strings.TrimPrefix(one.url, "http://"))
	}
	r.url = nginxtest.Start(t, addresses).URL
	return r
}

// kill kills the replica that answers now, without warning.
func (r *replicas) kill(t testing.TB) {
	t.Helper()
	for _, one := range r.all {
		res, err := http.Get(one.url + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\ntaskforce_open_streams 1\n") {
			if err := one.process.Kill(); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("no replica answers")
}

// diesAnswering asks in a chat, kills the replica that answers, and asks again
// with one click.
func (r *replicas) diesAnswering(t testing.TB, f *frame) {
	t.Helper()
	ask(f, hours)
	f.reads(last+`.answer`, "50 mio. timer")
	f.gone(last + `[data-part="tools"]`)
	r.kill(t)
	f.reads(last+`[data-part="failure"]`, "afbrudt, før svaret var færdigt")
	f.reads(last+`[data-part="failure"]`, "kun en del af svaret")
	f.reads(last+`[data-part="question"]`, hours)
	for _, part := range []string{"tools", "mode", "feedback"} { // what a whole answer has
		f.gone(last + `[data-part="` + part + `"]`)
	}
	if n := eval[int](f, kept+".length"); n > 0 {
		t.Errorf("half an answer is kept in %d conversations", n)
	}
	f.tab.shot(strings.ReplaceAll(t.Name(), "/", "-") + "-dead")
	f.click(last + `[data-do="again"]`)
	f.see(last + `[data-part="tools"]`)
	f.reads(last+`.answer`, "50 mio. timer")
	f.gone(last + `[data-part="failure"]`)
	if n := eval[int](f, `document.querySelectorAll("#conversation article").length`); n != 1 {
		t.Errorf("%d turns", n)
	}
	if n := len(r.model.Chats()); n != 2 { // nginx has sent nothing again by itself
		t.Errorf("the model was asked %d times", n)
	}
}

const cutOff = "ERR_INCOMPLETE_CHUNKED_ENCODING"

// TestReplicaDies kills a replica in mid-answer behind nginx.
func TestReplicaDies(t *testing.T) {
	t.Parallel()
	t.Run("chat", func(t *testing.T) {
		r, b := newReplicas(t), newTab(t)
		b.watch.expect(cutOff)
		b.open(r.url)
		r.diesAnswering(t, &b.frame)
	})
	t.Run("widget", func(t *testing.T) {
		n, b := newIntranet(t, "", ""), newTab(t)
		r := newReplicas(t, "--embed-origins", n.origin)
		n.service = &r.service
		b.watch.expect(cutOff)
		r.diesAnswering(t, n.openWidget(b))
	})
	t.Run("form", func(t *testing.T) {
		r, b := newReplicas(t), newTab(t)
		b.noScript()
		b.open(r.url)
		ask(&b.frame, hours)
		b.until("a call of the model", func() bool { return len(r.model.Chats()) == 1 })
		b.refused(http.StatusServiceUnavailable, func() {
			for _, one := range r.all {
				if err := one.process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		})
		b.reads("h1", "Tjenesten kan ikke nås lige nu")
		b.shot("TestReplicaDies-form-dead")
		newReplica(t, "--addr", strings.TrimPrefix(r.all[0].url, "http://"), "--llm-url", r.model.URL, "--llm-model", "test")
		b.until("an answer", func() bool { // nginx leaves the address alone for a moment
			b.reload()
			return strings.Contains(b.text("main, body"), "50 mio. timer")
		})
		b.reads("h2.question", hours)
	})
}

// TestServiceHangs stops a service in mid-answer that nothing stands before: the
// connection stays, and no sign of life comes.
func TestServiceHangs(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Ends(llmtest.Stall, wholeAnswer, "Det er"))
	r, b := newReplica(t, "--no-answers", "--llm-url", model.URL, "--llm-model", "test"), newTab(t)
	b.open(r.url)
	ask(&b.frame, hours)
	b.reads(last+`.answer`, "50 mio. timer")
	if err := r.process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	b.reads(last+`[data-part="failure"]`, "afbrudt, før svaret var færdigt")
	b.see(last + `[data-do="again"]`)
}
