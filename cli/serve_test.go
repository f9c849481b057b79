package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

const question = "Hvor lånes en cykel?"

func decode(t *testing.T, text string) answer.Answer {
	t.Helper()
	var a answer.Answer
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return a
}

// TestServe goes the reader's way: an answer, its source in the document, the
// original file.
func TestServe(t *testing.T) {
	t.Parallel()
	s := serve(t)
	res := s.chat(t, "application/json", question)
	text, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	a := decode(t, string(text))
	if a.Mode != answer.ModeExtract || a.Refused || len(a.Sources) == 0 || !strings.Contains(a.Answer, "receptionen") {
		t.Fatalf("got %s", text)
	}
	source := a.Sources[0]
	status, page := s.get(t, source.URL)
	_, marked, _ := strings.Cut(page, `id="`+source.ID+`" data-marked`)
	if marked, _, _ = strings.Cut(marked, "</div>"); status != 200 || !strings.Contains(marked, "lånes i receptionen") {
		t.Errorf("%s: status %d, the passage is not marked in %q", source.URL, status, page)
	}
	if status, file := s.get(t, "/documents/"+source.Document+"/file"); status != 200 || file != bicycles {
		t.Errorf("the original: status %d, %q", status, file)
	}
	if status, page := s.get(t, "/documents"); status != 200 || !strings.Contains(page, "Cykler") {
		t.Errorf("/documents: status %d, %q", status, page)
	}
	if status, found := s.get(t, "/api/search?k=1&q="+url.QueryEscape("cykel skur")); status != 200 || !strings.Contains(found, "skuret") {
		t.Errorf("/api/search: status %d, %q", status, found)
	}
	if strings.Contains(s.log.String(), "lånes") {
		t.Errorf("the log holds a question: %s", s.log)
	}
}

func TestServeStreamsExtracts(t *testing.T) {
	t.Parallel()
	s := serve(t)
	res := s.chat(t, "text/event-stream", question)
	defer res.Body.Close()
	names, last := newEvents(res.Body).rest()
	if want := []string{"sources", "sentence", "done"}; !cmp.Equal(slices.Compact(names), want) {
		t.Errorf("events %q, want %q", names, want)
	}
	if a := decode(t, last); !strings.Contains(a.Answer, "receptionen") {
		t.Errorf("got %s", last)
	}
}

func TestHealthOfARunningService(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t)
	model.Key = "hemmelig"
	s := serve(t)
	addr := strings.TrimPrefix(s.url, "http://")
	if code, out, errs := run(nil, "health", "--addr", addr); code != exitDone || !strings.HasPrefix(out, "tjenesten virker\ntjenesten har ingen sprogmodel; svarene er uddrag\n") || errs != "" {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	code, out, errs := run(nil, "health", "--addr", addr, "--llm-url", model.URL, "--llm-model", "test", "--llm-key", "hemmelig")
	if code != exitDone || !strings.Contains(out, "sprogmodellen virker") {
		t.Errorf("with a model: exit code %d, %q, %q", code, out, errs)
	}
	code, _, errs = run(nil, "health", "--addr", addr, "--llm-url", model.URL, "--llm-model", "test", "--llm-key", "forkert")
	if want := "fejl: sprogmodellen: test på " + strings.TrimSuffix(model.URL, "/v1") + ": nøglen mangler eller afvises (HTTP 401): "; code != exitFailed || !strings.HasPrefix(errs, want) || strings.Contains(errs, "forkert") {
		t.Errorf("with a wrong key: exit code %d, %q", code, errs)
	}
	if code := s.stop(t); code != exitDone {
		t.Errorf("the service ended with %d", code)
	}
	if code, _, errs := run(nil, "health", "--addr", addr); code != exitFailed || strings.Count(errs, "\n") != 1 {
		t.Errorf("stopped: exit code %d, %q", code, errs)
	}
}

// TestServeWithModel streams what the sources carry and withholds the rest.
func TestServeWithModel(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Text("En cykel lånes i ", "receptionen hver dag [1]. ", "Det koster 900 kroner ", "i timen [1]."))
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test")
	res := s.chat(t, "text/event-stream", question)
	defer res.Body.Close()
	names, last := newEvents(res.Body).rest()
	if want := []string{"sources", "sentence", "done"}; !cmp.Equal(names, want) {
		t.Errorf("events %q, want %q", names, want)
	}
	a := decode(t, last)
	if a.Mode != answer.ModeLLM || a.Model != "test" || a.Answer != "En cykel lånes i receptionen hver dag. [1]" {
		t.Errorf("got %s", last)
	}
	if len(a.Withheld) != 1 || !strings.Contains(a.Withheld[0].Text, "900 kroner") || a.Usage.PromptTokens == 0 {
		t.Errorf("withheld %+v, usage %+v", a.Withheld, a.Usage)
	}
}

// TestLeavingReaderEndsTheModelsCall closes the connection in mid-answer.
func TestLeavingReaderEndsTheModelsCall(t *testing.T) {
	t.Parallel()
	step := llmtest.Ends(llmtest.Endless, "En cykel lånes i receptionen hver dag [1]. ")
	step.Delay = 50 * time.Millisecond
	model := llmtest.New(t, step)
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test")
	res := s.chat(t, "text/event-stream", question)
	in := newEvents(res.Body)
	for {
		ev, ok := in.next()
		if !ok {
			t.Fatal("the stream ended before a sentence came")
		}
		if ev.name == "sentence" {
			break
		}
	}
	if n := model.Cancelled(); n != 0 {
		t.Fatalf("%d calls were cancelled while the reader was there", n)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	model.WaitCancelled(t, 1)
}

// TestServeDrains stops the service in mid-answer: the answer is finished, and
// no new question is taken.
func TestServeDrains(t *testing.T) {
	t.Parallel()
	step := llmtest.Text("En cykel lånes i receptionen hver dag [1]. ", "En cykel stilles i skuret ", "bag huset [2].")
	step.Delay = 300 * time.Millisecond
	model := llmtest.New(t, step)
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test")
	res := s.chat(t, "text/event-stream", question)
	defer res.Body.Close()
	in := newEvents(res.Body)
	if ev, ok := in.next(); !ok || ev.name != "sources" {
		t.Fatalf("got %v", ev)
	}
	s.cancel()
	names, last := in.rest()
	if len(names) == 0 || names[len(names)-1] != "done" || len(decode(t, last).Sentences) != 2 {
		t.Errorf("events %q, the last %s", names, last)
	}
	if code := s.stop(t); code != exitDone {
		t.Errorf("exit code %d; %s", code, s.log)
	}
	if res, err := http.Get(s.url + "/readyz"); err == nil {
		res.Body.Close()
		t.Error("the service still takes requests")
	}
}

// TestAddressInUse starts a second service at the address of the first.
func TestAddressInUse(t *testing.T) {
	t.Parallel()
	s := serve(t)
	addr := strings.TrimPrefix(s.url, "http://")
	code, _, errs := run(nil, "serve", "--addr", addr)
	if want := "fejl: --addr " + addr + ": adressen er optaget af et andet program; vælg en anden med --addr\n"; code != exitFailed || errs != want {
		t.Errorf("exit code %d, %q, want %q", code, errs, want)
	}
}

// program makes a command of this binary as taskforce; see TestMain.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Args = append([]string{"taskforce"}, args...)
	return cmd
}
