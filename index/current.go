package index

import (
	"context"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/query"
)

// What follows asks the current snapshot one thing. Who asks more than one
// takes the snapshot itself; see [Index.Snapshot]. A closed index holds nothing.

// ask gives what fn finds in the current snapshot, the zero value where the
// index is closed.
func ask[T any](x *Index, fn func(*Snapshot) T) T {
	var out T
	_ = x.with(func(s *Snapshot) error { out = fn(s); return nil })
	return out
}

// Count is the number of passages.
func (x *Index) Count() int { return ask(x, (*Snapshot).Count) }

// Documents describes the documents; see [Snapshot.Documents].
func (x *Index) Documents() []documents.Info { return ask(x, (*Snapshot).Documents) }

// Failures are the files that could not be read.
func (x *Index) Failures() []documents.Failure { return ask(x, (*Snapshot).Failures) }

// Build names what the index holds: another after each update that changed it.
func (x *Index) Build() string { return ask(x, (*Snapshot).Build) }

// Shipped tells whether a document came with the program.
func (x *Index) Shipped() bool { return ask(x, (*Snapshot).Shipped) }

// Topics tells what a question is about; see [query.Parser.Topics].
func (x *Index) Topics(question string) map[string]float64 {
	return ask(x, func(s *Snapshot) map[string]float64 { return s.Topics(question) })
}

// Document describes the document with an ID, and whether there is one.
func (x *Index) Document(id string) (info documents.Info, ok bool) {
	_ = x.with(func(s *Snapshot) error { info, ok = s.Document(id); return nil })
	return info, ok
}

// Passages gives all passages of a document in reading order, or [ErrNotFound].
func (x *Index) Passages(ctx context.Context, document string) (out []documents.Passage, err error) {
	err = x.with(func(s *Snapshot) error { out, err = s.Passages(ctx, document); return err })
	return out, err
}

// Passage gives the passage with an ID, or [ErrNotFound].
func (x *Index) Passage(ctx context.Context, id string) (out documents.Passage, err error) {
	err = x.with(func(s *Snapshot) error { out, err = s.Passage(ctx, id); return err })
	return out, err
}

// Find searches the current snapshot for a question, with the conversation it
// may lean on: the query as it was understood, and its k best passages.
func (x *Index) Find(ctx context.Context, question string, history []query.Turn, k int) (q *query.Query, hits []Hit, err error) {
	err = x.with(func(s *Snapshot) error {
		q = s.Parse(ctx, question, history)
		hits, err = s.Search(ctx, q, k)
		return err
	})
	return q, hits, err
}

// Words analyses a text for comparison; see [danish.Lexicon.Words].
func (x *Index) Words(text string, english bool) []danish.Word {
	return ask(x, func(s *Snapshot) []danish.Word { return s.Words(text, english) })
}
