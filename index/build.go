package index

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"runtime"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/index/rank"
)

// Shared is an index that several services search, kept elsewhere than in this
// process; see index/cluster.
type Shared interface {
	// Make opens the build of what has a key, or builds it where no other service does.
	Make(ctx context.Context, key string, how engine.Making) (engine.Engine, engine.Manifest, error)
	// Open opens the build of what has a key, where there is one.
	Open(ctx context.Context, key string) (engine.Engine, engine.Manifest, error)
	// Embed computes the vectors of all passages of an engine that are not there yet.
	Embed(ctx context.Context, e engine.Engine, count int, how engine.Embedding) (engine.VectorStore, error)
}

// Options say how an index is made and searched.
type Options struct {
	Dir       string                // folder that holds it; "" keeps it in memory
	Shared    Shared                // keeps the index in a cluster instead; nil keeps it in Dir or in memory
	Alone     bool                  // no other process builds in Dir: what a killed one left there is removed
	Whole     bool                  // it is built whole where anything changed, and never amended
	AmendFrom int                   // passages from which it is amended where little changed; 0 is 5,000
	Size      documents.PassageSize // how documents are cut; zero is documents.DefaultPassageSize
	Synonyms  *danish.Synonyms      // nil knows none
	Params    query.Params          // how passages are ranked; zero is DefaultParams
	Embedder  Embedder              // ranks by meaning too, as far as [Index.Embed] has come; nil ranks by words
	VectorDir string                // folder where vectors are kept; "" keeps none
	Vectors   []byte                // vectors made beforehand, as [local.Halved.File] gives them; those of another model are passed over
	QueryWait time.Duration         // bounds the wait for a question's vector, after which its search goes by words; three times what one takes where that is longer; 0 is 3 s
	Progress  func(done, total int) // told while passages are indexed; may be nil
	Warn      engine.Warn           // told in Danish what an operator should know; may be nil

	semantic *semantic // the embedder and how it is doing, one for all snapshots; nil for none
	gentle   bool      // half of the processors are left to others
}

// workers is how many passages are analysed at once.
func (o Options) workers() int {
	if n := runtime.GOMAXPROCS(0); o.gentle {
		return max(1, n/2)
	} else {
		return n
	}
}

func (o Options) withDefaults() Options {
	if o.Size == (documents.PassageSize{}) {
		o.Size = documents.DefaultPassageSize()
	}
	if o.Params == (query.Params{}) {
		o.Params = query.DefaultParams()
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	o.AmendFrom = cmp.Or(o.AmendFrom, amendFrom)
	o.semantic = newSemantic(o)
	return o
}

// key is the hash of everything an index is made of.
func (o Options) key(lib *documents.Library) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %+v\n", engine.Version, o.Size)
	if o.Synonyms != nil {
		fmt.Fprintln(h, o.Synonyms.Text)
	}
	for _, d := range lib.Documents {
		info, _ := json.Marshal(d.Info)
		fmt.Fprintf(h, "%s\n%s\n", info, d.File)
	}
	for _, f := range lib.Failures {
		fmt.Fprintf(h, "%s: %s\n", f.Path, f.Reason)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// describe is the manifest of a library but for what its passages tell.
func describe(lib *documents.Library, opt Options) engine.Manifest {
	m := engine.Manifest{Version: engine.Version, Key: opt.key(lib), Lists: engine.Lists{Failures: engine.Keep(lib.Failures)}}
	for _, d := range lib.Documents {
		m.Documents = append(m.Documents, d.Info)
		m.Files = append(m.Files, d.File)
	}
	return m
}

// cutOf gives the passages of a library's documents.
func cutOf(lib *documents.Library, opt Options) cutter {
	return func(i int) ([]documents.Passage, error) {
		doc, err := lib.Documents[i].Full()
		if err != nil {
			return nil, err
		}
		return documents.Passages(doc, opt.Size), nil
	}
}

// filling gives the build of a library.
func filling(lib *documents.Library, opt Options) engine.Fill {
	return fillingOf(describe(lib, opt), cutOf(lib, opt), opt)
}

// fillingOf gives the build of the documents that m describes; cut gives the
// passages of each.
func fillingOf(m engine.Manifest, cut cutter, opt Options) engine.Fill {
	return func(ctx context.Context, b engine.Builder) (engine.Engine, engine.Manifest, error) {
		m := m
		if err := addAll(ctx, b, cut, &m, opt); err != nil {
			b.Abandon(ctx)
			return nil, engine.Manifest{}, err
		}
		e, err := b.Finish(ctx, m)
		return e, m, err
	}
}

// addAll analyses the passages and gives them to the builder, and completes m
// but for what the builder knows.
func addAll(ctx context.Context, b engine.Builder, cut cutter, m *engine.Manifest, opt Options) error {
	c, err := learn(ctx, len(m.Documents), opt.workers(), cut)
	if err != nil {
		return err
	}
	m.First, m.Count = c.first, c.passages
	if err := b.Begin(ctx, m.Count); err != nil {
		return err
	}
	lex := danish.NewLexicon(c.knows, opt.Synonyms)
	words, terms, done := 0, 0, 0
	err = c.each(ctx, cut, func(p documents.Passage) rank.Analysed { return rank.Analyse(lex, p) }, func(p documents.Passage, d rank.Analysed) error {
		if done%chunk == 0 {
			opt.Progress(done, c.passages)
		}
		words += d.Words
		terms += d.Terms
		done++
		return b.Add(ctx, p, d)
	})
	if err != nil {
		return err
	}
	opt.Progress(done, c.passages)
	m.AvgWords = max(1, float64(words)/float64(max(1, done)))
	m.AvgTerms = max(1, float64(terms)/float64(max(1, done)))
	return nil
}
