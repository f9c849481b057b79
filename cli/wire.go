package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
)

// holdings are the flags that say what is searched.
type holdings struct {
	Documents   []string `placeholder:"sti" sep:"none" help:"Mappe eller fil med materiale; kan gentages."`
	NoMaterials bool     `help:"Udelad det materiale, der følger med programmet."`
	Data        string   `placeholder:"mappe" help:"Mappe til indeks og mellemlager; uden den bygges indekset i hukommelsen."`
	Index       string   `placeholder:"adresse" help:"Indeks i OpenSearch, som flere tjenester deler: opensearch+https://bruger:kode@vært:9200/navn; uden det ligger indekset i tjenesten selv."`
	Synonyms    string   `placeholder:"fil" help:"Fil med flere synonymer: ét sæt pr. linje, adskilt af komma."`
	OCR         bool     `name:"ocr" help:"Læs sider, der er billeder af tekst, med tesseract, som skal ligge på maskinen."`
	embedding

	mustKeep bool // an index that cannot be kept in Data is an error
}

// searched is an open index and what it was made of.
type searched struct {
	index   *index.Index
	library *documents.Library // what it was made of; nil once a reloader has it
	sources []library.Source   // where that came from
	name    string             // of its collections, "" for the shared materials
	flags   holdings
	app     *app
}

