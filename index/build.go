package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/documents"
)

// version changes whenever the analysis or the files of an index do, so that
// an index made by another version is built anew.
const version = 4

// forwardFile is the forward index in an index folder.
const forwardFile = "forward.bin"

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
func build(ctx context.Context, lib *documents.Library, b builder, opt Options) (*state, error) {
	m := manifest{Version: version, Key: opt.key(lib), Failures: lib.Failures}
	var passages []documents.Passage
	for _, d := range lib.Documents {
		m.Documents = append(m.Documents, d.Info)
		m.Files = append(m.Files, d.File)
		m.First = append(m.First, len(passages))
		passages = append(passages, documents.Passages(d, opt.Size)...)
	}
	return buildOf(ctx, m, passages, b, opt)
}

// buildOf makes a new state of passages; m says all else of it.
func buildOf(ctx context.Context, m manifest, passages []documents.Passage, b builder, opt Options) (*state, error) {
	m.Count = len(passages)
	if err := addAll(ctx, b, passages, &m, opt); err != nil {
		b.abandon(ctx)
		return nil, err
	}
	e, err := b.finish(ctx, m)
	if err != nil {
		return nil, err
	}
	return newState(e, m, opt), nil
}

// complete writes what makes an index folder whole, the manifest last.
func complete(dir string, file []byte, m manifest) error {
	if err := writeFile(filepath.Join(dir, forwardFile), file); err != nil {
		return err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	return writeFile(filepath.Join(dir, manifestFile), text)
}

// chunk is how many passages are analysed side by side before they are written.
const chunk = 1024

// addAll analyses the passages and gives them to the builder.
func addAll(ctx context.Context, b builder, passages []documents.Passage, m *manifest, opt Options) error {
	a := newAnalyzer(corpusWords(passages))
	words, terms := 0, 0
	next := a.ahead(passages[:min(chunk, len(passages))], opt.Synonyms)
	for from := 0; from < len(passages); from += chunk {
		if err := ctx.Err(); err != nil {
			return err
		}
		opt.Progress(from, len(passages))
		to := min(from+chunk, len(passages))
		ready := <-next
		next = a.ahead(passages[to:min(to+chunk, len(passages))], opt.Synonyms)
		for i, d := range ready {
			words += d.words
			terms += d.terms()
			if err := b.add(ctx, passages[from+i], d); err != nil {
				return err
			}
		}
	}
	opt.Progress(len(passages), len(passages))
	m.AvgWords = max(1, float64(words)/float64(max(1, len(passages))))
	m.AvgTerms = max(1, float64(terms)/float64(max(1, len(passages))))
	return nil
}

// ahead analyses passages on all processors while the caller goes on.
func (a *analyzer) ahead(passages []documents.Passage, syn *Synonyms) <-chan []analysed {
	done := make(chan []analysed, 1)
	go func() {
		out := make([]analysed, len(passages))
		var group errgroup.Group
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i := range passages {
			group.Go(func() error {
				out[i] = a.analyse(passages[i], syn)
				return nil
			})
		}
		_ = group.Wait() // analyse gives no error
		done <- out
	}()
	return done
}

// corpusWords knows the stems of the passages' own words.
func corpusWords(passages []documents.Passage) func(string) bool {
	words, stems := map[string]bool{}, map[string]bool{}
	for _, p := range passages {
		for _, t := range tokenize(p.Text) {
			if !words[t.text] && !t.number && !stopWords[t.text] && len(t.text) > 2 {
				words[t.text] = true
				stems[canonical(t.text)] = true
			}
		}
	}
	return func(stem string) bool { return stems[stem] }
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
