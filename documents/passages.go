package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// PassageSize bounds passages, in words separated by white space.
type PassageSize struct {
	Target int // paragraphs are gathered up to this many words
	Max    int // no passage exceeds this
}

// DefaultPassageSize is the size that measured best (docs/retrieval.md).
func DefaultPassageSize() PassageSize { return PassageSize{Target: 180, Max: 260} }

// piece is a run of text that stays whole: a paragraph (or a sentence of one
// that is too long), a list with its lead-in, a table row.
type piece struct {
	text  string
	words int
	page  int
	glue  bool // belongs with the piece before it: a list after its lead-in, a table row after its header
}

// section is what stands under one heading, before the next heading.
type section struct {
	path    []string // including the own heading
	heading string   // own heading; "" for text before the first one
	page    int
	pieces  []piece

	references []Reference
	advice     string
}

// Passages cuts a document into passages: each a piece of one section, in
// reading order, together holding the whole text once. A passage begins with
// its section's heading where it is the section's first. Lists stay with their
// lead-in, no sentence is cut, and no passage exceeds size.Max words. A passage
// of a presentation lies on one slide.
func Passages(doc *Document, size PassageSize) []Passage {
	var out []Passage
	seen := map[string]int{}
	add := func(s section, pieces []piece, first bool) {
		out = append(out, newPassage(doc, s, pieces, first, seen))
	}
	for _, s := range sections(doc, size) {
		for i, group := range gather(s.pieces, size, len(strings.Fields(s.heading))) {
			add(s, group, i == 0)
		}
	}
	doc.Asked.askOf(out)
	return out
}

func newPassage(doc *Document, s section, pieces []piece, first bool, seen map[string]int) Passage {
	var lines []string
	page := s.page
	if first && s.heading != "" {
		lines = append(lines, s.heading)
	}
	for i, p := range pieces {
		if i == 0 && (!first || page == 0) {
			page = p.page
		}
		lines = append(lines, p.text)
	}
	text := strings.Join(lines, "\n")
	sum := sha256.Sum256([]byte(strings.Join(s.path, "\x00") + "\x01" + text))
	id := doc.ID + "-" + hex.EncodeToString(sum[:4])
	seen[id]++
	if n := seen[id]; n > 1 {
		id = fmt.Sprintf("%s-%d", id, n)
	}
	return Passage{ID: id, Document: doc.ID, Title: doc.Title, Page: page, Section: s.path, Text: text, References: s.references, Advice: s.advice}
}

// sections gathers blocks under their headings. A heading with no text of its
// own gives a section only where no deeper heading follows it, so that its
// words are not lost.
func sections(doc *Document, size PassageSize) []section {
	var out []section
	cur := section{path: []string{}}
	var stack []Block
	pending := false // cur has a heading and no text yet
	flush := func() {
		if len(cur.pieces) > 0 || pending {
			out = append(out, cur)
		}
	}
	var build pieceBuilder
	build.max = size.Max - 40
	page := 0
	for i, b := range doc.Blocks {
		if page != b.Page && doc.slides() {
			page = b.Page
			flush()
			for len(stack) > 0 && stack[len(stack)-1].Level > 1 {
				stack = stack[:len(stack)-1]
			}
			cur, pending = section{path: headings(stack), page: b.Page}, false
			build.reset()
		}
		if b.Kind == Row && b.Head && (i+1 == len(doc.Blocks) || doc.Blocks[i+1].Kind != Row) {
			b.Head = false // it names nothing, so its words stand as a row of their own
		}
		if b.References != nil && lastOfSection(doc.Blocks, i) && len(cur.pieces) > 0 {
			cur.references, cur.advice = b.References, b.Advice
			continue
		}
		if b.Kind != Heading {
			cur.pieces = build.add(cur.pieces, b)
			pending = false
			continue
		}
		build.reset()
		if pending && len(cur.pieces) == 0 && b.Level > stack[len(stack)-1].Level {
			pending = false // a parent of headings: its words are in every path below it
		}
		flush()
		for len(stack) > 0 && stack[len(stack)-1].Level >= b.Level {
			stack = stack[:len(stack)-1]
		}
		stack = append(stack, b)
		cur = section{path: headings(stack), heading: b.Text, page: b.Page}
		pending = true
	}
	flush()
	return out
}

// slides tells documents of which every page stands alone.
func (d *Document) slides() bool { return d.Format == "pptx" || d.Format == "odp" }

// lastOfSection tells whether block i is the last before a heading or the end.
func lastOfSection(blocks []Block, i int) bool {
	return i+1 == len(blocks) || blocks[i+1].Kind == Heading
}

func headings(stack []Block) []string {
	path := make([]string, len(stack))
	for i, b := range stack {
		path[i] = b.Text
	}
	return path
}

// gather packs pieces into groups of about size.Target words and at most
// size.Max; used is what the heading takes of the first group.
func gather(pieces []piece, size PassageSize, used int) [][]piece {
	var out [][]piece
	var group []piece
	words := used
	for i, p := range pieces {
		limit := size.Target
		if p.glue {
			limit = size.Max
		}
		full := len(group) > 0 && words+p.words > limit
		// A lead-in moves along with the list it introduces.
		if !full && len(group) > 0 && i+1 < len(pieces) && pieces[i+1].glue && !p.glue &&
			words+p.words+pieces[i+1].words > size.Max {
			full = true
		}
		if full {
			out = append(out, group)
			group, words = nil, 0
		}
		group = append(group, p)
		words += p.words
	}
	if len(group) > 0 || len(out) == 0 {
		out = append(out, group)
	}
	return balance(out, size)
}

// balance moves a last group that is too short to stand alone into the one
// before it where it fits.
func balance(groups [][]piece, size PassageSize) [][]piece {
	n := len(groups)
	if n < 2 {
		return groups
	}
	last, prev := groupWords(groups[n-1]), groupWords(groups[n-2])
	if last < size.Target/4 && prev+last <= (size.Target+size.Max)/2 {
		groups[n-2] = append(groups[n-2], groups[n-1]...)
		return groups[:n-1]
	}
	return groups
}

func groupWords(g []piece) int {
	n := 0
	for _, p := range g {
		n += p.words
	}
	return n
}
