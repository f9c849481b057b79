// Package markdown reads Markdown with facts before it. Start with [Read].
package markdown

import (
	"bytes"
	"context"
	stdhtml "html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/html"
)

// Read reads Markdown with GitHub's tables and task lists, footnotes,
// and YAML front matter. Front matter that is broken costs its own facts only.
func Read(ctx context.Context, in documents.Input) (*documents.Document, error) {
	content, err := documents.DecodeText(in.Data)
	if err != nil {
		return nil, err
	}
	if len(content) > in.Limits.TextBytes/2 { // its tree takes many times its size
		return nil, documents.ErrTooMuchText
	}
	content = strings.ReplaceAll(strings.ReplaceAll(content, "\r\n", "\n"), "\r", "\n")
	info, body, warning := frontMatter(content)
	source := []byte(easyMarkdown(html.WithoutTemplates(body)))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := &markdownReader{ctx: ctx, source: source, list: documents.NewBlockList(in.Limits)}
	if err := m.children(markdownParser().Parse(text.NewReader(source)), 0, 0); err != nil {
		return nil, err
	}
	return &documents.Document{Info: info, Blocks: m.list.Blocks, Losses: m.losses}, warning
}

func markdownParser() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(
		extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote,
	)).Parser()
}

// What no author writes, but what a parser may need without bound: deep
// nesting and endless lines.
const (
	maxMarks = 60
	maxLine  = 8 << 10
	maxRun   = 16 << 10 // lines without a blank one between them, table rows aside
	maxDepth = 200
)

var manyMarks = regexp.MustCompile(`(?m)^(?:[ \t]*(?:[>*+-]|\d{1,9}[.)])){` + strconv.Itoa(maxMarks) + `,}`)

// easyMarkdown takes the beginnings off lines that nest absurdly deep, and cuts
// endless lines and paragraphs into several.
func easyMarkdown(s string) string {
	s = manyMarks.ReplaceAllString(s, "")
	var b strings.Builder
	run := 0
	for line := range strings.Lines(s) {
		if run += len(line); strings.TrimSpace(line) == "" || strings.Contains(line, "|") {
			run = 0
		}
		if run > maxRun {
			b.WriteByte('\n')
			run = 0
		}
		for len(line) > maxLine {
			n := strings.LastIndexByte(line[:maxLine], ' ')
			if n < 1 {
				n = maxLine
			}
			b.WriteString(strings.ToValidUTF8(line[:n], ""))
			b.WriteString("\n\n")
			line = line[n:]
		}
		b.WriteString(line)
	}
	return b.String()
}

// markdownReader turns a parsed file into blocks.
type markdownReader struct {
	ctx    context.Context
	source []byte
	list   *documents.BlockList
	losses []documents.Loss
}

// children adds what stands in a container; level is the depth of lists there.
func (m *markdownReader) children(parent ast.Node, level, depth int) error {
	if depth > maxDepth {
		return nil
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if err := m.block(n, level, depth); err != nil {
			return err
		}
	}
	return m.ctx.Err()
}

func (m *markdownReader) block(n ast.Node, level, depth int) error {
	switch n := n.(type) {
	case *ast.Heading:
		return m.list.Heading(n.Level, m.inline(n))
	case *ast.Paragraph, *ast.TextBlock:
		return m.paragraph(n)
	case *ast.List:
		return m.listItems(n, level+1, depth)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return m.list.Paragraph(m.lines(n))
	case *ast.HTMLBlock:
		_, left, err := html.Fragment(m.ctx, m.rawHTML(n), m.list)
		m.losses = append(m.losses, left...)
		return err
	case *extast.Table:
		return m.table(n)
	case *extast.FootnoteList:
		if err := m.list.Add(documents.NotesHeading(m.list.Blocks)); err != nil {
			return err
		}
	}
	return m.children(n, level, depth+1) // quotes, footnotes
}

// listItems adds each item with its paragraphs as one text; what else stands in
// it, such as a list or a table, follows.
func (m *markdownReader) listItems(list *ast.List, level, depth int) error {
	number := list.Start
	for n := list.FirstChild(); n != nil; n = n.NextSibling() {
		mark := ""
		if list.IsOrdered() {
			mark = strconv.Itoa(number) + string(list.Marker) + " "
			number++
		}
		rest := n.FirstChild()
		var texts []string
		for ; rest != nil && isMarkdownText(rest); rest = rest.NextSibling() {
			texts = append(texts, m.inline(rest))
		}
		if words := strings.TrimSpace(strings.Join(texts, " ")); words != "" {
			if err := m.list.Item(level, mark+words); err != nil {
				return err
			}
		}
		for ; rest != nil && depth < maxDepth; rest = rest.NextSibling() {
			if err := m.block(rest, level, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func isMarkdownText(n ast.Node) bool {
	return n.Kind() == ast.KindParagraph || n.Kind() == ast.KindTextBlock
}

func (m *markdownReader) table(table *extast.Table) error {
	for n := table.FirstChild(); n != nil; n = n.NextSibling() {
		var cells []string
		for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, m.inline(cell))
		}
		if err := m.list.Row(cells, n.Kind() == extast.KindTableHeader); err != nil {
			return err
		}
	}
	return nil
}

// inline is the text of a block's content, without markup.
func (m *markdownReader) inline(n ast.Node) string {
	var b strings.Builder
	m.writeInline(&b, n, 0)
	return b.String()
}

func (m *markdownReader) writeInline(b *strings.Builder, parent ast.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			m.writeText(b, n)
		case *ast.String:
			b.Write(n.Value)
		case *ast.CodeSpan: // its text holds no entities
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					b.Write(t.Segment.Value(m.source))
				}
			}
		case *ast.AutoLink:
			b.Write(n.Label(m.source))
		case *ast.RawHTML:
			if bytes.HasPrefix(bytes.ToLower(n.Segments.Value(m.source)), []byte("<br")) {
				b.WriteByte(' ')
			}
		case *extast.FootnoteLink, *extast.FootnoteBacklink, *extast.TaskCheckBox:
		default:
			m.writeInline(b, n, depth+1)
		}
	}
}

var escaped = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

// writeText writes plain text with its escapes and entities resolved.
func (m *markdownReader) writeText(b *strings.Builder, t *ast.Text) {
	value := string(t.Segment.Value(m.source))
	if !t.IsRaw() && strings.ContainsAny(value, `\&`) {
		value = stdhtml.UnescapeString(escaped.ReplaceAllString(value, "$1"))
	}
	b.WriteString(value)
	if t.SoftLineBreak() || t.HardLineBreak() {
		b.WriteByte(' ')
	}
}

func (m *markdownReader) lines(n ast.Node) string {
	return string(n.Lines().Value(m.source))
}

func (m *markdownReader) rawHTML(n *ast.HTMLBlock) []byte {
	raw := n.Lines().Value(m.source)
	if n.HasClosure() {
		raw = append(raw[:len(raw):len(raw)], n.ClosureLine.Value(m.source)...)
	}
	return raw
}
