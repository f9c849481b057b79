package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/store"
)

// made is how an answer came about, with a passage that the model was given and
// the answer cites.
func made(text string) *store.Making {
	p := store.Passage{N: 1, ID: "d-1", Document: "d", Title: "Titel", Section: []string{"A"}, Hash: "f00d", TextHash: "hash of " + text, Text: text}
	return &store.Making{Program: "1.0", Prompts: "beef", Model: &store.Model{Name: "gemma3", Endpoint: "http://localhost:1"},
		Judge: &store.Model{Name: "gemma3", Endpoint: "http://localhost:1"}, Editorial: &store.Editorial{ID: "e"}, Answer: "Ja. [1]", Notice: "Bemærk",
		Given: []store.Passage{p, {N: 2, TextHash: "hash of andet", Text: "andet"}}, Sources: []store.Passage{p},
		Sentences: []store.Sentence{{Text: "Ja.", Sources: []int{1}, Evidence: []store.Evidence{{N: 1, Text: text}}, Checked: "meaning",
			Judge: &store.Verdict{Says: "ja", Words: []string{text}}}},
		Withheld: []store.Sentence{{Text: "Nej.", Reason: "vender kildens mening om", Program: &store.Check{Name: "logic", Key: "words"}}},
	}
}

// records holds that a record is read as it was written, that its token alone
// opens it, and that a question without one has none.
func records(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	q := full()
	q.Making, q.Token = made("Kildens \"ord\" æøå"), "et-uanet-tegn"
	bare := store.Question{ID: "b2", At: noon, Text: "Hvad?"}
	save(t, s, q, bare)
	r, err := s.Record(t.Context(), q.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := &store.Record{ID: q.ID, At: q.At, Question: q.Text, Language: q.Language, FollowUp: true, Masked: q.Masked, Collection: q.Collection,
		Authority: q.Authority, Mode: q.Mode, Refusal: q.Refusal, Fallback: q.Fallback, Prompt: q.Prompt, Completion: q.Completion, Timings: q.Timings,
		Making: *made("Kildens \"ord\" æøå")}
	if diff := cmp.Diff(want, r, cmpopts.IgnoreUnexported(store.Record{}), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
	if !r.Opens("et-uanet-tegn") || r.Opens("") || r.Opens("et-uanet-tegm") {
		t.Error("another token than the asker's opens the record, or that one does not")
	}
	again := q
	again.Making, again.Token = made("noget andet"), "et-andet"
	save(t, s, again)
	if r, err := s.Record(t.Context(), q.ID); err != nil || r.Opens("et-andet") || r.Given[0].Text != q.Making.Given[0].Text {
		t.Errorf("saved twice: %+v, %v", r, err)
	}
	for _, id := range []string{"b2", "findes-ikke"} {
		if _, err := s.Record(t.Context(), id); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: %v", id, err)
		}
	}
	bare.ID, bare.Making = "c3", made("uden tegn")
	save(t, s, bare)
	if r, err := s.Record(t.Context(), "c3"); err != nil || r.Opens("") {
		t.Errorf("a record without a token: %+v, %v", r, err)
	}
}

// recordsForget holds that a record goes with its question, and a passage's text
// with the last one that has it.
func recordsForget(t *testing.T, fresh func(*testing.T) store.Config) {
	s := open(t, fresh(t))
	old, young := full(), full()
	old.Making = made("fælles tekst")
	young.ID, young.At, young.Making = "ung", old.At.Add(time.Hour), made("fælles tekst")
	save(t, s, young, old) // the older one may be written last
	if _, _, err := s.Sweep(t.Context(), young.At); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record(t.Context(), old.ID); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("the record of a deleted question: %v", err)
	}
	if r, err := s.Record(t.Context(), "ung"); err != nil || r.Sources[0].Text != "fælles tekst" {
		t.Errorf("the record that is left: %+v, %v", r, err)
	}
	if _, _, err := s.Sweep(t.Context(), young.At.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	again := full()
	again.ID, again.At, again.Making = "ny", young.At.Add(2*time.Hour), made("fælles tekst")
	for i := range again.Making.Given {
		again.Making.Given[i].Text = "skrevet på ny"
	}
	again.Making.Sources = nil
	save(t, s, again)
	if r, err := s.Record(t.Context(), "ny"); err != nil || r.Given[0].Text != "skrevet på ny" {
		t.Errorf("the text was not deleted with the last record that had it: %+v, %v", r, err)
	}
}

// TestSQLiteForgetsRecords looks for a record's texts in the bytes of the files.
func TestSQLiteForgetsRecords(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Config{URL: "sqlite", Dir: dir})
	for i := range 20 {
		q := full()
		q.ID, q.Making = strings.Repeat("x", i+1), made("gemt uddrag")
		save(t, s, q)
	}
	if len(occurs(t, dir, "gemt uddrag")) == 0 {
		t.Fatal("the text was never written")
	}
	if _, _, err := s.Sweep(t.Context(), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"gemt uddrag", "Kildens", "andet"} {
		if in := occurs(t, dir, text); len(in) > 0 {
			t.Errorf("%q still stands in %q", text, in)
		}
	}
}
