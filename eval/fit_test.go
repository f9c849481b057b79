package eval

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/materials"
)

var fitSets = flag.String("fit", "", "learn the weights of extracts from these sets: questions.jsonl=documents,… (no documents: the shipped materials)")

var fitWords = flag.Bool("fit-words", false, "with -fit: by words alone")

var dumpTo = flag.String("dump", "", "write what the weights are learned from to this file")

// dump writes the questions with their signs to a file, as JSON.
func dump(t *testing.T, all []fitted) {
	var out []map[string]any
	for _, f := range all {
		out = append(out, map[string]any{"set": f.set, "part": f.part, "units": f.units, "right": f.right, "judge": f.judge, "yes": f.yes, "off": f.off, "kind": f.kind, "near": f.near, "ahead": f.ahead, "vain": f.vain, "home": f.home, "sure": f.sure, "id": f.id})
	}
	data, err := json.Marshal(out)
	if err == nil {
		err = os.WriteFile(*dumpTo, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fitted is one question as the weights are learned from it.
type fitted struct {
	set      string
	id, kind string
	part     float64     // of its set: all sets weigh the same
	units    [][]float64 // signs of each unit
	right    []bool      // whether a unit stands in the evidence
	judge    []float64   // signs of whether it is answered
	yes      bool        // it is
	off      bool        // it is not on the subject at all
	sure     float64     // by the judge's weights as shipped
	ahead    float64     // of what is asked in vain, see [extract.Extractor.Ahead]
	vain     bool        // it is known what is
	home     float64     // see [extract.Extractor.AheadOfElsewhere]
	near     float64     // how near the hits come in meaning
}

// TestFit prints the weights of answer/extract, learned from all sets, and the
// figures of each set under weights learned from the others.
func TestFit(t *testing.T) {
	if *fitSets == "" {
		t.Skip("-fit is not set")
	}
	var all []fitted
	var names []string
	params := query.DefaultParams()
	if *fitWords {
		params.Semantic = 0
	}
	shipped := indexOf(t, library.Source{FS: materials.Files}, params)
	for _, set := range strings.Split(*fitSets, ",") {
		file, docs, _ := strings.Cut(set, "=")
		ix := shipped
		if docs != "" {
			ix = indexOf(t, library.Source{Disk: docs}, params)
		}
		names = append(names, file)
		all = append(all, gather(t, ix, file)...)
	}
	if *dumpTo != "" {
		dump(t, all)
	}
	fitUnits(all, names)
	fitJudge(all, names)
	fitVain(all, names)
	fitBelongs(all, names)
}

// offSubject are the kinds of unanswerable questions on other things than the materials.
var offSubject = []string{"udenfor", "hverdag", "intranet"}

// gather are the questions of a file with their signs.
func gather(t *testing.T, ix *index.Index, file string) []fitted {
	t.Helper()
	snap, err := ix.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Release()
	var out []fitted
	for _, q := range questionsOf(t, file) {
		var history []query.Turn
		for _, h := range q.History {
			history = append(history, query.Turn{Question: h[0], Answer: h[1]})
		}
		parsed := snap.Parse(t.Context(), q.Question, history)
		hits, err := snap.Search(context.Background(), parsed, extract.SearchDepth)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) == 0 {
			continue
		}
		e := extract.New(context.Background(), snap, parsed, hits)
		f := fitted{set: file, id: q.ID, kind: q.Kind, yes: q.IsAnswerable(), judge: e.Signs(), sure: e.Sure()}
		f.off = !f.yes && slices.Contains(offSubject, q.Kind)
		f.near, _ = snap.Nearness(parsed, hits)
		f.ahead, f.vain = e.Ahead()
		f.home = e.AheadOfElsewhere()
		for i, u := range e.Units {
			f.units = append(f.units, e.UnitSigns(i))
			f.right = append(f.right, evidenced(u.Text, q))
		}
		out = append(out, f)
	}
	for i := range out {
		out[i].part = 100 / float64(len(out))
	}
	return out
}

// evidenced tells whether a unit holds the evidence of a question, as a passage
// does, or most of itself from it.
func evidenced(unit string, q Question) bool {
	u := danish.Letters(unit)
	return q.IsRelevant("", unit) || len(u) > 20 && slices.ContainsFunc(q.Evidence, func(e string) bool {
		return strings.Contains(danish.Letters(e), u)
	})
}

// fitUnits learns the weights by which a unit of the evidence comes first:
// conditional logistic regression, each question a choice among its units.
func fitUnits(all []fitted, names []string) {
	learn := func(out string) []float64 {
		w := make([]float64, len(extract.UnitSigns))
		for range 200 {
			grad := make([]float64, len(w))
			n := 0.0
			for _, f := range all {
				if f.set != out && chosen(f, w, grad) {
					n += f.part
				}
			}
			for i := range w {
				w[i] += 6 * (grad[i]/max(n, 1) - 0.002*w[i])
			}
		}
		return w
	}
	fmt.Printf("unitWeights %v\n%.2f\n", extract.UnitSigns, learn(""))
	for _, name := range names {
		w, n, first, three := learn(name), 0, 0, 0
		for _, f := range all {
			if r := rankOf(f, w); f.set == name && r > 0 {
				n++
				if r == 1 {
					first++
				}
				if r <= 3 {
					three++
				}
			}
		}
		fmt.Printf("left out %-70s n %3d: right unit first %.3f, among three %.3f\n", name, n, share(first, n), share(three, n))
	}
}

// chosen adds the gradient of the logarithm of the probability that a right
// unit is chosen; false where there is none to choose.
func chosen(f fitted, w, grad []float64) bool {
	exp := make([]float64, len(f.units))
	all, right := 0.0, 0.0
	for i, s := range f.units {
		exp[i] = math.Exp(dot(w, s))
		all += exp[i]
		if f.right[i] {
			right += exp[i]
		}
	}
	if right == 0 {
		return false
	}
	for i, s := range f.units {
		p := -exp[i] / all
		if f.right[i] {
			p += exp[i] / right
		}
		for k, v := range s {
			grad[k] += f.part * p * v
		}
	}
	return true
}

func dot(w, s []float64) float64 {
	sum := 0.0
	for i := range s {
		sum += w[i] * s[i]
	}
	return sum
}

// rankOf is the place of the first right unit, 0 where there is none.
func rankOf(f fitted, w []float64) int {
	best, rank := math.Inf(-1), 1
	for i, s := range f.units {
		if f.right[i] {
			best = max(best, dot(w, s))
		}
	}
	if math.IsInf(best, -1) {
		return 0
	}
	for i, s := range f.units {
		if !f.right[i] && dot(w, s) > best {
			rank++
		}
	}
	return rank
}
