package eval

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

var (
	meaningSets  = flag.String("meaning-sets", "", "measure words, meaning and both on sets, each NAME=DOCUMENT+DOCUMENT:QUESTIONS+QUESTIONS or NAME=:QUESTIONS for the shipped materials or NAME=BEIR, separated by commas")
	meaningKinds = flag.Bool("meaning-kinds", false, "with -meaning-sets: each kind of question by itself")
	meaningCache = flag.String("meaning-cache", "", "a folder that keeps the vectors of what is measured")
)

// TestMeaning prints the tables of docs/retrieval.md on words and meaning.
func TestMeaning(t *testing.T) {
	if *meaningSets == "" {
		t.Skip("-meaning-sets is not set")
	}
	ways := []struct {
		name     string
		semantic float64
	}{{"words", 0}, {"both", query.DefaultParams().Semantic}, {"meaning", 1e6}}
	for set := range strings.SplitSeq(*meaningSets, ",") {
		name, what, _ := strings.Cut(set, "=")
		for _, way := range ways {
			params := query.DefaultParams()
			params.Semantic = way.semantic
			ix, questions := meant(t, what, params)
			results, err := Run(context.Background(), questions, Config{Index: ix})
			if err != nil {
				t.Fatal(err)
			}
			sum := Summarize(results, false)
			row := func(kind string, f Figures) {
				fmt.Printf("| %s | %s | %s | %d | %.3f | %.3f | %.3f | %.3f |\n", name, way.name, kind, f.Answerable, f.Recall1, f.Recall5, f.Recall10, f.MRR)
			}
			row("all", sum.All)
			if *meaningKinds {
				for _, k := range slices.Sorted(maps.Keys(sum.Kinds)) {
					row(k, sum.Kinds[k])
				}
			}
		}
	}
}

// remembered is the model in the binary, with the vectors of the questions that
// it was asked, so that a question in many indexes is computed once.
type remembered struct {
	*meaning.Encoder
	known sync.Map
}

var remembering = sync.OnceValues(func() (*remembered, error) {
	e, err := meaning.Open()
	return &remembered{Encoder: e}, err
})

func (r *remembered) Query(ctx context.Context, text string) ([]float32, error) {
	if v, ok := r.known.Load(text); ok {
		return slices.Clone(v.([]float32)), nil
	}
	v, err := r.Encoder.Query(ctx, text)
	if err == nil {
		r.known.Store(text, slices.Clone(v))
	}
	return v, err
}

// meant is an index of what a set is about, with its vectors, and its questions.
func meant(t *testing.T, what string, params query.Params) (*index.Index, []Question) {
	t.Helper()
	e, err := remembering()
	if err != nil {
		t.Fatal(err)
	}
	opt := index.Options{Params: params, Embedder: e, Vectors: materials.Vectors, VectorDir: *meaningCache, Synonyms: synonyms(t)}
	docs, files, found := strings.Cut(what, ":")
	var ix *index.Index
	var questions []Question
	if !found {
		corpus, err := ReadCorpus(docs)
		if err != nil {
			t.Fatal(err)
		}
		questions = corpus.Questions
		if ix, err = index.BuildPassages(t.Context(), corpus.Passages, opt); err != nil {
			t.Fatal(err)
		}
	} else {
		sources := []library.Source{{FS: materials.Files}}
		if docs != "" {
			sources = nil
			for path := range strings.SplitSeq(docs, "+") {
				sources = append(sources, library.Source{Disk: path})
			}
		}
		lib, err := library.ReadAll(t.Context(), sources, library.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if ix, err = index.Build(t.Context(), lib, opt); err != nil {
			t.Fatal(err)
		}
		for path := range strings.SplitSeq(files, "+") {
			questions = slices.Concat(questions, questionsOf(t, path))
		}
	}
	t.Cleanup(func() { _ = ix.Close() })
	if err := ix.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return ix, questions
}
