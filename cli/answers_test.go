package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/llm/llmtest"
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

// TestAnswersJudged lets a judge decide of a sentence that the words doubt, and
// of one that they do not.
func TestAnswersJudged(t *testing.T) {
	t.Parallel()
	docs, answers := t.TempDir(), t.TempDir()
	for path, text := range map[string]string{
		filepath.Join(docs, "haandbog.md"): "# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst 14 dage.\n",
		filepath.Join(answers, "cykel.md"): "---\nquestion: \"Hvor længe må jeg låne en cykel?\"\nowner: \"Service\"\ndate: 2026-11-28\nreview: 2027-05-28\n---\n\nDu kan beholde den to uger, før du skal komme med den igen [haandbog § Cykler].\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verdict := `{"nr":1,"dom":"ja","ord":["lånes i receptionen i højst 14 dage"]}`
	judge := llmtest.New(t, llmtest.Reply(func(llmtest.Request) string { return verdict }))
	check := func(more ...string) (int, string) {
		code, out, _ := run(nil, append([]string{"answers", "check", "--json", "--no-materials", "--documents", docs, "--answers", answers}, more...)...)
		return code, out
	}
	judged := []string{"--judge-url", judge.URL, "--judge-model", "dommer"}
	if _, out := check(); !strings.Contains(out, `"binding": false`) {
		t.Fatalf("the words have no doubt: %s", out)
	}
	if _, out := check(judged...); strings.Contains(out, `"reason_en"`) || !strings.Contains(out, `"quote": "En cykel lånes i receptionen i højst 14 dage."`) {
		t.Errorf("the judge says yes: %s", out)
	}
	verdict = `{"nr":1,"dom":"nej","ord":[]}`
	if code, out := check(judged...); code != exitFailed || !strings.Contains(out, `"binding": false`) {
		t.Errorf("the judge says no: code %d, %s", code, out)
	}
	code, out, errs := run(nil, append([]string{"answers", "approve", "--all", "--by", "Service", "--no-materials", "--documents", docs, "--answers", answers}, judged...)...)
	if code != exitFailed || !strings.Contains(out, "sætning 1") {
		t.Errorf("approved against the judge: code %d, %s%s", code, out, errs)
	}
	verdict = "Det ved jeg ikke."
	if _, _, errs := run(nil, append([]string{"answers", "check", "--no-materials", "--documents", docs, "--answers", answers}, judged...)...); !strings.Contains(errs, "gav ingen dom om 1 af 1 sætninger") {
		t.Errorf("a judge without a verdict: %s", errs)
	}
	verdict = `{"nr":1,"dom":"ja","ord":["højst 14 dage"]}`
	if code, out, errs := run(nil, append([]string{"answers", "approve", "--all", "--by", "Service", "--no-materials", "--documents", docs, "--answers", answers}, judged...)...); code != exitDone {
		t.Errorf("not approved: %s%s", out, errs)
	}
	if code, out := check(); !strings.Contains(out, `"status": "in_service"`) {
		t.Errorf("after the approval: code %d, %s", code, out)
	}
}

// TestAnswersInVain gives an editors' answer to a question in its words, and no
// longer where just this is asked in vain; in its very words it is given still.
func TestAnswersInVain(t *testing.T) {
	t.Parallel()
	answers := t.TempDir()
	docs := folder(t, "# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst 14 dage.\n\n## Porten\n\nPorten lukker klokken 18.\n")
	own := []string{"--no-materials", "--documents", docs, "--answers", answers}
	for _, args := range [][]string{{"answers", "new", "Hvor længe må jeg låne en cykel?", "--to", answers, "--no-materials", "--documents", docs},
		append([]string{"answers", "approve", "--all", "--by", "Service"}, own...)} {
		if code, out, errs := run(nil, args...); code != exitDone {
			t.Fatalf("%v: code %d, %s%s", args, code, out, errs)
		}
	}
	given := func(question string) bool {
		t.Helper()
		_, out, errs := run(nil, append([]string{"ask", "--json", question}, own...)...)
		var got struct{ Editorial *struct{ ID string } }
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v: %s%s", err, out, errs)
		}
		return got.Editorial != nil
	}
	const near = "Hvorfor må jeg låne en cykel?"
	if !given(near) {
		t.Fatal("the answer is not given to a question in its words")
	}
	beside := "En cykel lånes i receptionen i højst 14 dage.\n- hvor længe må jeg låne en cykel\n! hvorfor må man låne en cykel\n"
	if err := os.WriteFile(filepath.Join(docs, "cykler.md.asked.txt"), []byte(beside), 0o600); err != nil {
		t.Fatal(err)
	}
	if given(near) {
		t.Error("the answer is given to what is asked in vain")
	}
	if !given("hvor længe må jeg låne en cykel") {
		t.Error("the answer is not given to its own question")
	}
}
