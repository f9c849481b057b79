package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

const (
	hours = "Hvor mange timer skal kunstig intelligens frigøre?"
	roast = "Hvordan steger man flæskesteg med sprøde svær?"
)

// ask sends a question from the chat's form.
func ask(f *frame, question string) {
	f.t.Helper()
	f.write("#question", question)
	f.click("#send")
}

// answered waits until the last turn has its whole answer.
func answered(f *frame) {
	f.t.Helper()
	f.see("#send")
	f.holds(`document.querySelectorAll("#conversation article").length > 0`)
}

func TestAsk(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url)
	ask(&b.frame, hours)
	answered(&b.frame)
	b.reads("#conversation .answer", "50 mio. timer")
	b.see(`#conversation [data-part="sources"] [data-part="link"]`)
}

// TestStop stops an answer of which the first words have come.
func TestStop(t *testing.T) {
	t.Parallel()
	s, fake := serveModel(t, llmtest.Ends(llmtest.Stall, "Kunstig"))
	b := newTab(t)
	b.open(s.url)
	ask(&b.frame, hours)
	b.until("a call of the model", func() bool { return len(fake.Chats()) > 0 })
	b.click("#stop")
	b.reads("#conversation", "stoppet")
	b.until("the end of the model's call", func() bool { return fake.Cancelled() == 1 })
	answered(&b.frame)
	b.reads("#conversation", "stoppet")
}

// TestWithoutScript asks as a plain form does.
func TestWithoutScript(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.noScript()
	b.open(s.url)
	ask(&b.frame, hours)
	b.reads(".answer", "50 mio. timer")
	if got := b.text("h1"); got == "" || strings.Contains(got, "Fejl") {
		t.Errorf("heading %q", got)
	}
}

// TestServiceGone asks after the service has ended.
func TestServiceGone(t *testing.T) {
	t.Parallel()
	s, b := serve(t), newTab(t)
	b.watch.expect("ERR_CONNECTION_REFUSED")
	b.open(s.url)
	time.Sleep(50 * time.Millisecond) // the modules have loaded before the service goes
	s.stop()
	ask(&b.frame, hours)
	b.see(`#conversation [data-part="error"]`)
}
