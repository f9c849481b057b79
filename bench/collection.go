package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/materials"
)

// fixedWords is the length of a passage in the naive cut.
const fixedWords = 100

// cut is a way to make passages of documents.
type cut struct {
	name  string // in file names
	head  string // in tables
	of    func(*documents.Library) []passage
	whole bool // of gives whole documents; the engine cuts them and leaves its passages in chunksFile
}

var cuts = []cut{
	{name: "own", head: "a", of: ownPassages},
	{name: "fixed", head: "b", of: fixedPassages},
	{name: "whole", head: "c", of: wholeDocuments, whole: true},
}

// chunksFile is where an engine that cuts documents itself leaves its passages,
// in the folder of its index.
const chunksFile = "chunks.jsonl"

// set is a question file over documents. Sets of one name are judged together.
type set struct {
	name      string
	docs      string // folder or file; "" is the shipped materials
	questions string // file
}

// collection is a set that was read.
type collection struct {
	set
	library   *documents.Library
	questions []eval.Question // answerable ones
}

func (s set) read(ctx context.Context) (*collection, error) {
	src := library.Source{Disk: s.docs}
	if s.docs == "" {
		src = library.Source{FS: materials.Files}
	}
	lib, err := library.ReadAll(ctx, []library.Source{src}, library.Options{})
	if err != nil {
		return nil, err
	}
	all, err := eval.ReadQuestions(s.questions)
	if err != nil {
		return nil, err
	}
	c := &collection{set: s, library: lib}
	for _, q := range all {
		if q.IsAnswerable() {
			c.questions = append(c.questions, q)
		}
	}
	if len(c.questions) == 0 || len(lib.Documents) == 0 {
		return nil, fmt.Errorf("%s: no documents or no answerable question", s.questions)
	}
	return c, nil
}

// write puts the passages of every cut and the questions into dir.
func (c *collection) write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder of a collection: %w", err)
	}
	for _, cut := range cuts {
		if err := writeLines(passagesFile(dir, cut), cut.of(c.library)); err != nil {
			return err
		}
	}
	var qs []asked
	for _, q := range c.questions {
		qs = append(qs, asked{ID: q.ID, Question: q.Question, History: q.History})
	}
	return writeLines(filepath.Join(dir, "questions.jsonl"), qs)
}

func passagesFile(dir string, c cut) string { return filepath.Join(dir, c.name+".jsonl") }

// ownPassages are those that the product itself indexes.
func ownPassages(lib *documents.Library) []passage {
	var out []passage
	for _, d := range lib.Documents {
		for _, p := range documents.Passages(d, documents.DefaultPassageSize()) {
			out = append(out, lineOf(p))
		}
	}
	return out
}

// fixedPassages cut the running text, headings included, every 100 words.
func fixedPassages(lib *documents.Library) []passage {
	var out []passage
	for _, d := range lib.Documents {
		var words []string
		for _, b := range d.Blocks {
			words = append(words, strings.Fields(b.Text+" "+strings.Join(b.Cells, " "))...)
		}
		for n := 1; len(words) > 0; n++ {
			size := min(fixedWords, len(words))
			id := fmt.Sprintf("%s-%d", d.ID, n)
			out = append(out, passage{ID: id, Document: d.ID, Section: []string{}, Text: strings.Join(words[:size], " ")})
			words = words[size:]
		}
	}
	return out
}

// wholeDocuments are the documents in Markdown, as they were read.
func wholeDocuments(lib *documents.Library) []passage {
	var out []passage
	for _, d := range lib.Documents {
		out = append(out, passage{ID: d.ID, Document: d.ID, Title: d.Title, Section: []string{}, Text: markdown(d)})
	}
	return out
}

// markdown writes a document's blocks, under its title where they do not begin
// with a heading.
func markdown(d *documents.Document) string {
	var b strings.Builder
	if len(d.Blocks) == 0 || d.Blocks[0].Kind != documents.Heading {
		fmt.Fprintf(&b, "# %s\n", d.Title)
	}
	last := documents.Heading
	for _, k := range d.Blocks {
		if k.Kind != last || k.Kind == documents.Paragraph || k.Kind == documents.Heading {
			b.WriteString("\n")
		}
		switch last = k.Kind; k.Kind {
		case documents.Heading:
			fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", max(1, k.Level)), k.Text)
		case documents.Item:
			fmt.Fprintf(&b, "%s- %s\n", strings.Repeat("  ", max(0, k.Level-1)), k.Text)
		case documents.Row:
			fmt.Fprintf(&b, "| %s |\n", strings.Join(k.Cells, " | "))
			if k.Head {
				fmt.Fprintf(&b, "|%s\n", strings.Repeat(" --- |", len(k.Cells)))
			}
		default:
			fmt.Fprintln(&b, k.Text)
		}
	}
	return b.String()
}
