package eval

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/internal/raced"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestFigures keeps the figures on the project's own questions over the
// shipped materials, and the rank of each question, so that every change of
// ranking shows up as a diff. Run with -update to accept new figures.
func TestFigures(t *testing.T) {
	ix := shipped(t)
	engine := answer.New(answer.Config{Index: ix})
	var out strings.Builder
	for _, set := range []string{"tune", "held", "other"} {
		questions, err := ReadQuestions(filepath.Join("testdata", "questions-"+set+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		questions = taken(questions)
		results, err := Run(context.Background(), questions, Config{Index: ix, Engine: engine})
		if err != nil {
			t.Fatal(err)
		}
		table, _, _ := strings.Cut(Summarize(results, true).Table(), "søgning ms")
		fmt.Fprintf(&out, "== %s\n%s", set, table)
		for _, r := range results {
			fmt.Fprintf(&out, "%s %s\n", r.ID, outcome(r))
		}
	}
	if raced.Enabled {
		holdsLines(t, filepath.Join("testdata", "figures.golden"), out.String())
		return
	}
	golden(t, filepath.Join("testdata", "figures.golden"), out.String())
}

func taken(all []Question) []Question {
	var out []Question
	for i, q := range all {
		if raced.Take(i) {
			out = append(out, q)
		}
	}
	return out
}

// holdsLines holds that a golden file has the lines of got that tell of a question.
func holdsLines(t *testing.T, path, got string) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	told := regexp.MustCompile(`(?m)^[a-z]+-?[0-9]+ .*\n`)
	lines := told.FindAllString(got, -1)
	if len(lines) < 20 {
		t.Fatalf("only %d lines tell of a question:\n%s", len(lines), got)
	}
	for _, l := range lines {
		if !strings.Contains(string(want), "\n"+l) {
			t.Errorf("not in %s: %s", path, l)
		}
	}
}

func indexOf(t *testing.T, source library.Source, params query.Params) *index.Index {
	t.Helper()
	ix, err := built(source, params)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ix.Close() })
	return ix
}

func built(source library.Source, params query.Params) (*index.Index, error) {
	ctx := context.Background()
	lib, err := library.ReadAll(ctx, []library.Source{source}, library.Options{})
	if err != nil {
		return nil, err
	}
	e, err := meaning.Open()
	if err != nil {
		return nil, err
	}
	syn, err := danish.ParseSynonyms(bytes.NewReader(materials.Synonyms))
	if err != nil {
		return nil, err
	}
	ix, err := index.Build(ctx, lib, index.Options{Synonyms: syn, Params: params, Embedder: e, Vectors: materials.Vectors, VectorDir: *meaningCache})
	if err != nil {
		return nil, err
	}
	return ix, ix.Embed(ctx, nil)
}

// asShipped is the index of the shipped materials with the parameters of the
// program, built once for all tests.
var asShipped = sync.OnceValues(func() (*index.Index, error) {
	return built(library.Source{FS: materials.Files}, query.DefaultParams())
})

func shipped(t *testing.T) *index.Index {
	t.Helper()
	ix, err := asShipped()
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func synonyms(t *testing.T) *danish.Synonyms {
	t.Helper()
	syn, err := danish.ParseSynonyms(bytes.NewReader(materials.Synonyms))
	if err != nil {
		t.Fatal(err)
	}
	return syn
}

func golden(t *testing.T, path, got string) {
	t.Helper()
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
		t.Errorf("figures changed (-want +got); accept them with: go test ./eval -update\n%s", diff)
	}
}

