package index

import (
	"context"
	"encoding/json"
	"fmt"

	api "github.com/blevesearch/bleve_index_api"

	"github.com/digitaskforce/taskforce/documents"
)

// frequency is the number of passages that hold a term.
func (e *engine) frequency(term string) int {
	r, err := e.reader.TermFieldReader(context.Background(), []byte(term), fieldTerms, false, false, false)
	if err != nil {
		return 0
	}
	defer r.Close()
	return int(r.Count())
}

// passage reads the stored passage with an ordinal.
func (e *engine) passage(ordinal int) (documents.Passage, error) {
	var p documents.Passage
	doc, err := e.reader.Document(ordinalID(ordinal))
	if err != nil || doc == nil {
		return p, fmt.Errorf("reading passage %d: not in the index (%v)", ordinal, err)
	}
	doc.VisitFields(func(f api.Field) {
		if f.Name() == fieldPassage {
			err = json.Unmarshal(f.Value(), &p)
		}
	})
	if err != nil {
		return p, fmt.Errorf("reading passage %d: %w", ordinal, err)
	}
	return p, nil
}

// find gives the ordinal of the passage with an ID, and whether there is one.
func (e *engine) find(id string) (int, bool) {
	ctx := context.Background()
	r, err := e.reader.TermFieldReader(ctx, []byte(id), fieldID, false, false, false)
	if err != nil {
		return 0, false
	}
	defer r.Close()
	doc, err := r.Next(nil)
	if err != nil || doc == nil {
		return 0, false
	}
	ext, err := e.reader.ExternalID(doc.ID)
	if err != nil {
		return 0, false
	}
	n, err := ordinalOf(ext)
	return n, err == nil
}

// similar is a term of the index near a misspelt one.
type similar struct {
	term     string
	distance int
	count    int
}

// near gives the terms of the index within an edit distance of 1 or 2 that
// begin with prefix.
func (e *engine) near(term string, distance int, prefix string) []similar {
	fz, ok := e.reader.(api.IndexReaderFuzzy)
	if !ok {
		return nil
	}
	dict, auto, err := fz.FieldDictFuzzyAutomaton(fieldTerms, term, distance, prefix)
	if err != nil {
		return nil
	}
	defer dict.Close()
	var out []similar
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return out
		}
		d := distance
		if auto != nil {
			if ok, ed := auto.MatchAndDistance(entry.Term); ok {
				d = int(ed)
			}
		}
		out = append(out, similar{term: entry.Term, distance: d, count: int(entry.Count)})
	}
}
