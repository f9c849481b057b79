package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/materials"
)

// Materials for measuring speed are sentences of the shipped ones put together
// anew, with rare words strewn in: compounds of two words of the materials, as
// Danish makes them. New ones are made whenever the vocabulary lags behind
// Heaps' law, V = K·N^heaps over the words N so far, with K from the shipped
// materials; the others are drawn from those made before, the earlier the more
// often. Everything comes from one seed, so that a smaller corpus is the
// beginning of a larger one.
const (
	heaps         = 0.6
	leastRare     = 3  // rare words of a passage
	mostRare      = 12 // while the vocabulary lags behind
	perDocument   = 50 // passages
	leastWords    = 60 // of a passage
	mostWords     = 125
	sentenceWords = 30 // longest sentence
)

// grower makes passages.
type grower struct {
	rng                 *rand.Rand
	sentences, headings []string
	vocabulary          []string // words of the shipped materials that make compounds
	known               int      // words of the shipped materials
	made                []string // compounds, in the order they were made
	words               int      // written so far
	k                   float64
}

func newGrower(ctx context.Context) (*grower, error) {
	lib, err := library.ReadAll(ctx, []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		return nil, err
	}
	g := &grower{rng: rand.New(rand.NewSource(1))}
	seen := map[string]bool{}
	total := 0
	for _, d := range lib.Documents {
		for _, b := range d.Blocks {
			g.take(b)
			for _, w := range words(b.Text) {
				total++
				if !seen[w] {
					seen[w] = true
					g.vocabulary = append(g.vocabulary, w)
				}
			}
		}
	}
	if len(g.sentences) == 0 || len(g.headings) == 0 {
		return nil, errors.New("the shipped materials hold no sentences")
	}
	g.known = len(seen)
	g.k = float64(g.known) / math.Pow(float64(total), heaps)
	g.vocabulary = slices.DeleteFunc(g.vocabulary, func(w string) bool { return len(w) < 5 || len(w) > 12 })
	return g, nil
}

func (g *grower) take(b documents.Block) {
	if b.Kind == documents.Heading {
		g.headings = append(g.headings, b.Text)
		return
	}
	for _, s := range danish.Sentences(b.Text) {
		if n := len(strings.Fields(s)); n > 3 && n <= sentenceWords {
			g.sentences = append(g.sentences, s)
		}
	}
}

// words are the words of a text without digits, in lower case.
func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

// passage makes the n-th passage, n from 0.
func (g *grower) passage(n int) passage {
	want := leastWords + g.rng.Intn(mostWords-leastWords)
	var text []string
	size := 0
	for size < want {
		s := g.sentence()
		text = append(text, s)
		size += len(strings.Fields(s))
	}
	rare := g.rares()
	text = append(text, "Det gælder "+strings.Join(rare, ", ")+".")
	size += 2 + len(rare)
	g.words += size
	doc := n / perDocument
	title := fmt.Sprintf("Notat %d", doc+1)
	return passage{
		ID: fmt.Sprintf("d%d-%d", doc, n%perDocument), Document: fmt.Sprintf("d%d", doc), Title: title,
		Section: []string{g.headings[g.rng.Intn(len(g.headings))]},
		Text:    strings.Join(text, " "),
	}
}

// sentence joins the beginning of one sentence with the end of another.
func (g *grower) sentence() string {
	a := strings.Fields(g.sentences[g.rng.Intn(len(g.sentences))])
	b := strings.Fields(g.sentences[g.rng.Intn(len(g.sentences))])
	return strings.Join(slices.Concat(a[:len(a)-len(a)/3], b[len(b)-len(b)/3:]), " ")
}

// rares gives the rare words of a passage: new ones while the vocabulary is too
// small for the words written so far, else old ones.
func (g *grower) rares() []string {
	var out []string
	for len(out) < mostRare && (len(out) < leastRare || g.lags()) {
		out = append(out, g.rare())
	}
	return out
}

// lags tells whether the vocabulary is smaller than Heaps' law says.
func (g *grower) lags() bool {
	return float64(g.known+len(g.made)) < g.k*math.Pow(float64(g.words), heaps)
}

func (g *grower) rare() string {
	if len(g.made) == 0 || g.lags() {
		v := g.vocabulary
		g.made = append(g.made, v[g.rng.Intn(len(v))]+v[g.rng.Intn(len(v))])
		return g.made[len(g.made)-1]
	}
	// The logarithm of the place is uniform: Zipf's law.
	return g.made[int(math.Pow(float64(len(g.made)), g.rng.Float64()))-1]
}

// grow writes n passages to a file.
func grow(ctx context.Context, path string, n int) error {
	g, err := newGrower(ctx)
	if err != nil {
		return err
	}
	w, err := createLines(path)
	if err != nil {
		return err
	}
	for i := range n {
		if err := w.write(g.passage(i)); err != nil {
			return errors.Join(fmt.Errorf("writing %s: %w", path, err), w.close())
		}
	}
	return w.close()
}
