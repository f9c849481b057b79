package library

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// TestCheck finds each oddity in a document that has it alone.
func TestCheck(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	para := func(text string) documents.Block { return documents.Block{Kind: documents.Paragraph, Text: text} }
	plenty := strings.Repeat("Et ord følger et andet. ", 8)
	row := documents.Block{Kind: documents.Row, Cells: []string{"a1", "b2"}}
	page := func(n int, texts ...string) (out []documents.Block) {
		for _, text := range texts {
			out = append(out, documents.Block{Kind: documents.Paragraph, Text: text, Page: n})
		}
		return out
	}
	many := func(n int, text string) (out []documents.Block) {
		for range n {
			out = append(out, para(text))
		}
		return out
	}
	for name, c := range map[string]struct {
		doc  documents.Document
		want string
	}{
		"nothing":          {documents.Document{Blocks: []documents.Block{para(plenty)}}, ""},
		"half the pages":   {documents.Document{Info: documents.Info{Format: "pdf", Pages: 5}, Blocks: append(page(1, plenty), page(3, plenty)...)}, OddPages + "!"},
		"one page":         {documents.Document{Info: documents.Info{Format: "pdf", Pages: 3}, Blocks: append(page(1, plenty), page(3, "Et andet ord her.")...)}, OddPages},
		"spaced":           {documents.Document{Blocks: []documents.Block{para(strings.Repeat("S p æ r r e t ", 5) + plenty)}}, OddLetters + "!"},
		"marks":            {documents.Document{Blocks: append(many(1, plenty), slices.Repeat([]documents.Block{{Kind: documents.Row, Head: true, Cells: []string{"x", "A", "ja", "B"}}}, 20)...)}, ""},
		"mojibake":         {documents.Document{Blocks: []documents.Block{para(plenty + strings.Repeat("blÃ¥ rÃ¸d ", 4))}}, OddEncoding + "!"},
		"a long paragraph": {documents.Document{Blocks: []documents.Block{para(strings.Repeat(plenty, 10))}}, OddParagraph},
		"no headings":      {documents.Document{Blocks: many(15, plenty)}, OddHeadings},
		"running":          {documents.Document{Info: documents.Info{Pages: 4}, Blocks: slices.Concat(page(1, plenty, "Side 1 af 4"), page(2, plenty+"b", "Side 2 af 4"), page(3, plenty+"c", "Side 3 af 4"))}, OddRunning},
		"a table":          {documents.Document{Blocks: []documents.Block{para(plenty), row, row, row}}, OddTable},
		"a head":           {documents.Document{Blocks: []documents.Block{para(plenty), {Kind: documents.Row, Cells: row.Cells, Head: true}, row, row}}, ""},
		"little":           {documents.Document{Blocks: []documents.Block{para("Kun tre ord")}}, OddShort},
		"stale":            {documents.Document{Info: documents.Info{Date: "2024-06"}, Blocks: []documents.Block{para(plenty)}}, OddStale},
		"young":            {documents.Document{Info: documents.Info{Date: "2026"}, Blocks: []documents.Block{para(plenty)}}, ""},
		"expired":          {documents.Document{Blocks: []documents.Block{para(plenty + "Ordningen gælder indtil den 1. marts 2025.")}}, OddExpired},
		"a deadline":       {documents.Document{Blocks: []documents.Block{para(plenty + "Ansøgningsfristen er den 3. maj 2026.")}}, OddExpired},
		"still valid":      {documents.Document{Blocks: []documents.Block{para(plenty + "Ordningen gælder til og med 31. december 2026, og den gjaldt 1. marts 2025.")}}, ""},
	} {
		var got []string
		for _, o := range Check(&c.doc, now, 540*24*time.Hour) {
			kind := o.Kind
			if o.Serious {
				kind += "!"
			}
			got = append(got, kind)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestDuplicates(t *testing.T) {
	text := func(from, to int) []documents.Block {
		var out []documents.Block
		for i := from; i < to; i++ {
			out = append(out, documents.Block{Kind: documents.Paragraph, Text: fmt.Sprintf("I sag %d blev der talt %d gange om emne %d og emne %d.", i, i*i, i+7, i*3)})
		}
		return out
	}
	docs := []*documents.Document{
		{Info: documents.Info{Path: "a"}, Blocks: text(0, 100)}, {Info: documents.Info{Path: "b"}, Blocks: text(5, 100)},
		{Info: documents.Info{Path: "c"}, Blocks: text(60, 200)}, {Info: documents.Info{Path: "d"}, Blocks: text(0, 20)}, {Info: documents.Info{Path: "e"}, Blocks: text(500, 600)},
	}
	var got []string
	for _, d := range Duplicates(docs) {
		got = append(got, d.First+d.Second)
	}
	if slices.Sort(got); strings.Join(got, " ") != "ab ad" { // d is the beginning of a
		t.Errorf("got %q", got)
	}
}
