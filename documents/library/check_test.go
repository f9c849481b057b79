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
		"Chinese":          {documents.Document{Blocks: []documents.Block{para(strings.Repeat("我 们 在 这 ", 20) + plenty)}}, ""},
		"a matrix":         {documents.Document{Blocks: append(many(1, plenty), slices.Repeat([]documents.Block{{Kind: documents.Row, Head: true, Cells: []string{"x x x x", "A B C D"}}}, 20)...)}, ""},
		"an alphabet":      {documents.Document{Blocks: []documents.Block{para("A B C D E F G H I J K L M N O P Q R S T U V"), para(plenty)}}, ""},
		"variables":        {documents.Document{Blocks: []documents.Block{para(strings.Repeat("Punkt A og B på x. ", 12))}}, ""},
		"spaced out in i":  {documents.Document{Blocks: []documents.Block{para(strings.Repeat("å i ø ", 8) + plenty)}}, OddLetters + "!"},
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
			if o.Text == "" || o.English == "" || o.Text == o.English {
				t.Errorf("%s: %q, in English %q", name, o.Text, o.English)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestLossesAreTold tells what was left out, in both languages.
func TestLossesAreTold(t *testing.T) {
	loss := func(kind string, page int) documents.Loss { return documents.NewLoss(kind, page, "Se bilag") }
	doc := documents.Document{Info: documents.Info{Pages: 4}, Blocks: []documents.Block{{Kind: documents.Paragraph, Text: strings.Repeat("Et ord følger et andet. ", 8)}},
		Losses: []documents.Loss{loss(documents.LostRunning, 1), loss(documents.LostRunning, 2), loss(documents.LostBeyond, 0), loss(documents.LostAttached, 0), loss("andet", 0),
			{Kind: documents.LostUnread, Page: 3}, {Kind: documents.LostPicture, Page: 4}}}
	var got []string
	for _, o := range Check(&doc, time.Now(), 0) {
		got = append(got, o.Text, o.English)
	}
	want := []string{
		"udeladt: andet (2 ord), fx »Se bilag«", "left out: andet (2 words), such as “Se bilag”",
		"udeladt: 1 vedhæftede filer, fx »Se bilag«; læg dem ved siden af, hvis de skal med", "left out: 1 attached files, such as “Se bilag”; bring them beside it if they are to be there",
		fmt.Sprintf("udeladt: det, der står efter de første %d kolonner (2 ord), fx »Se bilag«", documents.MaxCells), fmt.Sprintf("left out: what stands after the first %d columns (2 words), such as “Se bilag”", documents.MaxCells),
		"1 af 4 sider er billeder, som tekstgenkendelse (OCR) ikke fandt tekst på (side 4); er der tekst, så læg en udgave med den", "1 of 4 pages are pictures on which character recognition (OCR) found no text (page 4); if there is any, bring an edition with it",
		"udeladt: sidehoveder og sidefødder (side 1–2, 4 ord), fx »Se bilag«", "left out: page headers and footers (page 1–2, 4 words), such as “Se bilag”",
		"1 af 4 sider er billeder, som ikke er læst (side 3); --ocr læser dem, i serve i baggrunden, eller læg en udgave med tekst", "1 of 4 pages are pictures that were not read (page 3); --ocr reads them, in serve in the background, or bring an edition with text",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q, want\n%q", got, want)
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