// TestQuestionsHold checks the question sets against the materials: every
// quote of evidence stands in a passage that can be found.
func TestQuestionsHold(t *testing.T) {
	ix := shipped(t)
	var all []documents.Passage
	var letters []string
	for _, d := range ix.Documents() {
		ps, err := ix.Passages(context.Background(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, ps...)
	}
	for _, p := range all {
		letters = append(letters, danish.Letters(p.Text))
	}
	for _, set := range []string{"tune", "held", "other", "everyday", "opened"} {
		questions, err := ReadQuestions(filepath.Join("testdata", "questions-"+set+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range questions {
			for _, e := range q.Evidence {
				one := Question{Evidence: []string{e}}
				held := false
				for i, p := range all { // relevant is dear: only a row of a table may stand in other letters
					likely := strings.Contains(letters[i], danish.Letters(e)) || strings.Contains(e, "|")
					held = held || likely && one.IsRelevant(p.ID, p.Text)
				}
				if !held {
					t.Errorf("%s: no passage holds %q", q.ID, e)
				}
			}
			if q.IsAnswerable() != (len(q.Evidence) > 0) {
				t.Errorf("%s: answerable is %v with %d quotes", q.ID, q.IsAnswerable(), len(q.Evidence))
			}
		}
	}
}

func TestMeasures(t *testing.T) {
	results := []Result{
		{Kind: "a", Answerable: true, Rank: 1, Relevant: []int{1, 3}, total: 2, Must: 1},
		{Kind: "a", Answerable: true, Rank: 4, Relevant: []int{4}, total: 1, Must: 0.5},
		{Kind: "b", Answerable: true, Rank: 0, Relevant: []int{}, total: 1, Refused: true},
		{Kind: "c", Answerable: false, Refused: true},
		{Kind: "c", Answerable: false},
	}
	f := Summarize(results, true).All
	for name, p := range map[string][2]float64{
		"recall@1": {f.Recall1, 1. / 3}, "recall@3": {f.Recall3, 1. / 3}, "recall@5": {f.Recall5, 2. / 3},
		"mrr": {f.MRR, 1.25 / 3}, "must": {f.Must, 0.5}, "refused": {f.Refused, 0.5}, "wrongly": {f.WronglyRefuse, 1. / 3},
		"ndcg": {f.NDCG, ((1+0.5)/(1+1/1.5849625007211562) + 1/2.321928094887362) / 3},
	} {
		if d := p[0] - p[1]; d > 1e-9 || d < -1e-9 {
			t.Errorf("%s: got %v, want %v", name, p[0], p[1])
		}
	}
}

func TestCompare(t *testing.T) {
	run := func(ranks ...int) []Result {
		var out []Result
		for i, r := range ranks {
			out = append(out, Result{ID: fmt.Sprint(i), Answerable: true, Rank: r, Must: 1})
		}
		return out
	}
	c := Compare(run(1, 2, 0, 4), run(1, 1, 3, 5))
	if c.Questions != 4 || len(c.Better) != 2 || len(c.Worse) != 1 {
		t.Errorf("got %d questions, %d better, %d worse", c.Questions, len(c.Better), len(c.Worse))
	}
	if same := Compare(run(1, 2, 3), run(1, 2, 3)); same.PMRR != 1 || len(same.Better)+len(same.Worse) > 0 {
		t.Errorf("two equal runs: %+v", same)
	}
	var low, high []int
	for range 12 {
		low, high = append(low, 5), append(high, 1)
	}
	if c := Compare(run(low...), run(high...)); c.PMRR > 0.01 {
		t.Errorf("twelve of twelve better: p is %v", c.PMRR)
	}
	if c := Compare(run(1, 2), run(2, 1)); c.PMRR < 0.9 {
		t.Errorf("one better and one worse by as much: p is %v", c.PMRR)
	}
}

func TestHTML(t *testing.T) {
	results := []Result{
		{ID: "q1", Kind: "a", Question: "<script>alert(1)</script>", Answerable: true, Rank: 1, Relevant: []int{1}, Must: 1, Answer: "Ja & nej"},
		{ID: "q2", Kind: "b", Question: "Uden svar", Answer: "Noget"},
	}
	var out strings.Builder
	if err := HTML(&out, results, Summarize(results, true)); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	if strings.Contains(page, "<script>") || !strings.Contains(page, "Ja &amp; nej") {
		t.Error("text is not escaped")
	}
	if strings.Index(page, "q2") > strings.Index(page, "q1") {
		t.Error("the failed question does not stand first")
	}
}
