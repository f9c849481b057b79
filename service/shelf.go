package service

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/server"
)

// Shelf is the index as the server needs it.
type Shelf struct {
	index   *index.Index
	sources []library.Source // whose files the documents were
}

func (s Shelf) Search(ctx context.Context, question string, history []answer.Turn, k int) ([]server.Hit, error) {
	question, _ = guard.Mask(question) // an embedding model may be asked
	turns := make([]query.Turn, len(history))
	for i, t := range history {
		turns[i].Question, _ = guard.Mask(t.Question)
		turns[i].Answer, _ = guard.Mask(t.Answer)
	}
	ended := observe(ctx, answer.StepSearch)
	_, hits, err := s.index.Find(ctx, question, turns, k)
	ended(answer.Outcome{Passages: len(hits), Failed: err != nil})
	if err != nil {
		return nil, err
	}
	out := make([]server.Hit, len(hits))
	for i, h := range hits {
		out[i] = server.Hit{Passage: h.Passage, Score: h.Score}
	}
	return out, nil
}

func (s Shelf) Documents() []documents.Info { return s.index.Documents() }

func (s Shelf) Document(id string) (documents.Info, bool) { return s.index.Document(id) }

func (s Shelf) Failures() []documents.Failure { return s.index.Failures() }

func (s Shelf) Words(text string, english bool) []danish.Word { return s.index.Words(text, english) }

func (s Shelf) Ready() bool { return s.index.Count() > 0 }

func (s Shelf) Passages(ctx context.Context, document string) ([]documents.Passage, error) {
	return s.index.Passages(ctx, document)
}

// Original opens the file that a document was read from.
func (s Shelf) Original(document string) (server.Original, error) {
	info, ok := s.index.Document(document)
	if !ok {
		return server.Original{}, fs.ErrNotExist
	}
	f, err := library.Original(s.sources, info)
	if err != nil {
		return server.Original{}, err
	}
	stat, err := f.Stat()
	if err != nil {
		return server.Original{}, errors.Join(err, f.Close())
	}
	return server.Original{Name: path.Base(info.Path), Size: stat.Size(), Content: io.ReadCloser(f)}, nil
}

// Shelf is what was opened as the server needs it.
func (s *Opened) Shelf() Shelf { return Shelf{s.Index, s.sources} }

// ShelfOf is the shelf of an index, without the documents' files.
func ShelfOf(x *index.Index) Shelf { return Shelf{index: x} }
