package service

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/eval"
)

// TestFaultsHaveWords goes over all kinds of errors that a service may tell of.
func TestFaultsHaveWords(t *testing.T) {
	all := documents.FaultKinds()
	names := map[string]bool{}
	for _, k := range all {
		da, en := k.Words()
		if names[k.Name()] || da == "" || en == "" || strings.Count(da, "%") != strings.Count(en, "%") {
			t.Errorf("%s: %q and %q", k.Name(), da, en)
		}
		names[k.Name()] = true
	}
	if len(all) < 110 {
		t.Errorf("found %d kinds only", len(all))
	}
}

func TestErrorsInBothLanguages(t *testing.T) {
	_, noQuestion := eval.ParseQuestions("q.jsonl", []byte("{\"id\":\"a\",\"question\":\"b\"}\n{\"id\":\"a\"}"))
	_, noJSON := eval.ParseQuestions("q.jsonl", []byte("{\"id\":"))
	_, refused := eval.ParseQuestions("q.jsonl", []byte(`{"id":"a","question":"b","refused":"nej"}`))
	_, group := danish.ParseSynonyms(strings.NewReader("AI, KI\nalene\n"))
	var n struct {
		History []string `json:"history"`
	}
	wrong := json.Unmarshal([]byte(`{"history":"x"}`), &n)
	broken := json.Unmarshal([]byte(`{x`), &n)
	_, missing := os.Open("/findes/ikke")
	for _, c := range []struct {
		err    error
		da, en string
	}{
		{noQuestion, "q.jsonl, linje 2: id og question skal være udfyldt", "q.jsonl, line 2: id and question are needed"},
		{noJSON, "q.jsonl, linje 1: ikke gyldig JSON (slutter for tidligt)", "q.jsonl, line 1: not valid JSON (it ends too early)"},
		{refused, "q.jsonl, linje 1: refused skal være true, false eller en af unanswered, off_topic, attack", "q.jsonl, line 1: refused is true, false or one of unanswered, off_topic, attack"},
		{group, "linje 2: et sæt skal have mindst to ord, adskilt af komma", "line 2: a group needs two words or more, separated by commas"},
		{wrong, "forkert JSON: history må ikke være string", "wrong JSON: history may not be string"},
		{fmt.Errorf("x: %w", broken), "x: ikke gyldig JSON (uventet tegn: 'x' looking for beginning of object key string)", "x: not valid JSON (unexpected character: 'x' looking for beginning of object key string)"},
		{missing, "findes ikke (/findes/ikke)", "does not exist (/findes/ikke)"},
		{fmt.Errorf("writing: %w", syscall.ENOSPC), "der er ikke plads på disken", "there is no room on the disk"},
		{fmt.Errorf("a.pdf: %w", documents.ErrEmpty), "a.pdf: filen er tom; læg en fil med indhold i stedet", "a.pdf: the file is empty; bring one with content instead"},
		{errors.New("yaml: line 3: x"), "yaml: linje 3: x", "yaml: line 3: x"},
	} {
		if got := Danish(c.err); got != c.da {
			t.Errorf("got %q, want %q", got, c.da)
		}
		if got := In(danish.LangEnglish, c.err); got != c.en {
			t.Errorf("got %q, want %q", got, c.en)
		}
	}
}
