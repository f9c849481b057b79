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
)

var update = flag.Bool("update", false, "write the golden files anew")

// labelled is one sentence of testdata/verification.jsonl, with the passages of
// the materials that it cites as they stood when it was written.
type labelled struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Sentence string `json:"sentence"`
	Passages []int  `json:"passages"`
	Label    string `json:"label"` // pass or withhold

	sources []Source
}

var kinds = []string{"supported", "paraphrase", "number", "name", "citation", "quotation", "negation", "addition"}

func readLabelled(t testing.TB) []labelled {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "verification.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var passages []Source
	var out []labelled
	seen := map[string]bool{}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var line struct {
			Passage *Source `json:"passage"`
			labelled
		}
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			t.Fatalf("%s: %v", sc.Text(), err)
		}
		if line.Passage != nil {
			passages = append(passages, *line.Passage)
			continue
		}
		l := line.labelled
		if seen[l.ID] || !slices.Contains(kinds, l.Kind) || l.Label != "pass" && l.Label != "withhold" {
			t.Fatalf("%s: the id is twice there, or the kind %q or label %q is unknown", l.ID, l.Kind, l.Label)
		}
		for i, p := range l.Passages {
			l.sources = append(l.sources, passages[p])
			l.sources[i].N = i + 1
		}
		seen[l.ID] = true
		out = append(out, l)
	}
	return out
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
		v := &Verifier{Index: answertest.Snapshot(t, x), Sources: l.sources}
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
