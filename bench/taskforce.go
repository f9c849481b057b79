package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/cluster"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// taskforce is the product's own index as an engine. Quality is measured on an
// index in memory of the passages under their own IDs, speed on one that is
// made of documents and lies on disk, as the product makes it.
type taskforce struct {
	memory, history bool
	by              string // words, meaning or both
	shared          string // address of an index in OpenSearch, "" for the embedded one
}

func runTaskforce(ctx context.Context, args []string) error {
	var t taskforce
	fs := flag.NewFlagSet("taskforce", flag.ContinueOnError)
	fs.BoolVar(&t.memory, "memory", false, "keep the index in memory")
	fs.BoolVar(&t.history, "history", false, "tell the conversation before the question")
	fs.StringVar(&t.by, "by", "words", "search by words, meaning or both")
	fs.StringVar(&t.shared, "index", "", "keep the index in the OpenSearch of this address")
	if err := fs.Parse(args); err != nil {
		return err
	}
	switch a := fs.Args(); {
	case len(a) == 3 && a[0] == "index":
		return t.index(ctx, a[1], a[2])
	case len(a) == 5 && a[0] == "search":
		return t.search(ctx, a[1], a[2], a[3], a[4])
	}
	return errUse
}

func (t taskforce) options(dir string) (index.Options, error) {
	opt := index.Options{Dir: dir}
	var err error
	if t.shared != "" {
		if opt.Shared, err = cluster.Open(t.shared); err != nil {
			return opt, err
		}
	}
	if opt.Synonyms, err = danish.ParseSynonyms(bytes.NewReader(materials.Synonyms)); err != nil || t.by == "words" {
		return opt, err
	}
	opt.Params, opt.VectorDir = query.DefaultParams(), filepath.Join(filepath.Dir(filepath.Dir(dir)), "vectors")
	if t.by == "meaning" {
		opt.Params.Semantic = meaningAlone
	}
	opt.Embedder, err = meaning.Open()
	return opt, err
}

// meaningAlone is a weight of meaning beside which words count for nothing.
const meaningAlone = 1e6

func (t taskforce) index(ctx context.Context, passages, dir string) error {
	start := time.Now()
	lines, err := readLines[passage](passages)
	if err != nil {
		return err
	}
	if t.memory {
		if err := writeLines(filepath.Join(dir, "passages.jsonl"), lines); err != nil {
			return err
		}
		return printReport(report{IndexMS: since(start)})
	}
	n := len(lines)
	lib := shippedLibrary(lines)
	lines = nil
	opt, err := t.options(filepath.Join(dir, "index"))
	if err != nil {
		return err
	}
	x, err := index.Build(ctx, lib, opt)
	if err != nil {
		return err
	}
	defer x.Close()
	if x.Count() != n {
		return fmt.Errorf("the index holds %d passages, the file %d", x.Count(), n)
	}
	took := since(start)
	for _, d := range lib.Documents {
		d.Blocks = nil
	}
	if err := writeLines(filepath.Join(filepath.Dir(dir), "taskforce-documents.jsonl"), lib.Documents); err != nil {
		return err
	}
	return printReport(report{IndexMS: took})
}

// shippedLibrary makes documents whose passages are the given ones.
func shippedLibrary(lines []passage) *documents.Library {
	lib := &documents.Library{}
	var d *documents.Document
	for _, p := range lines {
		if d == nil || d.ID != p.Document {
			d = &documents.Document{Info: documents.Info{ID: p.Document, Title: p.Title, Path: p.Document, Hash: p.Document}}
			lib.Documents = append(lib.Documents, d)
		}
		for i, h := range p.Section {
			d.Blocks = append(d.Blocks, documents.Block{Kind: documents.Heading, Level: i + 1, Text: h})
		}
		d.Blocks = append(d.Blocks, documents.Block{Kind: documents.Paragraph, Text: p.Text})
	}
	return lib
}

func (t taskforce) search(ctx context.Context, dir, questions, out, rounds string) error {
	n, err := strconv.Atoi(rounds)
	if err != nil {
		return errUse
	}
	start := time.Now()
	x, err := t.open(ctx, dir)
	if err != nil {
		return err
	}
	defer x.Close()
	r := report{OpenMS: since(start)}
	err = askAll(questions, out, n, func(q asked) ([]string, error) {
		_, hits, err := x.Find(ctx, q.Question, t.turns(q), 10)
		ids := make([]string, len(hits))
		for i, h := range hits {
			ids[i] = h.ID
		}
		return ids, err
	})
	if err != nil {
		return err
	}
	return printReport(r)
}

func (t taskforce) turns(q asked) []query.Turn {
	if !t.history {
		return nil
	}
	var out []query.Turn
	for _, h := range q.History {
		out = append(out, query.Turn{Question: h[0], Answer: h[1]})
	}
	return out
}

// open opens the index on disk, which its documents' descriptions suffice for,
// or makes the one in memory.
func (t taskforce) open(ctx context.Context, dir string) (*index.Index, error) {
	opt, err := t.options(filepath.Join(dir, "index"))
	if err != nil {
		return nil, err
	}
	if !t.memory {
		docs, err := readLines[*documents.Document](filepath.Join(filepath.Dir(dir), "taskforce-documents.jsonl"))
		if err != nil {
			return nil, err
		}
		return index.Build(ctx, &documents.Library{Documents: docs}, opt)
	}
	lines, err := readLines[passage](filepath.Join(dir, "passages.jsonl"))
	if err != nil {
		return nil, err
	}
	passages := make([]documents.Passage, len(lines))
	for i, l := range lines {
		passages[i] = documents.Passage{ID: l.ID, Document: l.Document, Title: l.Title, Section: l.Section, Text: l.Text}
	}
	x, err := index.BuildPassages(ctx, passages, opt)
	if err != nil {
		return nil, err
	}
	return x, x.Embed(ctx, nil)
}
