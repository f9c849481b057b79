package cli

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/internal/need"
)

// goldenList waits for what holds of the golden questions of a service.
func goldenList(t *testing.T, s *running, key, what string, holds func(golden.List) bool) (list golden.List) {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		list = golden.List{}
		if _, body := s.with(t, key, http.MethodGet, "/admin/golden", ""); json.Unmarshal([]byte(body), &list) == nil && list.Left == 0 && holds(list) {
			return list
		}
	}
	t.Fatalf("%s: %+v held %+v", what, list, list.Held)
	return list
}

// TestMaterialsWaitOverStart changes a file, and then the prompts, while the
// service is stopped: it goes on answering from what it served, the page tells
// what has changed, and what is let through is served after the next start.
func TestMaterialsWaitOverStart(t *testing.T) {
	t.Parallel()
	const admin, asked = "en-lang-nøgle-til-siderne", "Hvor længe må jeg låne en cykel?"
	docs, data, prompts := t.TempDir(), t.TempDir(), t.TempDir()
	book := filepath.Join(t.TempDir(), "fast.jsonl")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lend := func(days string) {
		write(filepath.Join(docs, "haandbog.md"), "# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst "+days+" dage.\n")
	}
	write(book, `{"id":"cykel","question":"`+asked+`"}`+"\n")
	lend("14")
	start := func(more ...string) *running {
		return serveOnly(t, append([]string{"--documents", docs, "--data", data, "--golden", book, "--golden-hold", "1h", "--admin-key", admin}, more...)...)
	}
	says := func(s *running, days string) {
		t.Helper()
		if a := s.ask(t, asked); !strings.Contains(a.Answer, days+" dage") {
			t.Errorf("the answer is %q, not %s days", a.Answer, days)
		}
	}
	s := start()
	ran := goldenList(t, s, admin, "the first run", func(l golden.List) bool { return !l.Ran.IsZero() }).Ran
	s.stop(t)

	lend("7")
	s = start()
	says(s, "14")
	held := goldenList(t, s, admin, "the new file waits", func(l golden.List) bool { return l.Held != nil && l.Held.State == golden.HeldWaiting })
	if !held.Ran.Equal(ran) || held.Unseen || len(held.Held.Changed) != 1 || !slices.Equal(held.Held.Files, []string{"haandbog.md"}) {
		t.Errorf("%+v, held %+v", held, held.Held)
	}
	says(s, "14")
	if log := s.log.String(); !strings.Contains(log, "de hidtidige bruges, mens de nye prøves") {
		t.Errorf("the operator is not told: %s", log)
	}
	s.stop(t)

	own, err := os.ReadFile("../prompts/answer.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(prompts, "answer.tmpl"), string(own)+"\n")
	s = start("--prompts", prompts)
	list := goldenList(t, s, admin, "asked for the prompts, and waiting", func(l golden.List) bool {
		return slices.Equal(l.Why, []string{"prompts"}) && l.Moved == nil && l.Held != nil && l.Held.State == golden.HeldWaiting
	})
	if !list.Held.Since.Equal(held.Held.Since) {
		t.Errorf("it waits since %v, not since %v", list.Held.Since, held.Held.Since)
	}
	if log := s.log.String(); !strings.Contains(log, `"golden questions are asked again: answers may be others until they are looked at","because":["prompts"]`) {
		t.Errorf("the log does not tell: %s", log)
	}
	if status, body := s.with(t, admin, http.MethodPost, "/admin/golden/let", url.Values{"key": {list.Held.Key}}.Encode(), "Content-Type", "application/x-www-form-urlencoded"); status >= 400 {
		t.Fatalf("%d %s", status, body)
	}
	list = goldenList(t, s, admin, "let through and asked", func(l golden.List) bool {
		return l.Held == nil && slices.Equal(l.Why, []string{golden.GroundMaterials})
	})
	if because := list.Items[0].Now.Because; !slices.Equal(because, []string{golden.GroundMaterials}) {
		t.Errorf("the answer is another because of %q", because)
	}
	says(s, "7")
	if _, page := s.with(t, admin, http.MethodGet, "/admin/golden?lang=en", "", "Accept", "text/html"); !strings.Contains(page, "Before the answer became another, this had changed: the materials.") {
		t.Error("the page does not tell why the answer is another")
	}
	s.stop(t)

	s = start("--prompts", prompts)
	says(s, "7")
	if l := goldenList(t, s, admin, "nothing has changed", func(golden.List) bool { return true }); l.Held != nil || l.Unseen {
		t.Errorf("%+v", l)
	}
	s.stop(t)

	lend("3")
	if err := os.Remove(filepath.Join(data, "served.json")); err != nil {
		t.Fatal(err)
	}
	s = start("--prompts", prompts)
	says(s, "3")
	goldenList(t, s, admin, "it is told that nothing could wait", func(l golden.List) bool { return l.Unseen })
	if _, page := s.with(t, admin, http.MethodGet, "/admin/golden", "", "Accept", "text/html"); !strings.Contains(page, "blev taget i brug ved starten uden at vente") {
		t.Error("the page does not tell")
	}
}
