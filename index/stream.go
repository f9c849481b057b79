package index

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/rank"
)

// A build goes through the documents twice, for compounds are learned from all
// of them before the first can be analysed. It holds the passages that it
// works on, and of the others only numbers.

// cutter gives the passages of the i-th document, in reading order and each
// time the same. It serves several goroutines.
type cutter func(i int) ([]documents.Passage, error)

// contents is what a first reading of the materials tells.
type contents struct {
	first    []int // ordinal of each document's first passage
	passages int
	workers  int             // how many passages are analysed at once
	stems    map[string]bool // of the words of the passages and of what is asked of them
}

func (c *contents) knows(stem string) bool { return c.stems[stem] }

// learn reads n documents, so many at once.
func learn(ctx context.Context, n, workers int, cut cutter) (*contents, error) {
	c := &contents{first: make([]int, n), workers: workers, stems: map[string]bool{}}
	words := map[string]bool{}
	var mu sync.Mutex // guards c.stems and words
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	go danish.Warm() // the analysis needs it next
	for i := range n {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			passages, err := cut(i)
			if err != nil {
				return err
			}
			c.first[i] = len(passages)
			found := ownWords(passages)
			mu.Lock()
			defer mu.Unlock()
			for w, own := range found {
				if own && !words[w] {
					w = strings.Clone(w) // a part of a text would keep all of it
					words[w], c.stems[danish.Canonical(w)] = true, true
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	for i, count := range c.first {
		c.first[i] = c.passages
		c.passages += count
	}
	return c, nil
}

// ownWords tells of the words of passages whether their stems may be parts of compounds.
func ownWords(passages []documents.Passage) map[string]bool {
	out := map[string]bool{}
	var toks []danish.Token
	take := func(text string) {
		toks = danish.AppendTokens(toks[:0], text)
		for _, t := range toks {
			if _, known := out[t.Text]; !known && !t.Number {
				out[t.Text] = !danish.StopWords[t.Text] && len(t.Text) > 2
			}
		}
	}
	for _, p := range passages {
		take(p.Text)
		for _, a := range p.Asked {
			take(a.Question)
		}
	}
	return out
}

// chunk is how many passages, and those of their last document, are analysed
// side by side before they are written.
const chunk = 1024

// pair is a passage with what the analysis made of it.
type pair struct {
	passage  documents.Passage
	analysed rank.Analysed
}

// each analyses all passages, some at once, and gives them to fn in their
// order while those that follow are analysed.
func (c *contents) each(ctx context.Context, cut cutter, analyse func(documents.Passage) rank.Analysed, fn func(documents.Passage, rank.Analysed) error) error {
	group, ctx := errgroup.WithContext(ctx)
	ready := make(chan []pair)
	group.Go(func() error {
		defer close(ready)
		return c.cutAll(ctx, cut, func(chunk []pair) error {
			ahead(chunk, c.workers, analyse)
			select {
			case ready <- chunk:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	})
	group.Go(func() error {
		for chunk := range ready {
			for _, p := range chunk {
				if err := fn(p.passage, p.analysed); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return group.Wait()
}

// cutAll gives all passages in their order, some documents' at a time.
func (c *contents) cutAll(ctx context.Context, cut cutter, fn func([]pair) error) error {
	var next []pair
	for i := range c.first {
		if err := ctx.Err(); err != nil {
			return err
		}
		passages, err := cut(i)
		if err != nil {
			return err
		}
		if len(passages) != c.count(i) {
			return fmt.Errorf("document %d changed while it was indexed", i)
		}
		for _, p := range passages {
			next = append(next, pair{passage: p})
		}
		if len(next) < chunk && i < len(c.first)-1 {
			continue
		}
		if err := fn(next); err != nil {
			return err
		}
		next = nil
	}
	return nil
}

// count is the number of the i-th document's passages.
func (c *contents) count(i int) int {
	if i+1 < len(c.first) {
		return c.first[i+1] - c.first[i]
	}
	return c.passages - c.first[i]
}

// ahead fills in what the analysis makes of passages.
func ahead(pairs []pair, workers int, analyse func(documents.Passage) rank.Analysed) {
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(pairs); i += workers {
				pairs[i].analysed = analyse(pairs[i].passage)
			}
		})
	}
	group.Wait()
}
