package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnswers drafts an answer over an authority's own document, approves it,
// is given it, and loses it when the document changes.
func TestAnswers(t *testing.T) {
	t.Parallel()
	docs, answers := t.TempDir(), t.TempDir()
	document := filepath.Join(docs, "haandbog.md")
	keep := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	keep(document, "# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst 14 dage.\n\n## Porten\n\nPorten lukker klokken 18.\n")
	own := []string{"--no-materials", "--documents", docs}
	call := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := run(nil, append(args, own...)...)
		if code != want {
			t.Fatalf("%v: code %d, %s%s", args, code, out, errs)
		}
		return out + errs
	}
	const question = "Hvor længe må jeg låne en cykel?"
	call(exitDone, "answers", "new", question, "--to", answers)
	files, _ := filepath.Glob(filepath.Join(answers, "*.md"))
	if len(files) != 1 {
		t.Fatalf("got the drafts %v", files)
	}
	call(exitUsage, "answers", "new", question, "--to", answers) // nothing is written over
	if out := call(exitDone, "answers", "--answers", answers); !strings.Contains(out, "er ikke godkendt") || !strings.Contains(out, "1 svar, 0 i brug") {
		t.Errorf("the draft: %s", out)
	}
	call(exitDone, "answers", "approve", "--all", "--by", "Service", "--answers", answers)
	call(exitDone, "answers", "check", "--answers", answers)
	asked := func() (id string) {
		t.Helper()
		_, out, errs := run(nil, append([]string{"ask", "--json", question, "--answers", answers}, own...)...)
		var got struct {
			Mode      string
			Editorial *struct{ ID, Question string }
			Sentences []struct{ Quotes []string }
		}
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v: %s%s", err, out, errs)
		}
		if got.Editorial == nil {
			return ""
		}
		if got.Mode != "extract" || got.Editorial.Question != question || len(got.Sentences) == 0 || len(got.Sentences[0].Quotes) == 0 {
			t.Errorf("got %+v", got)
		}
		return got.Editorial.ID
	}
	if id := asked(); id == "" {
		t.Error("the approved answer is not given")
	}
	if out := call(exitDone, "documents", "check", "--answers", answers); strings.Contains(out, "Svar: ") {
		t.Errorf("documents check: %s", out)
	}
	keep(document, "# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst 7 dage.\n\n## Porten\n\nPorten lukker klokken 18.\n")
	if id := asked(); id != "" {
		t.Errorf("%s is given although its evidence is gone", id)
	}
	if out := call(exitDone, "documents", "check", "--answers", answers); !strings.Contains(out, "kan ikke længere bæres") {
		t.Errorf("documents check: %s", out)
	}
	call(exitFailed, "answers", "check", "--answers", answers)
}

// TestAnswersByMeaning matches by meaning only where meaning is on.
func TestAnswersByMeaning(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]bool{"on": true, "off": false} {
		_, out, errs := run(nil, "ask", "--meaning", mode, "Hvor mange timer skal kunstig intelligens frigøre?")
		if got := strings.Contains(out, "Spørgsmålet er forstået som"); got != want {
			t.Errorf("--meaning %s: %s%s", mode, out, errs)
		}
	}
}
