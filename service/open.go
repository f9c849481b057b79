// Package service is a running taskforce: it opens materials, index, models and
// store, reloads what changes, and keeps the views of authorities. Start with
// [Holdings.Open]; every door asks by what it opens.
package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/cluster"
	"github.com/digitaskforce/taskforce/materials"
)

// Holdings are the flags that say what is searched.
type Holdings struct {
	Documents   []string `placeholder:"sti" sep:"none" help:"Mappe eller fil med materiale; kan gentages."`
	NoMaterials bool     `help:"Udelad det materiale, der følger med programmet."`
	Data        string   `placeholder:"mappe" help:"Mappe til indeks og mellemlager; uden den bygges indekset i hukommelsen."`
	Index       string   `placeholder:"adresse" help:"Indeks i OpenSearch, som flere tjenester deler: opensearch+https://bruger:kode@vært:9200/navn; uden det ligger indekset i tjenesten selv."`
	Synonyms    string   `placeholder:"fil" help:"Fil med flere synonymer: ét sæt pr. linje, adskilt af komma."`
	OCR         bool     `name:"ocr" help:"Læs sider, der er billeder af tekst, med tesseract, som skal ligge på maskinen; serve læser dem i baggrunden."`
	Embedding

	MustKeep bool `kong:"-"` // an index that cannot be kept in Data is an error
	Patient  bool `kong:"-"` // a question waits for its vector
	Whole    bool `kong:"-"` // the index is built whole where anything changed
	HoldBack bool `kong:"-"` // of the shared files those that were last in service are opened, where they are kept

	Background *Recogniser `kong:"-"` // reads pages that are pictures while the rest is in use; nil reads them with the file
}

// Opened is an open index and what it was made of.
type Opened struct {
	Index   *index.Index
	library *documents.Library // what it was made of; nil once a reloader has it
	sources []library.Source   // where that came from
	name    string             // of its collections, "" for the shared materials
	late    bool               // the files hold something else: what was in service before goes on
	Flags   Holdings
	App     *App
	moved   chan struct{} // told that the index holds other passages; nil where nobody keeps their vectors
}