// open reads the materials and opens their index.
func (l holdings) open(a *app) (*searched, error) {
	all, err := l.openParts(a, true, part{})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// openParts opens an index of the shared materials with each of the parts.
// whole tells that they are all there is, so that what else is cached can go.
func (l holdings) openParts(a *app, whole bool, parts ...part) ([]*searched, error) {
	opt, err := l.indexOptions(a)
	if err != nil {
		return nil, err
	}
	if err := l.embedding.options(&opt, l.Data); err != nil {
		return nil, err
	}
	unlock, err := l.lock(a)
	if err != nil {
		return nil, err
	}
	if unlock != nil {
		defer unlock()
		opt.Alone = true
	}
	if l.Index != "" {
		if opt.Shared, err = openShared(l.Index); err != nil {
			return nil, err
		}
	}
	shared, err := l.sources()
	if err != nil {
		return nil, err
	}
	list := make([]*searched, len(parts))
	for i, p := range parts {
		list[i] = &searched{flags: l, app: a, name: p.name, sources: append(slices.Clone(shared), p.sources()...)}
	}
	if err := l.read(a, whole, list); err != nil {
		return nil, err
	}
	for i, s := range list {
		err := s.build(opt)
		if errors.Is(err, documents.ErrLost) { // a damaged cache; now the file is read anew
			if err = l.read(a, whole, list); err == nil {
				err = s.build(opt)
			}
		}
		if err != nil {
			closeAll(list[:i])
			return nil, err
		}
	}
	return list, nil
}

// build opens the index of the library, whose folder is named for the part.
func (s *searched) build(opt index.Options) error {
	a, l := s.app, s.flags
	switch {
	case opt.Shared != nil:
		opt.Dir, opt.Shared = "", opt.Shared.Part(s.name)
	case opt.Dir != "" && s.name != "":
		opt.Dir += "-" + s.name
	}
	bar := newBar(a, "indekserer")
	opt.Progress = bar.set
	var err error
	s.index, err = index.Build(a.ctx, s.library, opt)
	if err != nil && opt.Dir != "" && !l.mustKeep && a.ctx.Err() == nil && !errors.Is(err, documents.ErrLost) {
		a.warn("indekset kan ikke ligge i %s: %s; det bygges i hukommelsen", l.Data, sayDanish(err))
		opt.Dir = ""
		s.index, err = index.Build(a.ctx, s.library, opt)
	}
	bar.done()
	if err != nil {
		return sharedProblem(opt.Shared, err)
	}
	if s.index.Count() == 0 {
		err := usage("der er ingen tekst at søge i; angiv --documents, eller udelad --no-materials")
		return errors.Join(err, s.index.Close())
	}
	return nil
}

// openEmbedded is open with the passages' vectors computed, where an embedding
// model is named.
func (l holdings) openEmbedded(a *app) (*searched, error) {
	s, err := l.open(a)
	if err == nil {
		s.embed(a.ctx)
	}
	return s, err
}

func (s *searched) close() { _ = s.index.Close() }

func closeAll(list []*searched) {
	for _, s := range list {
		s.close()
	}
}

// sources are the shared materials that the flags name.
func (l holdings) sources() ([]library.Source, error) {
	var sources []library.Source
	if l.OCR {
		if _, err := library.FindOCR(context.Background()); err != nil {
			return nil, usage("--ocr: %v", err)
		}
	}
	if !l.NoMaterials {
		sources = append(sources, library.Source{FS: materials.Files})
	}
	for _, path := range l.Documents {
		if _, err := os.Stat(path); err != nil {
			return nil, usage("--documents %s: %s", path, sayDanish(err))
		}
		sources = append(sources, library.Source{Disk: path})
	}
	if len(sources) == 0 {
		return nil, usage("--no-materials kræver mindst ét --documents")
	}
	return sources, nil
}

// caches are where what files became is kept, and the rest of the caches.
func (l holdings) caches() (library.Cache, library.Options) {
	opt := library.Options{}
	if l.OCR {
		opt.OCR, _ = library.FindOCR(context.Background()) // sources has told where it is not there
	}
	if l.Data == "" {
		return library.Cache{}, opt
	}
	opt.Cache = filepath.Join(l.Data, "cache")
	opt.Shelf = library.Cache{Dir: filepath.Join(opt.Cache, "documents"), OCR: l.OCR}
	return opt.Shelf, opt
}

// read reads what each of a list is made of. What one has in common with
// another is read once.
func (l holdings) read(a *app, whole bool, list []*searched) error {
	cache, opt := l.caches()
	known := map[string]*documents.Document{}
	opt.Known = func(hash string) *documents.Document {
		if doc := known[hash]; doc != nil {
			return doc
		}
		return cache.Known(hash)
	}
	var libs []*documents.Library
	for _, s := range list {
		bar := newBar(a, "læser")
		opt.Progress = func(done, total int, _ string) { bar.set(done, total) }
		var err error
		s.library, err = library.ReadAll(a.ctx, s.sources, opt)
		bar.done()
		if err != nil {
			return err
		}
		for _, doc := range s.library.Documents {
			known[doc.Hash] = doc
		}
		libs = append(libs, s.library)
	}
	if !whole {
		return nil
	}
	if err := cache.Keep(libs...); err != nil {
		a.warn("mellemlageret kunne ikke skrives: %s", sayDanish(err))
	}
	return nil
}

func (l holdings) indexOptions(a *app) (index.Options, error) {
	opt := index.Options{Warn: a.warn}
	if l.Data != "" {
		opt.Dir = filepath.Join(l.Data, "index")
	}
	syn, err := index.ParseSynonyms(bytes.NewReader(materials.Synonyms))
	if err != nil {
		return opt, fmt.Errorf("the shipped synonyms: %w", err)
	}
	if l.Synonyms != "" {
		f, err := os.Open(l.Synonyms)
		if err != nil {
			return opt, usage("--synonyms %s: %s", l.Synonyms, sayDanish(err))
		}
		defer f.Close()
		own, err := index.ParseSynonyms(f)
		if err != nil {
			return opt, usage("--synonyms %s: %s", l.Synonyms, sayDanish(err))
		}
		if syn, err = syn.Merge(own); err != nil {
			return opt, usage("--synonyms %s: %s", l.Synonyms, sayDanish(err))
		}
	}
	opt.Synonyms = syn
	return opt, nil
}

// warn tells the operator something in one line.
func (a *app) warn(format string, args ...any) {
	fmt.Fprintf(a.stderr, "advarsel: "+format+"\n", args...)
}

// bar is a progress bar for long work, shown on a terminal only.
type bar struct {
	a    *app
	text string
	bar  *progressbar.ProgressBar
}

// barFrom is the number of steps from which work is worth a bar.
const barFrom = 300

func newBar(a *app, text string) *bar { return &bar{a: a, text: text} }

func (b *bar) set(done, total int) {
	f, ok := b.a.stderr.(*os.File)
	if !ok || total < barFrom || !term.IsTerminal(int(f.Fd())) {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(b.text),
			progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())
	}
	_ = b.bar.Set(done)
}

func (b *bar) done() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
