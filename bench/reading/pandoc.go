package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// otherTime bounds the other program: with some files it has no end.
const otherTime = 40 * time.Second

// pandocReference is what pandoc reads, in its own form: it tells headings,
// formulas and the descriptions of pictures.
func pandocReference(ctx context.Context, file, format string) (reference, error) {
	ctx, stop := context.WithTimeout(ctx, otherTime)
	defer stop()
	out, err := exec.CommandContext(ctx, "pandoc", "-f", format, "-t", "json", file).Output() //nolint:gosec // a file of the user's
	if err != nil {
		return reference{}, fmt.Errorf("pandoc: %w", err)
	}
	var doc struct {
		Blocks []json.RawMessage `json:"blocks"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		return reference{}, err
	}
	var p pandoc
	for _, b := range doc.Blocks {
		p.node(b, "")
		p.end("")
	}
	return p.reference, nil
}

// pandoc walks through a document of pandoc's.
type pandoc struct {
	reference
	text bytes.Buffer // of the line so far
	line int
}

// end makes words of the line so far.
func (p *pandoc) end(mark string) {
	p.words = appendWords(p.words, p.text.String(), word{line: p.line, mark: mark})
	p.text.Reset()
	p.line++
}

// apart writes what is marked on a line of its own.
func (p *pandoc) apart(mark string, write func()) {
	p.end("")
	write()
	p.end(mark)
}

// node is a list of nodes, or an element with its type and its content.
func (p *pandoc) node(raw json.RawMessage, mark string) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		for _, n := range list {
			p.node(n, mark)
		}
		return
	}
	var element struct {
		Type    string          `json:"t"`
		Content json.RawMessage `json:"c"`
	}
	if json.Unmarshal(raw, &element) != nil || element.Type == "" {
		return
	}
	p.element(element.Type, element.Content, mark)
}

func (p *pandoc) element(kind string, content json.RawMessage, mark string) {
	switch kind {
	case "Str":
		var s string
		_ = json.Unmarshal(content, &s)
		p.text.WriteString(s)
	case "Space", "SoftBreak":
		p.text.WriteByte(' ')
	case "LineBreak":
		p.end(mark)
	case "Code", "CodeBlock":
		p.text.WriteString(" " + last(content) + " ")
	case "Math":
		p.apart(formula, func() { p.text.WriteString(last(content)) })
	case "RawBlock", "RawInline":
	case "Image":
		p.apart(described, func() { p.node(part(content, 1), described) })
	case "Note":
		p.end(mark)
		p.node(content, mark)
		p.end(mark)
	case "Header":
		p.end("")
		p.node(part(content, 2), mark)
		if title := strings.TrimSpace(p.text.String()); title != "" {
			p.headings = append(p.headings, title)
		}
		p.end(mark)
	case "Link", "Span", "Quoted", "Cite", "Div":
		p.node(part(content, 1), mark)
		if kind == "Div" {
			p.end(mark)
		}
	case "Para", "Plain", "BlockQuote":
		p.node(content, mark)
		p.end(mark)
	case "OrderedList":
		p.items(part(content, 1), mark)
	case "BulletList", "LineBlock":
		p.items(content, mark)
	case "DefinitionList":
		var list []json.RawMessage
		_ = json.Unmarshal(content, &list)
		for _, term := range list {
			p.items(term, mark)
		}
	default: // emphasis and the like, and tables, whose cells hold paragraphs
		p.node(content, mark)
	}
}

func (p *pandoc) items(raw json.RawMessage, mark string) {
	var list []json.RawMessage
	_ = json.Unmarshal(raw, &list)
	for _, n := range list {
		p.node(n, mark)
		p.end(mark)
	}
}

// part is the nth of a list.
func part(raw json.RawMessage, n int) json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || n >= len(list) {
		return nil
	}
	return list[n]
}

// last is the text that a list ends with.
func last(raw json.RawMessage) (s string) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		_ = json.Unmarshal(list[len(list)-1], &s)
	}
	return s
}
