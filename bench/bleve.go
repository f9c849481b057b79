package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/da" // the analyzer "da"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	api "github.com/blevesearch/bleve_index_api"
)

// bleveFields are the fields of a passage, in the order of BENCH_BOOSTS.
var bleveFields = [3]string{"title", "section", "text"}

// runBleve is plain Bleve as an engine: its analyzer "da", BM25, a match query
// (OR) on each field.
func runBleve(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "index":
		return bleveIndex(args[1], args[2])
	case len(args) == 5 && args[0] == "search":
		return bleveSearch(args[1], args[2], args[3], args[4])
	}
	return errUse
}

func bleveMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.ScoringModel = api.BM25Scoring
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range bleveFields {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store = "da", name == "text"
		f.IncludeTermVectors, f.IncludeInAll, f.DocValues = false, false, false
		doc.AddFieldMappingsAt(name, f)
	}
	m.DefaultMapping = doc
	return m
}

func bleveIndex(passages, dir string) error {
	start := time.Now()
	building := filepath.Join(dir, "building")
	if err := os.MkdirAll(building, 0o755); err != nil {
		return fmt.Errorf("making the index folder: %w", err)
	}
	b, err := bleve.NewBuilder(filepath.Join(dir, "bleve"), bleveMapping(), map[string]any{"buildPathPrefix": building, "batchSize": 2000})
	if err != nil {
		return fmt.Errorf("making the index: %w", err)
	}
	err = eachLine(passages, func(p passage) error {
		return b.Index(p.ID, map[string]any{"title": p.Title, "section": strings.Join(p.Section, " "), "text": p.Text})
	})
	if cerr := b.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("indexing: %w", err)
	}
	if err := os.RemoveAll(building); err != nil {
		return fmt.Errorf("finishing the index: %w", err)
	}
	return printReport(report{IndexMS: since(start)})
}

func bleveSearch(dir, questions, out, rounds string) error {
	n, err := strconv.Atoi(rounds)
	if err != nil {
		return errUse
	}
	weights, err := boosts(os.Getenv("BENCH_BOOSTS"))
	if err != nil {
		return err
	}
	start := time.Now()
	ix, err := bleve.OpenUsing(filepath.Join(dir, "bleve"), map[string]any{"read_only": true})
	if err != nil {
		return fmt.Errorf("opening the index: %w", err)
	}
	defer ix.Close()
	r := report{OpenMS: since(start)}
	err = askAll(questions, out, n, func(q asked) ([]string, error) {
		req := bleve.NewSearchRequestOptions(bleveQuery(q.Question, weights), 10, 0, false)
		req.Fields = []string{"text"}
		res, err := ix.Search(req)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(res.Hits))
		for i, h := range res.Hits {
			ids[i] = h.ID
		}
		return ids, nil
	})
	if err != nil {
		return err
	}
	return printReport(r)
}

func bleveQuery(question string, weights [3]float64) query.Query {
	var parts []query.Query
	for i, field := range bleveFields {
		if weights[i] == 0 {
			continue
		}
		m := bleve.NewMatchQuery(question)
		m.SetField(field)
		m.SetBoost(weights[i])
		parts = append(parts, m)
	}
	return bleve.NewDisjunctionQuery(parts...)
}
