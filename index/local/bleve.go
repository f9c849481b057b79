// Package local holds an index in the process, in memory or in a folder: Bleve
// for the postings, a forward file for ranking, vectors. Start with [NewWriter]
// and [Open].
package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	api "github.com/blevesearch/bleve_index_api"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/rank"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// Fields of a passage in Bleve.
const (
	fieldTerms   = "terms"   // the terms that analyzer made, separated by spaces
	fieldPassage = "passage" // the passage as JSON, stored only
	fieldID      = "id"      // the passage's ID
)

// embedded is the engine in the process, in memory or in a folder. It is all
// that the package knows of Bleve.
type embedded struct {
	*engine.Vocabulary
	index    bleve.Index
	forward  *forward
	reader   api.IndexReader // one snapshot: an engine never changes once built
	count    int             // passages
	avgTerms float64         // mean number of terms of a passage
	ordinals []atomic.Int32  // by Bleve's number of a document: ordinal + 1, 0 while it was not looked up
	scratch  sync.Pool       // of *scores
	users    atomic.Int32    // it itself while it is open, and those that amend it
}

// engineMapping says how Bleve treats a passage: terms come analysed.
func engineMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = api.BM25Scoring
	err := m.AddCustomAnalyzer("terms", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name})
	if err != nil {
		return nil, fmt.Errorf("making the bleve mapping: %w", err)
	}
	doc := bleve.NewDocumentStaticMapping()
	field := func(name, analyzer string, store, indexed bool) {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.Index = analyzer, store, indexed
		f.IncludeTermVectors, f.IncludeInAll, f.DocValues = false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	field(fieldTerms, "terms", false, true)
	field(fieldPassage, keyword.Name, true, false)
	field(fieldID, keyword.Name, false, true)
	m.DefaultMapping = doc
	return m, nil
}

// writer builds an embedded engine.
type writer struct {
	mem     bleve.Index // in memory, or
	batch   *bleve.Batch
	disk    bleve.Builder // on disk
	dir     string
	n       int
	forward *forwardWriter
	counts  engine.Counts
	base    *embedded // what it amends; nil builds whole
}

// NewWriter starts an engine in dir, or in memory where dir is "". The folder
// must be empty; it is complete once the manifest stands in it.
func NewWriter(dir string) (*writer, error) {
	m, err := engineMapping()
	if err != nil {
		return nil, err
	}
	if dir == "" {
		mem, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
		if err != nil {
			return nil, fmt.Errorf("making the index in memory: %w", err)
		}
		return &writer{mem: mem, batch: mem.NewBatch(), forward: &forwardWriter{}, counts: engine.Counts{}}, nil
	}
	tmp := filepath.Join(dir, "building")
	if err := os.MkdirAll(tmp, 0o755); err != nil {
		return nil, fmt.Errorf("making the index folder: %w", err)
	}
	b, err := bleve.NewBuilder(filepath.Join(dir, "bleve"), m, map[string]any{"buildPathPrefix": tmp, "batchSize": 2000})
	if err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	f, err := newForwardWriter(dir)
	if err != nil {
		return nil, err
	}
	return &writer{disk: b, dir: dir, forward: f, counts: engine.Counts{}}, nil
}

func (w *writer) Add(_ context.Context, p documents.Passage, d rank.Analysed) error {
	if err := w.forward.add(d); err != nil {
		return err
	}
	stored, err := json.Marshal(engine.Store(p))
	if err != nil {
		return fmt.Errorf("storing passage %s: %w", p.ID, err)
	}
	id := engine.OrdinalID(w.n)
	w.n++
	terms := d.Joined
	w.counts.Add(terms, 1)
	fields := map[string]any{fieldTerms: terms, fieldPassage: string(stored), fieldID: p.ID}
	if w.disk != nil {
		return w.disk.Index(id, fields)
	}
	if err := w.batch.Index(id, fields); err != nil {
		return err
	}
	if w.batch.Size() >= 2000 {
		return w.flush()
	}
	return nil
}

