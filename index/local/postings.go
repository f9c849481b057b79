package local

import (
	"errors"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
	api "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// errNotScorch says that Bleve keeps its index in another way than it is read here.
var errNotScorch = errors.New("the index is not one of Bleve's scorch")

// postings reads which documents hold a term, segment by segment. It is one
// search's: dictionaries and lists are used again from term to term.
type postings []segmentPostings

type segmentPostings struct {
	terms segment.TermDictionary
	first uint64 // the number that its first document has in the whole index
	list  segment.PostingsList
	at    segment.PostingsIterator
}

// newPostings opens the segments that a reader sees. The documents of an engine
// never change, so none of theirs is deleted.
func newPostings(r api.IndexReader) (postings, error) {
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errNotScorch
	}
	var out postings
	first := uint64(0)
	for _, s := range snapshot.Segments() {
		terms, err := s.Segment().Dictionary(fieldTerms)
		if err != nil {
			return nil, fmt.Errorf("searching the index: %w", err)
		}
		out = append(out, segmentPostings{terms: terms, first: first})
		first += uint64(s.FullSize())
	}
	return out, nil
}

// each visits the documents that hold a term: their Bleve's numbers, how often they
// hold it, and the norm of their length. It ends at the first error of a visit.
func (p postings) each(term string, visit func(doc uint64, frequency, norm float64) error) error {
	for i := range p {
		s := &p[i]
		var err error
		if s.list, err = s.terms.PostingsList([]byte(term), nil, s.list); err != nil {
			return fmt.Errorf("searching the index: %w", err)
		}
		s.at = s.list.Iterator(true, true, false, s.at)
		for {
			next, err := s.at.Next()
			if err != nil {
				return fmt.Errorf("searching the index: %w", err)
			}
			if next == nil {
				break
			}
			if err := visit(s.first+next.Number(), float64(next.Frequency()), next.Norm()); err != nil {
				return err
			}
		}
	}
	return nil
}
