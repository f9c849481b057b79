package core

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"sync/atomic"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/store"
)

// Records gives the records of answers that are kept. The error is
// store.ErrUnknown where there is none of an ID.
type Records interface {
	Record(ctx context.Context, id string) (*store.Record, error)
}

// RecordPage writes a record as a page whose style has a nonce.
type RecordPage func(w io.Writer, r *store.Record, nonce string) error

// making is what is kept of how an answer came about, by a version of the
// program. Its texts are masked as the question is.
func making(a *answer.Answer, version string) *store.Making {
	m := a.Making
	out := &store.Making{Program: version, Prompts: m.Prompts, Model: called(m.Model), Judge: called(m.Judge),
		Answer: masked(a.Answer), Notice: a.Notice, Sources: passages(a.Sources, 0), Sentences: steps(m.Shown), Withheld: steps(m.Withheld)}
	if m.Model.Name == "" {
		out.Prompts = ""
	}
	if e := a.Editorial; e != nil {
		out.Editorial = &store.Editorial{ID: e.ID, Question: e.Question, Owner: e.Owner, Date: e.Date}
	}
	for i, given := range m.Given {
		round := 0
		if i > 0 {
			round = i + 1
		}
		out.Given = append(out.Given, passages(given, round)...)
	}
	return out
}

func called(c answer.Called) *store.Model {
	if c.Name == "" {
		return nil
	}
	return &store.Model{Name: c.Name, Endpoint: c.Host}
}

func steps(all []answer.Step) []store.Sentence {
	out := make([]store.Sentence, 0, len(all))
	for _, s := range all {
		n := store.Sentence{Text: masked(s.Text), Sources: List(s.Sources), Evidence: []store.Evidence{}, Checked: s.Checked, Gap: s.Gap, Reason: s.Reason}
		for _, e := range s.Evidence {
			n.Evidence = append(n.Evidence, store.Evidence{N: e.N, Text: masked(e.Text)})
		}
		if s.Check != "" {
			n.Program = &store.Check{Name: s.Check, Key: s.Key}
		}
		if s.Verdict != "" {
			n.Judge = &store.Verdict{Says: s.Verdict, Words: []string{}}
			for _, w := range s.Words {
				n.Judge.Words = append(n.Judge.Words, masked(w))
			}
		}
		out = append(out, n)
	}
	return out
}

func passages(sources []answer.Source, round int) []store.Passage {
	out := make([]store.Passage, 0, len(sources))
	for _, s := range sources {
		sum := sha256.Sum256([]byte(s.Text))
		hash := hex.EncodeToString(sum[:])
		out = append(out, store.Passage{N: s.N, Round: round, ID: s.ID, Document: s.Document, Title: s.Title, Section: List(s.Section), Page: s.Page,
			Kind: s.Kind, Publisher: s.Publisher, Date: s.Date, Issued: s.Issued, Checked: s.Checked, URL: s.PublicURL, Hash: s.Hash,
			TextHash: hash, Text: seen.masked(hash, s.Text)})
	}
	return out
}

func masked(text string) string {
	out, _ := guard.Mask(text)
	return out
}

// maxInnocent is how many texts are remembered to hold nothing to mask.
const maxInnocent = 50_000

// seen are the hashes of passages in which there is nothing to mask: looking
// takes a third of a millisecond, and the same passages come again and again.
var seen innocent

type innocent struct {
	hashes sync.Map
	n      atomic.Int64
}

func (i *innocent) masked(hash, text string) string {
	if _, ok := i.hashes.Load(hash); ok {
		return text
	}
	out := masked(text)
	if out == text && i.n.Add(1) < maxInnocent {
		i.hashes.Store(hash, true)
	}
	return out
}
