package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// TestDocumentsAsked drafts what people ask of a document: what a model writes in
// another form is passed over, what stands in the file stays, a second run has
// nothing to do, and the questions lead to their sentence.
func TestDocumentsAsked(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "kantine.md")
	write(file, "# Kantinen\n\nBetaling sker med det grå kort fra porten. Frokosten serveres fra klokken elleve.\n\n# Skabene\n\nSkabene låses med en kode, som vagten giver.\n")
	write(file+".asked.txt", "# min egen\nFrokosten serveres fra klokken elleve.\n- hvornår er der mad")
	model := llmtest.New(t, llmtest.Reply(func(r llmtest.Request) string {
		if !strings.Contains(r.User(), "Betaling") || strings.Contains(r.System(), "grænsen for") {
			return ""
		}
		return "Her er de:\n1: tager I mobilepay\n 1. hvordan betaler man i kantinen?\n1: et tredje spørgsmål\n2: er der mad om aftenen\n7: hvad\n1: x\n"
	}))
	args := []string{"documents", "asked", "--no-materials", "--documents", dir, "--llm-url", model.URL, "--llm-model", "test"}
	code, out, errs := run(nil, args...)
	if code != exitDone || !strings.Contains(out, "kantine.md.asked.txt: 2 spørgsmål til 1 sætning") {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	text, _ := os.ReadFile(file + ".asked.txt")
	if want := "# min egen\nFrokosten serveres fra klokken elleve.\n- hvornår er der mad\nBetaling sker med det grå kort fra porten.\n- tager I mobilepay\n- hvordan betaler man i kantinen?\n\n"; string(text) != want {
		t.Errorf("the file holds %q", text)
	}
	if got := model.Chats()[0].User(); strings.Contains(got, "elleve") || !strings.Contains(got, "1. Betaling sker") {
		t.Errorf("the model is given %q", got)
	}
	if code, out, _ = run(nil, args...); code != exitDone || !strings.Contains(out, "intet at skrive") {
		t.Errorf("a second run: exit code %d, %s", code, out)
	}
	if code, out, errs = run(nil, "ask", "--no-materials", "--documents", dir, "tager I mobilepay"); code != exitDone || !strings.HasPrefix(out, "Betaling sker med det grå kort") {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	for want, args := range map[string][]string{
		"sprogmodel: nævn den med --llm-url": {"--documents", dir},
		"ingen dokumenter på disken":         {"--llm-url", model.URL, "--llm-model", "test"},
		"intet dokument, der hedder":         {"--documents", dir, "--llm-url", model.URL, "--llm-model", "test", "nix"},
		"--each er 9":                        {"--documents", dir, "--each", "9"},
	} {
		if code, _, errs := run(nil, append([]string{"documents", "asked"}, args...)...); code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: exit code %d, %s", args, code, errs)
		}
	}
	down := llmtest.New(t, llmtest.Fail(401, "no"))
	write(file, "# Kantinen\n\nBetaling sker kontant.\n")
	code, _, errs = run(nil, "documents", "asked", "--no-materials", "--documents", dir, "--llm-url", down.URL, "--llm-model", "test")
	if after, _ := os.ReadFile(file + ".asked.txt"); code != exitFailed || !strings.Contains(errs, "sprogmodellen: ") || string(after) != string(text) {
		t.Errorf("a model that refuses: exit code %d, %s", code, errs)
	}
}

// TestDocumentsAskedInVain drafts what people ask near to a section in vain: what
// another section answers is left out, and what nothing answers is told as nearest.
func TestDocumentsAskedInVain(t *testing.T) {
	t.Parallel()
	dir := folder(t, "# Kantinen\n\nBetaling sker med det grå kort fra porten. Frokosten serveres fra klokken elleve.\n\n# Kort\n\nDet grå kort koster 50 kr.\n")
	file := filepath.Join(dir, "cykler.md")
	model := llmtest.New(t, llmtest.Reply(func(r llmtest.Request) string {
		switch {
		case strings.Contains(r.System(), "svarer på") && strings.Contains(r.User(), "<spørgsmål>"):
			if !strings.Contains(r.User(), "koster 50 kr.") {
				return "ingen"
			}
			return "1"
		case strings.Contains(r.System(), "grænsen for"):
			if !strings.Contains(r.User(), "Betaling") {
				return ""
			}
			return "1: hvad koster det grå kort\n1: kan jeg betale med mobilen i kantinen\n"
		case !strings.Contains(r.User(), "Betaling"):
			return ""
		}
		return "1: hvordan betaler man i kantinen"
	}))
	args := []string{"documents", "asked", "--no-materials", "--documents", dir, "--llm-url", model.URL, "--llm-model", "test"}
	code, out, errs := run(nil, args...)
	if code != exitDone || !strings.Contains(out, "1, som intet svarer på") {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	text, _ := os.ReadFile(file + ".asked.txt")
	if code, out, _ = run(nil, args...); code != exitDone || !strings.Contains(out, "intet at skrive") {
		t.Errorf("a second run: exit code %d, %s", code, out)
	}
	if !strings.Contains(string(text), "! kan jeg betale med mobilen i kantinen\n") || strings.Contains(string(text), "! hvad koster") {
		t.Errorf("the file holds %q", text)
	}
	for question, certainty := range map[string]string{"kan man betale med mobilen i kantinen": "nearest", "hvordan betaler man i kantinen": "answer"} {
		code, out, errs = run(nil, "ask", "--json", "--no-materials", "--documents", dir, question)
		if code != exitDone || !strings.Contains(out, `"certainty": "`+certainty+`"`) {
			t.Errorf("%s: exit code %d, %s%s", question, code, out, errs)
		}
	}
	if code, _, errs := run(nil, append(args, "--vain", "13")...); code != exitUsage || !strings.Contains(errs, "--vain er 13; vælg fra 0 til 12") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestVainAlone tells a question as nearest that stands as asked in vain beside a
// document of which nothing else is known to be asked.
func TestVainAlone(t *testing.T) {
	t.Parallel()
	dir := folder(t, "# Kantinen\n\nFrokosten i kantinen serveres hver dag fra klokken elleve, og alle ansatte kan spise med.\n\n# Kort\n\nDet grå kort koster 50 kr.\n")
	file := filepath.Join(dir, "cykler.md")
	const question = "serveres der frokost i kantinen hver dag for gæster"
	certainty := func() string {
		code, out, errs := run(nil, "ask", "--json", "--no-materials", "--documents", dir, question)
		if code != exitDone {
			t.Fatalf("exit code %d, %s%s", code, out, errs)
		}
		var got struct{ Certainty string }
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		return got.Certainty
	}
	if got := certainty(); got != "answer" {
		t.Fatalf("before anything is asked in vain: %q", got)
	}
	if err := os.WriteFile(file+".asked.txt", []byte("Frokosten i kantinen serveres hver dag fra klokken elleve, og alle ansatte kan spise med.\n! "+question+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := certainty(); got != "nearest" {
		t.Errorf("asked in vain: %q", got)
	}
}
