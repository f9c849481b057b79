package library

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// turns lets one PDF at a time be read, since they share an engine. The others
// wait for their turn, which costs none of their time limit.
type turns chan struct{}

func (t turns) take(ctx context.Context, f format) (release func(), err error) {
	if f.name != "pdf" {
		return func() {}, nil
	}
	select {
	case t <- struct{}{}:
		return func() { <-t }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readBytes reads one file's content as the format that it is, under its mark.
func readBytes(ctx context.Context, in documents.Input, hash string, marks *marks, turn turns) (*documents.Document, error) {
	f, err := chooseFormat(in)
	if err != nil {
		return nil, err
	}
	release, err := turn.take(ctx, f)
	if err != nil {
		return nil, err
	}
	defer release()
	end, err := marks.begin(hash)
	if err != nil {
		return nil, err
	}
	defer end()
	return readGuarded(ctx, f, in)
}

// patience is how long a reader that is told to stop may take to do so.
const patience = 2 * time.Second

// readGuarded runs the file's reader with a limit of processor time. A reader that does not
// stop is left behind; what it returns then is not used.
func readGuarded(ctx context.Context, f format, in documents.Input) (*documents.Document, error) {
	ctx, cancel := withBudget(ctx, in.Limits.Time)
	defer cancel()
	done := make(chan result, 1)
	go func() {
		doc, err := readRecovered(ctx, f, in)
		done <- result{doc: doc, err: err}
	}()
	select {
	case r := <-done:
		return r.doc, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-done:
		return r.doc, r.err
	case <-time.After(patience):
		return nil, ctx.Err()
	}
}

// readRecovered turns a panic into an error: a file is never worth the program.
func readRecovered(ctx context.Context, f format, in documents.Input) (doc *documents.Document, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause := fmt.Errorf("reading %s: %w: %v\n%s", in.Name, documents.ErrPanic, p, debug.Stack())
			doc, err = nil, documents.Panic.Fault(cause)
		}
	}()
	return readInput(ctx, f, in)
}

// readInput reads one file's bytes and checks what its reader returns.
func readInput(ctx context.Context, f format, in documents.Input) (*documents.Document, error) {
	doc, err := f.read(ctx, in)
	if doc == nil {
		if err == nil {
			err = documents.ErrNoText
		}
		return nil, err
	}
	if doc.Format == "" {
		doc.Format = f.name
	}
	if unsound := tidy(doc, in.Limits); unsound != nil {
		return nil, unsound
	}
	return doc, err
}

// tidy holds every reader to the same promises: clean text in every block, none
// empty, within the limits.
func tidy(doc *documents.Document, limits documents.Limits) error {
	list := documents.NewBlockList(limits)
	last := 0
	for _, b := range doc.Blocks {
		if err := list.Add(b); err != nil {
			return err
		}
		last = max(last, b.Page)
	}
	if doc.Pages = max(doc.Pages, last); doc.Pages > limits.Pages {
		return documents.TooManyPages.Fault(nil, doc.Pages, limits.Pages)
	}
	if len(list.Blocks) == 0 {
		return documents.ErrNoText
	}
	doc.Blocks = list.Blocks
	for _, field := range []*string{&doc.Title, &doc.Kind, &doc.Publisher, &doc.Date, &doc.Issuer, &doc.Publication, &doc.Language} {
		*field = documents.OneLine(documents.CleanText(*field))
	}
	doc.URL = documents.WebAddress(doc.URL)
	return nil
}