func (w *writer) Drop(d rank.Analysed) { w.counts.Add(d.Joined, -1) }

func (w *writer) flush() error {
	err := w.mem.Batch(w.batch)
	w.batch = w.mem.NewBatch()
	return err
}

func (w *writer) Finish(_ context.Context, m engine.Manifest) (engine.Engine, error) {
	file, err := w.forward.finish()
	if err != nil {
		return nil, err
	}
	if w.base != nil {
		w.counts = w.counts.Onto(w.base)
	}
	words, err := engine.WriteVocabulary(w.counts)
	if err != nil {
		return nil, err
	}
	m.Terms, w.counts = len(w.counts), nil
	if w.disk != nil {
		if err := w.disk.Close(); err != nil {
			return nil, fmt.Errorf("finishing the index: %w", err)
		}
		if err := os.RemoveAll(filepath.Join(w.dir, "building")); err != nil {
			return nil, fmt.Errorf("finishing the index: %w", err)
		}
		if err := whole.Replace(filepath.Join(w.dir, VocabularyFile), words); err != nil {
			return nil, err
		}
		if err := complete(w.dir, m); err != nil {
			return nil, err
		}
		return Open(w.dir, m)
	}
	if err := w.flush(); err != nil {
		return nil, fmt.Errorf("finishing the index: %w", err)
	}
	f, err := newForward(file)
	if err != nil {
		return nil, err
	}
	v, err := engine.ReadVocabulary(words, m.Terms)
	if err != nil {
		return nil, err
	}
	e, err := newEngine(w.mem, f, v, m)
	if err != nil || w.base == nil {
		return e, err
	}
	return newAmended(w.base, e, m)
}

func (w *writer) Begin(context.Context, int) error { return nil }

// Abandon frees what an unfinished writer holds; its folder is the caller's.
func (w *writer) Abandon(context.Context) {
	w.forward.abandon()
	if w.mem != nil {
		_ = w.mem.Close()
	}
}

// Open opens the engine of a complete build.
func Open(dir string, m engine.Manifest) (*embedded, error) {
	ix, err := bleve.OpenUsing(filepath.Join(dir, "bleve"), map[string]any{"read_only": true})
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	f, err := openForward(dir)
	if err != nil {
		return nil, errors.Join(err, ix.Close())
	}
	v, err := openVocabulary(dir, m.Terms)
	if err != nil {
		return nil, errors.Join(err, ix.Close(), f.close())
	}
	e, err := newEngine(ix, f, v, m)
	if err != nil {
		return nil, errors.Join(err, ix.Close(), f.close(), v.Close())
	}
	if err := e.check(m); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func newEngine(ix bleve.Index, f *forward, v *engine.Vocabulary, m engine.Manifest) (*embedded, error) {
	adv, err := ix.Advanced()
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	r, err := adv.Reader()
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	e := &embedded{Vocabulary: v, index: ix, forward: f, reader: r, avgTerms: m.AvgTerms}
	e.users.Store(1)
	n, err := r.DocCount()
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	e.count = int(n)
	e.ordinals = make([]atomic.Int32, n)
	e.scratch.New = func() any { return &scores{of: make([]float32, n)} }
	return e, nil
}

// Close ends a use of the engine; the last one frees it.
func (e *embedded) Close() error {
	if e.users.Add(-1) > 0 {
		return nil
	}
	return errors.Join(e.reader.Close(), e.index.Close(), e.forward.close(), e.Vocabulary.Close())
}

// check compares the parts of a build with each other and reads one passage.
func (e *embedded) check(m engine.Manifest) error {
	if e.count != m.Count || e.forward.n != m.Count {
		return fmt.Errorf("it holds %d and %d of %d passages", e.count, e.forward.n, m.Count)
	}
	if m.Count == 0 {
		return nil
	}
	_, err := e.passage(m.Count - 1)
	return err
}
