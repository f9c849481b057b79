package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/materials"
)

// sections is how many passages a document has.
const sections = 50

// folder holds documents that change: sentences of the shipped materials put
// together anew.
type folder struct {
	dir       string
	count     int
	sentences []string
	rng       *rand.Rand
}

func newDocuments(ctx context.Context, passages int) (*folder, error) {
	lib, err := library.ReadAll(ctx, []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		return nil, err
	}
	f := &folder{count: passages / sections, rng: rand.New(rand.NewPCG(1, 1))}
	for _, d := range lib.Documents {
		for _, b := range d.Blocks {
			if b.Kind == documents.Paragraph {
				f.sentences = append(f.sentences, danish.Sentences(b.Text)...)
			}
		}
	}
	if f.dir, err = os.MkdirTemp("", "taskforce-soak-docs-"); err != nil {
		return nil, err
	}
	for i := range f.count {
		if err := f.write(i, 0); err != nil {
			f.remove()
			return nil, err
		}
	}
	return f, nil
}

func (f *folder) remove() { _ = os.RemoveAll(f.dir) }

func (f *folder) name(i int) string { return filepath.Join(f.dir, fmt.Sprintf("notat-%05d.md", i)) }

// write writes a document in its nth version, which has a word of its own.
func (f *folder) write(i, n int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Notat %d\n", i)
	for k := range sections {
		fmt.Fprintf(&b, "\n## Afsnit %d\n\n", k)
		for range 4 {
			fmt.Fprint(&b, f.sentences[f.rng.IntN(len(f.sentences))], " ")
		}
		fmt.Fprintf(&b, "Sag x%dv%dn%d er åben.\n", i, n, k)
	}
	return os.WriteFile(f.name(i), []byte(b.String()), 0o600)
}

// change rewrites a document at a time, and each tenth time takes one away that
// the next time brings back, until ctx ends.
func (f *folder) change(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		i := n % f.count
		if n%10 == 1 {
			i = (n - 1) % f.count // that which was taken away
		}
		err := f.write(i, n)
		if n%10 == 0 {
			err = os.Remove(f.name(i))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "soak:", err)
		}
	}
}
