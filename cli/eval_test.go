package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// questionFile asserts something of two answers about the bicycles.
const questionFile = `{"id":"lån","question":"Hvor lånes en cykel?","must":["receptionen"],"must_not":["kælderen"],"source":["cykler"],"refused":false}
{"id":"skur","question":"Hvor stilles en cykel?","must":["garagen"]}
`

// measured is what eval --json says of several runs.
type measured struct {
	Runs []eval.SeriesSummary `json:"runs"`
}

func evalOf(t *testing.T, want int, args ...string) string {
	t.Helper()
	code, out, errs := run(nil, append([]string{"eval", "--no-materials"}, args...)...)
	if code != want {
		t.Fatalf("exit code %d, want %d: %s%s", code, want, out, errs)
	}
	return out
}

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEvalVerdicts says of each question whether it passed, and why not.
func TestEvalVerdicts(t *testing.T) {
	t.Parallel()
	args := []string{"--documents", folder(t, bicycles), "--questions", written(t, "q.jsonl", questionFile)}
	out := evalOf(t, exitDone, args...)
	for _, want := range []string{"PASS  lån  Hvor lånes en cykel?\n", "FAIL  skur  Hvor stilles en cykel?\n      svaret mangler »garagen«\n", "\nbestået: 1 af 2\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("got %s, want %q in it", out, want)
		}
	}
	evalOf(t, exitFailed, append(args, "--strict")...)
	_, _, errs := run(nil, "eval", "--questions", written(t, "q.jsonl", `{"id":"1","question":"Hvor?","refused":"måske"}`))
	if !strings.Contains(errs, "linje 1: refused skal være true, false eller en af unanswered") {
		t.Errorf("got %s", errs)
	}
}

// TestEvalModels measures two models with two sets of prompts, twice: the
// second time costs no call.
func TestEvalModels(t *testing.T) {
	t.Parallel()
	fake := llmtest.New(t)
	shipped, err := os.ReadFile("../prompts/answer.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Dir(written(t, "answer.tmpl", strings.Replace(string(shipped), "\n", "\nVær meget kort.\n", 1)))
	dir := t.TempDir()
	html, junit, lines := filepath.Join(dir, "a.html"), filepath.Join(dir, "a.xml"), filepath.Join(dir, "a.jsonl")
	args := []string{"--documents", folder(t, bicycles), "--questions", written(t, "q.jsonl", questionFile), "--llm-url", fake.URL,
		"--llm-model", "en,to", "--prompts", "-", "--prompts", own, "--count", "2", "--cache", filepath.Join(dir, "cache"),
		"--html", html, "--junit", junit, "--results", lines, "--json"}
	var first, second measured
	if err := json.Unmarshal([]byte(evalOf(t, exitDone, args...)), &first); err != nil {
		t.Fatal(err)
	}
	// Two questions, two models, two sets of prompts, two repetitions.
	if n := len(fake.Chats()); n != 16 || len(first.Runs) != 4 || first.Runs[0].Calls != 4 || first.Runs[3].Repetitions != 2 {
		t.Errorf("%d calls, %+v", n, first.Runs)
	}
	if a, b := first.Runs[0].Name, first.Runs[3].Name; a != "en, prompter fra programmet" || b != "to, prompter "+own {
		t.Errorf("the runs are called %q and %q", a, b)
	}
	if err := json.Unmarshal([]byte(evalOf(t, exitDone, args...)), &second); err != nil {
		t.Fatal(err)
	}
	if n := len(fake.Chats()); n != 16 || second.Runs[0].Calls != 0 || second.Runs[0].Cached != 4 {
		t.Errorf("%d calls after the second time, %+v", n, second.Runs[0])
	}
	if a, b := first.Runs[2].Summary.All, second.Runs[2].Summary.All; a != b || a.Passed != 1 || a.Failed != 1 {
		t.Errorf("figures %+v, then %+v", a, b)
	}
	for path, want := range map[string]string{html: "to, prompter fra programmet", junit: `failures="8"`, lines: `"run":"to, prompter fra programmet","repetition":2`} {
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v, lacks %q", path, err, want)
		}
	}
	if _, _, errs := run(nil, "eval", "--compare", lines, lines); !strings.Contains(errs, "står også i linje") {
		t.Errorf("--compare takes a file of several runs: %s", errs)
	}
}

// TestEvalModelsAtOneFlag refuses what could be meant in two ways.
func TestEvalModelsAtOneFlag(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--llm-model", "a,b", "--llm-model", "c"}, {"--llm-model", "a,"}} {
		code, _, errs := run(nil, append([]string{"eval", "--questions", written(t, "q.jsonl", questionFile), "--llm-url", "http://localhost:1"}, args...)...)
		if code != exitUsage || !strings.Contains(errs, "--llm-model") {
			t.Errorf("%v: exit code %d, %s", args, code, errs)
		}
	}
}

// TestEvalPages compares two results files on a page.
func TestEvalPages(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	questions := written(t, "q.jsonl", questionFile)
	before, after, page := filepath.Join(dir, "før.jsonl"), filepath.Join(dir, "efter.jsonl"), filepath.Join(dir, "side.html")
	evalOf(t, exitDone, "--documents", folder(t, bicycles), "--questions", questions, "--results", before)
	evalOf(t, exitDone, "--documents", folder(t, strings.Replace(bicycles, "skuret bag huset", "garagen bag huset", 1)), "--questions", questions, "--results", after)
	evalOf(t, exitDone, "--compare", before, after, "--html", page)
	text, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(text), "<del>skuret") || !strings.Contains(string(text), "<ins>garagen") || !strings.Contains(string(text), "Andet udfald: 1") {
		t.Errorf("%v; %s", err, text)
	}
}
