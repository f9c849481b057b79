package verify

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

var update = flag.Bool("update", false, "write the golden files anew")

// labelled is one sentence of testdata/verification.jsonl.
type labelled struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Sentence string     `json:"sentence"`
	Sources  []selector `json:"sources"`
	Label    string     `json:"label"` // pass or withhold
}

// selector names a passage by a quotation from it.
type selector struct {
	Document string `json:"document"`
	Quote    string `json:"quote"`
}

var kinds = []string{"supported", "paraphrase", "number", "name", "citation", "quotation", "negation", "addition"}

func readLabelled(t testing.TB) []labelled {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "verification.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []labelled
	seen := map[string]bool{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var l labelled
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", sc.Text(), err)
		}
		if seen[l.ID] || !slices.Contains(kinds, l.Kind) || l.Label != "pass" && l.Label != "withhold" {
			t.Fatalf("%s: the id is twice there, or the kind %q or label %q is unknown", l.ID, l.Kind, l.Label)
		}
		seen[l.ID] = true
		out = append(out, l)
	}
	return out
}

// passage finds the first passage of a document that holds a quotation.
func passage(t testing.TB, x *index.Index, s selector) documents.Passage {
	t.Helper()
	passages, err := x.Passages(t.Context(), s.Document)
	if err != nil {
		t.Fatalf("%s: %v", s.Document, err)
	}
	for _, p := range passages {
		if strings.Contains(danish.Letters(p.Text), danish.Letters(s.Quote)) {
			return p
		}
	}
	t.Fatalf("%s holds no %q", s.Document, s.Quote)
	return documents.Passage{}
}

func sourcesOf(t testing.TB, x *index.Index, selectors []selector) (sources []Source, ids []string) {
	t.Helper()
	for i, s := range selectors {
		p := passage(t, x, s)
		sources = append(sources, Source{N: i + 1, Title: p.Title, Section: p.Section, Text: p.Text})
		ids = append(ids, p.ID)
	}
	return sources, ids
}

// score counts what became of the sentences of a kind.
type score struct{ all, right int }

// TestVerification compares what the words alone decide with the labels: a
// regression, for all of its sentences have been looked at.
func TestVerification(t *testing.T) {
	x := answertest.Shipped(t)
	scores := map[string]*score{}
	var wrong strings.Builder
	for _, l := range readLabelled(t) {
		sources, ids := sourcesOf(t, x, l.Sources)
		if l.Kind == "citation" && len(ids) > 1 && ids[0] == ids[1] {
			t.Errorf("%s cites the passage that carries it", l.ID)
			continue
		}
		v := &Verifier{Index: answertest.Snapshot(t, x), Sources: sources}
		got := v.Check(l.Sentence)
		half := half(l.ID)
		right := (got.Reason == "") == (l.Label == "pass")
		for _, key := range []string{half + "/" + l.Kind, half + "/" + l.Label} {
			if scores[key] == nil {
				scores[key] = &score{}
			}
			s := scores[key]
			s.all++
			if right {
				s.right++
			}
		}
		if !right {
			fmt.Fprintf(&wrong, "%s %s %s, want %s: %s (%s)\n", l.ID, l.Kind, half, l.Label, l.Sentence, got.Reason)
		}
	}
	golden(t, "verification.golden", table(scores)+"\n"+wrong.String())
	for _, half := range halves {
		if s := scores[half+"/withhold"]; float64(s.right) < 0.98*float64(s.all) {
			t.Errorf("%s: %d of %d wrong sentences are withheld", half, s.right, s.all)
		}
	}
}

// halves are the sets of sentences: by the author of the checks (v…) and by
// another one (h…), of each the odd and the even numbers.
var halves = []string{"odd", "even", "other odd", "other even"}

func half(id string) string {
	n := int(id[len(id)-1]-'0') % 2
	if id[0] == 'h' {
		return halves[3-n]
	}
	return halves[1-n]
}

func table(scores map[string]*score) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %-14s %-14s %-14s %-14s\n", "kind", halves[0], halves[1], halves[2], halves[3])
	for _, kind := range kinds {
		fmt.Fprintf(&b, "%-12s", kind)
		for _, half := range halves {
			s := scores[half+"/"+kind]
			if s == nil {
				fmt.Fprintf(&b, "   0/  0       ")
				continue
			}
			fmt.Fprintf(&b, " %3d/%3d %5.1f%%", s.right, s.all, 100*float64(s.right)/float64(s.all))
		}
		b.WriteByte('\n')
	}
	for _, half := range halves {
		pass, hold := scores[half+"/pass"], scores[half+"/withhold"]
		held := hold.right + pass.all - pass.right
		fmt.Fprintf(&b, "%s: of the sentences withheld %.1f%% deserve it, of those that deserve it %.1f%% are withheld\n",
			half, 100*float64(hold.right)/float64(held), 100*float64(hold.right)/float64(hold.all))
	}
	return b.String()
}

// golden compares a text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update where the change is meant:\n%s", path, diff)
	}
}