// Open reads the materials and opens their index.
func (l Holdings) Open(a *App) (*Opened, error) {
	all, err := l.OpenParts(a, true, Part{})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// OpenParts opens an index of the shared materials with each of the parts.
// whole tells that they are all there is, so that what else is cached can go.
func (l Holdings) OpenParts(a *App, whole bool, parts ...Part) ([]*Opened, error) {
	opt, err := l.IndexOptions(a)
	if err != nil {
		return nil, err
	}
	opt.Whole = l.Whole
	if err := l.Embedding.Options(&opt, l.Data); err != nil {
		return nil, err
	}
	if l.own() && !l.Patient {
		opt.QueryWait = questionWait
	}
	unlock, err := l.lock(a)
	if err != nil {
		return nil, err
	}
	if unlock != nil {
		defer unlock()
		opt.Alone = true
	}
	var cluster *cluster.Cluster
	if l.Index != "" {
		if cluster, err = openShared(l.Index); err != nil {
			return nil, err
		}
	}
	shared, err := l.sources()
	if err != nil {
		return nil, err
	}
	list := make([]*Opened, len(parts))
	for i, p := range parts {
		list[i] = &Opened{Flags: l, App: a, name: p.name, sources: append(slices.Clone(shared), p.sources()...)}
	}
	if err := l.read(a, whole, list); err != nil {
		return nil, err
	}
	for i, s := range list {
		err := s.build(opt, cluster)
		if errors.Is(err, documents.ErrLost) { // a damaged cache; now the file is read anew
			if err = l.read(a, whole, list); err == nil {
				err = s.build(opt, cluster)
			}
		}
		if err != nil {
			CloseAll(list[:i])
			return nil, err
		}
	}
	return list, nil
}

// build opens the index of the library, whose folder is named for the part.
func (s *Opened) build(opt index.Options, cluster *cluster.Cluster) error {
	a, l := s.App, s.Flags
	switch {
	case cluster != nil:
		opt.Dir, opt.Shared = "", cluster.Part(s.name)
	case opt.Dir != "" && s.name != "":
		opt.Dir += "-" + s.name
	}
	bar := NewBar(a, "indekserer")
	opt.Progress = bar.Set
	var err error
	s.Index, err = index.Build(a.Ctx, s.library, opt)
	if err != nil && opt.Dir != "" && !l.MustKeep && a.Ctx.Err() == nil && !errors.Is(err, documents.ErrLost) {
		a.Warn("indekset kan ikke ligge i %s: %s; det bygges i hukommelsen", l.Data, Danish(err))
		opt.Dir = ""
		s.Index, err = index.Build(a.Ctx, s.library, opt)
	}
	bar.Done()
	if err != nil {
		return sharedProblem(cluster, err)
	}
	if s.Index.Count() == 0 {
		err := Usage("der er ingen tekst at søge i; angiv --documents, eller udelad --no-materials")
		return errors.Join(err, s.Index.Close())
	}
	return nil
}

// OpenEmbedded is Open with an index that is built whole and the vectors of all
// passages computed.
func (l Holdings) OpenEmbedded(a *App) (*Opened, error) {
	l.Patient, l.Whole = true, true
	s, err := l.Open(a)
	if err == nil {
		s.Embed(a.Ctx)
	}
	return s, err
}

// OpenOnce is Open for one question; see [Opened.EmbedOnce].
func (l Holdings) OpenOnce(a *App) (*Opened, error) {
	l.Patient = true
	s, err := l.Open(a)
	if err == nil {
		s.EmbedOnce(a.Ctx)
	}
	return s, err
}

// OpenTalking is Open for many questions: the vectors are computed meanwhile.
// The caller calls close instead of Close.
func (l Holdings) OpenTalking(a *App) (s *Opened, closeAll func(), err error) {
	if s, err = l.Open(a); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(a.Ctx)
	var work sync.WaitGroup
	work.Go(func() { s.KeepEmbedding(ctx, embedAgain) })
	return s, func() { cancel(); work.Wait(); s.Close() }, nil
}

// Name is that of its collections, joined by +, "" for the shared materials.
func (s *Opened) Name() string { return s.name }

func (s *Opened) Close() { _ = s.Index.Close() }

func CloseAll(list []*Opened) {
	for _, s := range list {
		s.Close()
	}
}

// sources are the shared materials that the flags name.
func (l Holdings) sources() ([]library.Source, error) {
	var sources []library.Source
	if l.OCR {
		if _, err := library.FindOCR(context.Background()); err != nil {
			return nil, Usage("--ocr: %v", err)
		}
	}
	if !l.NoMaterials {
		sources = append(sources, library.Source{FS: materials.Files})
	}
	for _, path := range l.Documents {
		if _, err := os.Stat(path); err != nil {
			return nil, Usage("--documents %s: %s", path, Danish(err))
		}
		sources = append(sources, library.Source{Disk: path})
	}
	if len(sources) == 0 {
		return nil, Usage("--no-materials kræver mindst ét --documents")
	}
	return sources, nil
}

// caches are where what files became is kept, and the rest of the caches.
func (l Holdings) caches() (library.Cache, library.Options) {
	opt := library.Options{}
	if l.OCR {
		opt.OCR, _ = library.FindOCR(context.Background()) // sources has told where it is not there
	}
	if l.Background != nil {
		opt.Later = l.Background.later
	}
	if l.Data == "" {
		return library.Cache{}, opt
	}
	opt.Cache = filepath.Join(l.Data, "cache")
	opt.Shelf = library.Cache{Dir: filepath.Join(opt.Cache, "documents"), OCR: l.OCR, Partly: l.Background != nil}
	return opt.Shelf, opt
}

// Reading is how a file is read that is no part of the materials.
func (l Holdings) Reading() library.Options {
	_, opt := l.caches()
	return library.Options{OCR: opt.OCR, Pages: opt.KeptPages()}
}

// read reads what each of a list is made of. What one has in common with
// another is read once.
func (l Holdings) read(a *App, whole bool, list []*Opened) error {
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
		bar := NewBar(a, "læser")
		opt.Progress, opt.PageRead = func(done, total int, _ string) { bar.Set(done, total) }, bar.Page
		var err error
		s.library, err = library.ReadAll(a.Ctx, s.sources, opt)
		bar.Done()
		if err != nil {
			return err
		}
		for _, doc := range s.library.Documents {
			known[doc.Hash] = doc
		}
		libs = append(libs, s.library)
	}
	former, all := l.former(cache)
	if l.HoldBack && all {
		for _, s := range list {
			s.holdBack(former)
		}
	}
	if !whole {
		return nil
	}
	if former != nil {
		libs = append(libs, former)
	}
	if err := cache.Keep(libs...); err != nil {
		a.Warn("mellemlageret kunne ikke skrives: %s", Danish(err))
	}
	return nil
}

func (l Holdings) IndexOptions(a *App) (index.Options, error) {
	opt := index.Options{Warn: a.Warn}
	if l.Data != "" {
		opt.Dir = filepath.Join(l.Data, "index")
	}
	syn, err := danish.ParseSynonyms(bytes.NewReader(materials.Synonyms))
	if err != nil {
		return opt, fmt.Errorf("the shipped synonyms: %w", err)
	}
	if l.Synonyms != "" {
		f, err := os.Open(l.Synonyms)
		if err != nil {
			return opt, Usage("--synonyms %s: %s", l.Synonyms, Danish(err))
		}
		defer f.Close()
		own, err := danish.ParseSynonyms(f)
		if err != nil {
			return opt, Usage("--synonyms %s: %s", l.Synonyms, Danish(err))
		}
		if syn, err = syn.Merge(own); err != nil {
			return opt, Usage("--synonyms %s: %s", l.Synonyms, Danish(err))
		}
	}
	opt.Synonyms = syn
	return opt, nil
}

// ReadOnly reads the materials without making an index of them.
func (l Holdings) ReadOnly(a *App) (*documents.Library, error) {
	sources, err := l.sources()
	if err != nil {
		return nil, err
	}
	s := &Opened{Flags: l, App: a, sources: sources}
	if err := l.read(a, false, []*Opened{s}); err != nil {
		return nil, err
	}
	for i, d := range s.library.Documents {
		if s.library.Documents[i], err = d.Full(); err != nil {
			return nil, err
		}
	}
	return s.library, nil
}
