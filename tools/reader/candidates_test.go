// Package reader holds the program that trains and measures a reader of
// question and passage (README.md); only what hands it the search's candidates
// is Go.
package reader

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

var (
	sets    = flag.String("sets", "", "write the candidates of these sets: name=questions.jsonl=documents,… (no documents: the shipped materials)")
	out     = flag.String("out", "", "folder for NAME.jsonl")
	vectors = flag.String("vectors", "", "write the encoder's vectors of meaning/testdata/texts.jsonl to this file")
)

// unitWeights and saysNone are those by which the program orders units where
// their meaning is known (meant in answer/extract/weights.go); they are
// copied to measure its order as it was.
var unitWeights = []float64{-0.56, 1.15, 0.43, -0.16, -1.21, 3.63, 1.76, 1.37, 0.29, 0.83, -0.23, -1.45, 1.80, -0.74, 6.49}

const saysNone = 3

// candidate is a unit as the reader sees it.
type candidate struct {
	Text    string    `json:"text"`
	At      int       `json:"at"` // among the units of all passages
	Title   string    `json:"title"`
	Section []string  `json:"section"`
	LeadIn  string    `json:"lead_in,omitempty"`
	Before  string    `json:"before,omitempty"`
	After   string    `json:"after,omitempty"`
	Passage int       `json:"passage"` // its rank
	Score   float64   `json:"score"`   // the program's own
	Rank    int       `json:"rank"`    // by it, among all units
	Signs   []float64 `json:"signs"`
	Right   bool      `json:"right,omitempty"` // stands in the evidence, or answers as well
	Near    bool      `json:"near,omitempty"`  // comes nearest and does not answer
}

// asked is a question with what the search finds.
type asked struct {
	ID         string      `json:"id"`
	Kind       string      `json:"kind"`
	Question   string      `json:"question"`
	Answerable bool        `json:"answerable"`
	Sure       float64     `json:"sure"`
	Signs      []float64   `json:"signs"`
	Units      int         `json:"units"`
	Candidates []candidate `json:"candidates"`
}

// quotes are what a set says beside what eval reads.
type quotes struct {
	ID   string   `json:"id"`
	Also []string `json:"also"`
	Near []string `json:"near"`
}

func TestCandidates(t *testing.T) {
	if *sets == "" {
		t.Skip("-sets is not set")
	}
	for _, set := range strings.Split(*sets, ",") {
		f := strings.Split(set, "=")
		source := library.Source{FS: materials.Files}
		if len(f) > 2 && f[2] != "" {
			source = library.Source{Disk: f[2]}
		}
		write(t, f[0], f[1], indexOf(t, source))
	}
}

func write(t *testing.T, name, file string, ix *index.Index) {
	t.Helper()
	defer ix.Close()
	questions, err := eval.ReadQuestions(file)
	must(t, err)
	more := quotesOf(t, file)
	snap, err := ix.Snapshot()
	must(t, err)
	defer snap.Release()
	w, err := os.Create(filepath.Join(*out, name+".jsonl"))
	must(t, err)
	defer w.Close()
	enc := json.NewEncoder(w)
	for _, q := range questions {
		var history []query.Turn
		for _, h := range q.History {
			history = append(history, query.Turn{Question: h[0], Answer: h[1]})
		}
		parsed := snap.Parse(t.Context(), q.Question, history)
		hits, err := snap.Search(context.Background(), parsed, extract.SearchDepth)
		must(t, err)
		a := asked{ID: q.ID, Kind: q.Kind, Question: q.Question, Answerable: q.IsAnswerable(), Sure: -9}
		if len(hits) > 0 {
			e := extract.New(context.Background(), snap, parsed, hits)
			a.Sure, a.Signs, a.Units = e.Sure(), e.Signs(), len(e.Units)
			a.Candidates = candidates(snap, e, append(more[q.ID].Also, q.Evidence...), more[q.ID].Near)
		}
		must(t, enc.Encode(a))
	}
	t.Logf("%s: %d questions", name, len(questions))
}

