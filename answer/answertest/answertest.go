// Package answertest has what tests of answers share: indexes of the shipped
// materials and of small texts.
package answertest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// shipped is the index of the materials in the binary, built once for all tests.
var shipped = sync.OnceValues(func() (*index.Index, error) {
	ctx := context.Background()
	lib, err := library.ReadAll(ctx, []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		return nil, err
	}
	if len(lib.Failures) > 0 {
		return nil, fmt.Errorf("reading the materials: %v", lib.Failures)
	}
	syn, err := danish.ParseSynonyms(bytes.NewReader(materials.Synonyms))
	if err != nil {
		return nil, err
	}
	return index.Build(ctx, lib, index.Options{Synonyms: syn})
})

func Shipped(t testing.TB) *index.Index {
	t.Helper()
	x, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Small holds texts in a small notation: "# " begins a heading, "- " an
// item, other lines are paragraphs.
func Small(t testing.TB, texts ...string) *index.Index {
	t.Helper()
	return built(t, index.Options{}, texts)
}

// Meant is [Small] with the vectors of the model in the binary.
func Meant(t testing.TB, texts ...string) *index.Index {
	t.Helper()
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	x := built(t, index.Options{Embedder: e}, texts)
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return x
}

func built(t testing.TB, opt index.Options, texts []string) *index.Index {
	t.Helper()
	lib := &documents.Library{}
	for i, text := range texts {
		id := fmt.Sprintf("dokument-%d", i+1)
		doc := &documents.Document{Info: documents.Info{ID: id, Title: "Dokument", Path: id + ".md", Hash: text}}
		for line := range strings.Lines(text) {
			if b, ok := block(strings.TrimSpace(line)); ok {
				doc.Blocks = append(doc.Blocks, b)
			}
		}
		lib.Documents = append(lib.Documents, doc)
	}
	x, err := index.Build(context.Background(), lib, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func block(line string) (documents.Block, bool) {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	switch {
	case line == "":
		return documents.Block{}, false
	case level > 0:
		return documents.Block{Kind: documents.Heading, Level: level, Text: strings.TrimSpace(line[level:])}, true
	case strings.HasPrefix(line, "- "):
		return documents.Block{Kind: documents.Item, Level: 1, Text: line[2:]}, true
	}
	return documents.Block{Kind: documents.Paragraph, Text: line}, true
}

func Snapshot(t testing.TB, x *index.Index) *index.Snapshot {
	t.Helper()
	s, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Release)
	return s
}
