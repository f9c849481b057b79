package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

// statementOf is a sentence of a passage, as a model may copy it.
type statementOf struct {
	beside  *Verifier // that knows its passage alone, read once for all of its statements
	from    string    // the document
	text    string
	words   []danish.Word
	passage []danish.Word // of the whole source
}

// allStatements are the sentences of all passages of the materials that say
// something by themselves.
func allStatements(t testing.TB, x *index.Index) []statementOf {
	t.Helper()
	var out []statementOf
	for _, d := range x.Documents() {
		passages, err := x.Passages(context.Background(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range passages {
			if p.Self() {
				continue // nothing is carried by it
			}
			out = append(out, statementsOf(x, p.Document, Source{N: 1, Title: p.Title, Section: p.Section, Text: p.Text})...)
		}
	}
	return out
}

func statementsOf(x *index.Index, from string, s Source) []statementOf {
	var out []statementOf
	beside := &Verifier{Index: x, Sources: []Source{s}}
	whole := x.Words(s.Title+"\n"+strings.Join(s.Section, "\n")+"\n"+s.Text, false)
	for _, line := range strings.Split(s.Text, "\n") {
		if documents.IsItem(line) || strings.Contains(line, "; ") && strings.Contains(line, ": ") {
			continue
		}
		for _, text := range danish.Sentences(line) {
			if strings.HasSuffix(text, ".") && !danish.Fragment(x, text, false) {
				out = append(out, statementOf{beside, from, text, x.Words(text, false), whole})
			}
		}
	}
	return out
}

// numberWords are small numbers, each with one that may stand for it.
var otherWord = map[string]string{"to": "tre", "tre": "fire", "fire": "fem", "fem": "seks", "seks": "syv", "syv": "otte", "otte": "ni", "ni": "ti", "ti": "tolv",
	"tolv": "ti", "fjorten": "femten", "tredje": "fjerde", "fjerde": "femte", "femte": "sjette"}

// otherNumbers changes each number of a sentence in turn, to one that the
// passage does not hold.
func (s statementOf) otherNumbers() []string {
	var out []string
	for _, w := range s.words {
		to := otherWord[w.Raw]
		if n, err := strconv.Atoi(w.Raw); err == nil && w.Digits {
			for n++; strings.Contains(s.beside.Sources[0].Text, strconv.Itoa(n)); n++ {
			}
			to = strconv.Itoa(n)
			if len(w.Raw) < 3 && n > 28 && strings.HasPrefix(s.text[w.End:], ". ") {
				continue // no day of a month
			}
		}
		if to != "" {
			out = append(out, s.text[:w.Start]+to+s.text[w.End:])
		}
	}
	return out
}

// otherNames puts another name of the materials for each name of a sentence in turn.
func (s statementOf) otherNames(names []danish.Word) []string {
	held := danish.Terms{}
	held.Add(s.passage)
	var out []string
	for _, w := range s.words {
		at := slices.IndexFunc(names, func(n danish.Word) bool { return n.Raw == w.Raw })
		if at < 0 {
			continue
		}
		for k := 1; k < len(names); k++ {
			to := names[(at+k*7)%len(names)]
			if !to.In(held) {
				out = append(out, s.text[:w.Start]+to.Raw+s.text[w.End:])
				break
			}
		}
	}
	return out
}

// namesOf are the words that stand with a capital inside sentences and never
// without one, and that are no words of Danish otherwise.
func namesOf(all []statementOf) []danish.Word {
	upper, lower := map[string]danish.Word{}, map[string]bool{}
	for _, s := range all {
		for i, w := range s.words {
			switch {
			case !capital(w.Raw):
				lower[w.Text] = true
			case i > 0 && len(w.Raw) > 3 && !acronym(w.Raw) && w.Value == "" && !w.Common && !strings.Contains(w.Raw, "-"):
				upper[w.Raw] = w
			}
		}
	}
	var out []danish.Word
	for _, raw := range slices.Sorted(maps.Keys(upper)) {
		if !lower[upper[raw].Text] {
			out = append(out, upper[raw])
		}
	}
	return out
}

// denied puts "ikke" after each finite verb of a sentence in turn, where
// nothing denies or restricts it already.
func (s statementOf) denied() []string {
	if slices.ContainsFunc(s.words, func(w danish.Word) bool { return negators[w.Text] || w.Text == "kun" || w.Text == "uden" }) {
		return nil
	}
	var out []string
	for i, w := range s.words {
		if i > 0 && i+1 < len(s.words) && (danish.Auxiliaries[w.Text]) {
			out = append(out, s.text[:w.End]+" ikke"+s.text[w.End:])
		}
	}
	return out
}

// TestEverySentence verifies every sentence of the materials beside its
// passage: as it stands, and with one thing changed.
func TestEverySentence(t *testing.T) {
	x := answertest.Shipped(t)
	all := allStatements(t, x)
	names := namesOf(all)
	var out strings.Builder
	for _, c := range []struct {
		kind string
		pass bool
		make func(statementOf) []string
	}{
		{"as it stands", true, func(s statementOf) []string { return []string{s.text} }},
		{"other number", false, statementOf.otherNumbers},
		{"other name", false, func(s statementOf) []string { return s.otherNames(names) }},
		{"denied", false, statementOf.denied},
	} {
		n, right := 0, 0
		var wrong []string
		for _, s := range all {
			for _, text := range c.make(s) {
				n++
				if got := s.beside.Check(text + " [1]"); (got.Reason == "") == c.pass {
					right++
				} else {
					wrong = append(wrong, fmt.Sprintf("  %s: %s (%s)\n", s.from, text, got.Reason))
				}
			}
		}
		fmt.Fprintf(&out, "%s: %d of %d right (%.1f%%)\n%s", c.kind, right, n, 100*float64(right)/float64(n), strings.Join(wrong, ""))
	}
	golden(t, "every-sentence.golden", out.String())
}
