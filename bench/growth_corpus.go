package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// corpus writes n grown passages as Markdown, fifty a file and each under a
// heading of its own, unless they are there already. It gives their folder.
func corpus(ctx context.Context, dir string, n int) (string, error) {
	docs, whole := filepath.Join(dir, "documents"), filepath.Join(dir, "documents.whole")
	if _, err := os.Stat(whole); err == nil {
		return docs, nil
	}
	if err := errors.Join(os.RemoveAll(docs), os.MkdirAll(docs, 0o755)); err != nil {
		return "", err
	}
	g, err := newGrower(ctx)
	if err != nil {
		return "", err
	}
	for from := 0; from < n; from += perDocument {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := writeDocument(docs, g, from, min(from+perDocument, n)); err != nil {
			return "", fmt.Errorf("writing materials: %w", err)
		}
	}
	return docs, os.WriteFile(whole, nil, 0o644)
}

func writeDocument(dir string, g *grower, from, to int) error {
	f, err := os.Create(filepath.Join(dir, fmt.Sprintf("dokument-%06d.md", from/perDocument+1)))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for n := from; n < to; n++ {
		p := g.passage(n)
		if n == from {
			fmt.Fprintf(w, "# %s\n", p.Title)
		}
		fmt.Fprintf(w, "\n## %s\n\n%s\n", p.Section[0], p.Text)
	}
	return errors.Join(w.Flush(), f.Close())
}