// candidates are all units, the best first.
func candidates(ix danish.Analyser, e *extract.Extractor, right, near []string) []candidate {
	all := make([]candidate, len(e.Units))
	for i, u := range e.Units {
		h := e.Hits[u.Hit]
		c := candidate{Text: u.Text, At: i, Title: h.Title, Section: h.Section, Passage: u.Hit, Signs: e.UnitSigns(i),
			Right: evidenced(u.Text, right), Near: evidenced(u.Text, near), LeadIn: leadIn(e, i)}
		if i > 0 && e.Units[i-1].Hit == u.Hit {
			c.Before = e.Units[i-1].Text
		}
		if i+1 < len(e.Units) && e.Units[i+1].Hit == u.Hit {
			c.After = e.Units[i+1].Text
		}
		for k, w := range unitWeights {
			c.Score += w * c.Signs[k]
		}
		if strings.HasSuffix(u.Text, "?") || !u.Item && !strings.HasSuffix(u.Text, ":") && danish.Fragment(ix, u.Text, false) {
			c.Score -= saysNone
		}
		all[i] = c
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.Score, a.Score) })
	for i := range all {
		all[i].Rank = i + 1
	}
	return all
}

// leadIn is the sentence that introduces the list of an item.
func leadIn(e *extract.Extractor, i int) string {
	if !e.Units[i].Item {
		return ""
	}
	for j := i - 1; j >= 0 && e.Units[j].Hit == e.Units[i].Hit; j-- {
		if !e.Units[j].Item {
			return e.Units[j].Text
		}
	}
	return ""
}

// evidenced tells whether a unit holds a quote, all cells of a quoted row, or
// most of itself from one, as eval does when it learns weights.
func evidenced(unit string, quotes []string) bool {
	u := danish.Letters(unit)
	for _, q := range quotes {
		if l := danish.Letters(q); strings.Contains(u, l) || len(u) > 20 && strings.Contains(l, u) {
			return true
		}
		cells, all := strings.Split(strings.Trim(q, "| "), "|"), true
		for _, c := range cells {
			all = all && strings.Contains(u, danish.Letters(c))
		}
		if all {
			return true
		}
	}
	return false
}

func quotesOf(t *testing.T, file string) map[string]quotes {
	t.Helper()
	data, err := os.ReadFile(file)
	must(t, err)
	all := map[string]quotes{}
	for _, line := range strings.Split(string(data), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var q quotes
		must(t, json.Unmarshal([]byte(line), &q))
		all[q.ID] = q
	}
	return all
}

func indexOf(t *testing.T, source library.Source) *index.Index {
	t.Helper()
	ctx := context.Background()
	lib, err := library.ReadAll(ctx, []library.Source{source}, library.Options{})
	must(t, err)
	e, err := meaning.Open()
	must(t, err)
	syn, err := danish.ParseSynonyms(strings.NewReader(string(materials.Synonyms)))
	must(t, err)
	ix, err := index.Build(ctx, lib, index.Options{Synonyms: syn, Embedder: e, Vectors: materials.Vectors})
	must(t, err)
	must(t, ix.Embed(ctx, nil))
	return ix
}

// TestVectors writes the vectors that the forward pass in Python is held against.
func TestVectors(t *testing.T) {
	if *vectors == "" {
		t.Skip("-vectors is not set")
	}
	data, err := os.ReadFile("../../meaning/testdata/texts.jsonl")
	must(t, err)
	e, err := meaning.Open()
	must(t, err)
	w, err := os.Create(*vectors)
	must(t, err)
	defer w.Close()
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		var text struct{ Kind, Text string }
		must(t, json.Unmarshal([]byte(line), &text))
		v, err := e.Query(context.Background(), text.Text)
		if text.Kind == "passage" {
			var all [][]float32
			all, err = e.Passages(context.Background(), []string{text.Text})
			v = all[0]
		}
		must(t, err)
		must(t, binary.Write(w, binary.LittleEndian, v))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
