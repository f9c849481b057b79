package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/documents"
)

// version changes whenever the analysis or the files of an index do, so that
// an index made by another version is built anew.
const version = 6

// Files in an index folder, beside Bleve's.
const (
	forwardFile    = "forward.bin"
	vocabularyFile = "vocabulary.fst"
)

// Options say how an index is made and searched.
type Options struct {
	Dir       string                        // folder that holds it; "" keeps it in memory
	Shared    *Shared                       // keeps the index in a cluster instead; nil keeps it in Dir or in memory
	Alone     bool                          // no other process builds in Dir: what a killed one left there is removed
	Size      documents.PassageSize         // how documents are cut; zero is documents.DefaultPassageSize
	Synonyms  *Synonyms                     // nil knows none
	Params    Params                        // how passages are ranked; zero is DefaultParams
	Embedder  Embedder                      // ranks by meaning too, once [Index.Embed] has run; nil ranks by words
	VectorDir string                        // folder where vectors are kept; "" keeps none
	Progress  func(done, total int)         // told while passages are indexed; may be nil
	Warn      func(format string, a ...any) // told in Danish what an operator should know; may be nil
}

func (o Options) withDefaults() Options {
	if o.Size == (documents.PassageSize{}) {
		o.Size = documents.DefaultPassageSize()
	}
	if o.Params == (Params{}) {
		o.Params = DefaultParams()
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	return o
}

// key is the hash of everything an index is made of.
func (o Options) key(lib *documents.Library) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %+v\n", version, o.Size)
	if o.Synonyms != nil {
		fmt.Fprintln(h, o.Synonyms.text)
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

// build makes a new state of a library.
func build(ctx context.Context, lib *documents.Library, b builder, opt Options) (*Snapshot, error) {
	m := manifest{Version: version, Key: opt.key(lib), lists: lists{Failures: lib.Failures}}
	for _, d := range lib.Documents {
		m.Documents = append(m.Documents, d.Info)
		m.Files = append(m.Files, d.File)
	}
	return buildOf(ctx, m, func(i int) ([]documents.Passage, error) {
		doc, err := lib.Documents[i].Full()
		if err != nil {
			return nil, err
		}
		return documents.Passages(doc, opt.Size), nil
	}, b, opt)
}

// buildOf makes a new state of the documents that m describes; cut gives the
// passages of each.
func buildOf(ctx context.Context, m manifest, cut cutter, b builder, opt Options) (*Snapshot, error) {
	if err := addAll(ctx, b, cut, &m, opt); err != nil {
		b.abandon(ctx)
		return nil, err
	}
	e, err := b.finish(ctx, m)
	if err != nil {
		return nil, err
	}
	return newSnapshot(e, m, opt), nil
}

// complete writes the manifest, which makes an index folder whole.
func complete(dir string, m manifest) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	return writeFile(filepath.Join(dir, manifestFile), text)
}

// addAll analyses the passages and gives them to the builder, and completes m
// but for what the builder knows.
func addAll(ctx context.Context, b builder, cut cutter, m *manifest, opt Options) error {
	c, err := learn(ctx, len(m.Documents), cut)
	if err != nil {
		return err
	}
	m.First, m.Count = c.first, c.passages
	if err := b.begin(ctx, m.Count); err != nil {
		return err
	}
	lex := NewLexicon(c.knows, opt.Synonyms)
	words, terms, done := 0, 0, 0
	err = c.each(ctx, cut, func(p documents.Passage) analysed { return analyse(lex, p) }, func(p documents.Passage, d analysed) error {
		if done%chunk == 0 {
			opt.Progress(done, c.passages)
		}
		words += d.words
		terms += d.terms()
		done++
		return b.add(ctx, p, d)
	})
	if err != nil {
		return err
	}
	opt.Progress(done, c.passages)
	m.AvgWords = max(1, float64(words)/float64(max(1, done)))
	m.AvgTerms = max(1, float64(terms)/float64(max(1, done)))
	return nil
}

// writeFile writes a file so that it is whole or absent after a crash.
func writeFile(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	_, err = f.Write(data)
	if serr := f.Sync(); err == nil {
		err = serr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}
