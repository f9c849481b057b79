package index

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// grown makes a library of n passages in the vocabulary of the shipped
// materials: each passage is sentences drawn from them at random, so that
// terms are as frequent as in real text, with one word of its own.
func grown(b *testing.B, n int) *documents.Library {
	b.Helper()
	shipped, err := library.ReadAll(context.Background(), []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var sentences, headings []string
	for _, d := range shipped.Documents {
		for _, blk := range d.Blocks {
			if blk.Kind == documents.Heading {
				headings = append(headings, blk.Text)
			} else {
				sentences = append(sentences, danish.Sentences(blk.Text)...)
			}
		}
	}
	rng := rand.New(rand.NewSource(1))
	lib := &documents.Library{}
	for i := 0; i < n; i++ {
		if i%50 == 0 {
			id := fmt.Sprintf("d%d", i/50)
			lib.Documents = append(lib.Documents, &documents.Document{Info: documents.Info{ID: id, Title: "Dokument " + id, Path: id, Hash: id}})
		}
		d := lib.Documents[len(lib.Documents)-1]
		var text []string
		for range 6 {
			text = append(text, shuffled(rng, sentences[rng.Intn(len(sentences))], sentences[rng.Intn(len(sentences))]))
		}
		d.Blocks = append(d.Blocks,
			documents.Block{Kind: documents.Heading, Level: 2, Text: headings[rng.Intn(len(headings))]},
			documents.Block{Kind: documents.Paragraph, Text: strings.Join(text, " ") + fmt.Sprintf(" Sag x%dy.", i)})
	}
	return lib
}

// shuffled joins the first half of one sentence with the second of another.
func shuffled(rng *rand.Rand, a, b string) string {
	fa, fb := strings.Fields(a), strings.Fields(b)
	return strings.Join(append(slices.Clone(fa[:len(fa)-rng.Intn(len(fa)/2+1)]), fb[len(fb)/2:]...), " ")
}

var benchQuestions = []string{
	"Hvor mange timer skal kunstig intelligens frigøre?",
	"Hvilke vejledende principper gælder for brug af AI i kommunerne?",
	"Hvornår gælder reglerne om højrisikosystemer i AI-forordningen?",
	"hvem har tilsyn med forbudt praksis",
	"Skal vi lave en konsekvensanalyse før ibrugtagning af et nyt system til sagsbehandling?",
	"hvad betyder omkostningsefektivitet", // misspelt
	"What are the fines for prohibited practices?",
	"rute- og vagtplanlægning i Varde",
}

// anyMeaning is the model in the binary, whose vectors of passages are made up:
// they take no time, and are compared all the same.
type anyMeaning struct{ *meaning.Encoder }

func (a anyMeaning) Passages(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		rng := rand.New(rand.NewSource(int64(len(text))))
		out[i] = make([]float32, a.Dim())
		for k := range out[i] {
			out[i][k] = float32(rng.NormFloat64())
		}
	}
	return out, nil
}

// BenchmarkSearch measures a whole search, question to hits; p99 is that of
// single searches.
func BenchmarkSearch(b *testing.B) {
	e, err := meaning.Open()
	if err != nil {
		b.Fatal(err)
	}
	for _, how := range []struct {
		name     string
		passages int
		embedder Embedder
	}{{"300", 300, nil}, {"30000", 30_000, nil}, {"30000/meaning", 30_000, anyMeaning{e}}} {
		b.Run(how.name, func(b *testing.B) {
			x, err := Build(context.Background(), grown(b, how.passages), Options{Dir: b.TempDir(), Embedder: how.embedder})
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close()
			if err := x.Embed(context.Background(), nil); err != nil {
				b.Fatal(err)
			}
			for _, q := range benchQuestions {
				if _, _, err := x.Find(context.Background(), q, nil, 10); err != nil {
					b.Fatal(err)
				}
			}
			times := make([]time.Duration, 0, b.N)
			b.ResetTimer()
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				// Another question each time: the vector of one that was asked is known.
				question := fmt.Sprintf("%s %d", benchQuestions[i%len(benchQuestions)], i)
				if _, _, err := x.Find(context.Background(), question, nil, 10); err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(start))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
		})
	}
}

// BenchmarkBuild measures indexing, in memory and on disk.
func BenchmarkBuild(b *testing.B) {
	const n = 30_000
	lib := grown(b, n)
	for _, where := range []string{"memory", "disk"} {
		b.Run(where, func(b *testing.B) {
			for b.Loop() {
				opt := Options{}
				if where == "disk" {
					opt.Dir = b.TempDir()
				}
				x, err := Build(context.Background(), lib, opt)
				if err != nil {
					b.Fatal(err)
				}
				if err := x.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "passages/s")
		})
	}
}

// BenchmarkOpen measures opening an index of 30,000 passages that lies on disk.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	x, err := Build(context.Background(), grown(b, 30_000), Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	if err := x.Close(); err != nil {
		b.Fatal(err)
	}
	opt := Options{}.withDefaults()
	for b.Loop() {
		s, err := openCurrent(dir, opt)
		if err != nil {
			b.Fatal(err)
		}
		s.Release()
	}
}
