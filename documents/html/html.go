// Package html reads HTML pages and the links on them. Start with [Read] and
// [ReadLinks].
package html

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"github.com/digitaskforce/taskforce/documents"
)

// Read reads the main content of a page: its main or article element, else
// its body, without what surrounds the text.
func Read(ctx context.Context, in documents.Input) (*documents.Document, error) {
	text, err := decodeHTML(in.Data)
	if err != nil {
		return nil, err
	}
	if strings.Count(text, "<") > documents.MaxTags {
		return nil, documents.ErrTooMuchText
	}
	root, err := parseHTML(ctx, strings.NewReader(siteFacts.ReplaceAllString(text, "")))
	if err != nil {
		return nil, err
	}
	dropTemplates(root)
	info := htmlInfo(root, text)
	sight, err := see(ctx, root)
	if err != nil {
		return nil, err
	}
	w := &htmlWalker{ctx: ctx, list: documents.NewBlockList(in.Limits)}
	main := mainContent(root)
	err = w.read(main)
	if err == nil && len(w.list.Blocks) == 0 { // all of it looked like surroundings
		w.everything, main = true, root
		w.around.Reset()
		err = w.read(main)
	}
	if err != nil {
		return nil, err
	}
	w.outside(root, main)
	info.Title = shortTitle(info.Title, w.list.Blocks)
	losses := sight.losses()
	if loss := documents.NewLoss(documents.LostAround, 0, w.around.String()); loss.Words > 0 {
		losses = append(losses, loss)
	}
	layer := documents.NewLayer(sight.texts(root), w.list.Blocks)
	return &documents.Document{Info: info, Blocks: w.list.Blocks, Losses: losses, Layer: layer}, nil
}

// outside gathers what stands around the main part of a page.
func (w *htmlWalker) outside(parent, main *html.Node) {
	if parent == main {
		return
	}
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			w.around.WriteString(n.Data)
		case n.Type == html.ElementNode && n != main:
			w.around.WriteByte(' ')
			w.outside(n, main)
			w.around.WriteByte(' ')
		}
	}
}

// decodeHTML trusts the bytes more than what a page says of its encoding.
func decodeHTML(data []byte) (string, error) {
	encoding, name, certain := charset.DetermineEncoding(data, "")
	if !certain || name == "utf-8" || strings.HasPrefix(name, "utf-16") || documents.MostlyUTF8(data) || bytes.IndexByte(data, 0) >= 0 {
		return documents.DecodeText(data)
	}
	text, err := encoding.NewDecoder().Bytes(data)
	if err != nil {
		return "", documents.Damaged.Fault(err)
	}
	return string(text), nil
}

// contextReader ends a parser's input when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// parseHTML also turns the parser's panic on deep nesting into an error.
func parseHTML(ctx context.Context, r io.Reader) (root *html.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			root, err = nil, documents.DeepHTML.Fault(fmt.Errorf("parsing html: %v", p))
		}
	}()
	root, err = html.Parse(contextReader{ctx, r})
	if err == nil {
		return root, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, documents.DeepHTML.Fault(fmt.Errorf("parsing html: %w", err))
}

// Fragment adds the blocks of HTML that stands within another format, and
// returns the texts in it, for a [documents.Layer], and which of them it left out.
func Fragment(ctx context.Context, fragment []byte, list *documents.BlockList) (texts []string, losses []documents.Loss, err error) {
	root, err := parseHTML(ctx, bytes.NewReader(fragment))
	if err != nil {
		return nil, nil, err
	}
	sight, err := see(ctx, root)
	if err != nil {
		return nil, nil, err
	}
	w := &htmlWalker{ctx: ctx, list: list, everything: true, level: list.Level()}
	return sight.texts(root), sight.losses(), w.read(root)
}

// htmlWalker turns elements into blocks. Text gathers until a block ends.
type htmlWalker struct {
	ctx        context.Context
	list       *documents.BlockList
	everything bool // keep what looks like surroundings
	text       strings.Builder
	lists      []htmlList // open lists, outermost first
	inItem     bool       // the text gathered is the item's
	level      int        // of the last heading
	depth      int
	around     strings.Builder // text of menus and the like, which is left out
}

func (w *htmlWalker) read(root *html.Node) error {
	if err := w.children(root); err != nil {
		return err
	}
	return w.flush()
}

func (w *htmlWalker) children(parent *html.Node) error {
	if w.depth++; w.depth > 2*documents.MaxHTMLDepth {
		return documents.DeepHTML.Fault(nil)
	}
	defer func() { w.depth-- }()
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if err := w.node(n); err != nil {
			return err
		}
	}
	return w.ctx.Err()
}

func (w *htmlWalker) node(n *html.Node) error {
	switch n.Type {
	case html.TextNode:
		w.text.WriteString(lineBreaks.Replace(n.Data))
		return nil
	case html.ElementNode:
		if !w.everything && surrounding(n) {
			w.around.WriteByte(' ')
			writeHTMLText(&w.around, n)
			return nil
		}
		return w.element(n)
	case html.DocumentNode:
		return w.children(n)
	}
	return nil
}

// lineBreaks makes spaces of those in the source, for only br breaks lines.
var lineBreaks = strings.NewReplacer("\n", " ", "\r", " ")

func (w *htmlWalker) element(n *html.Node) error {
	if level := headingLevel(n); level > 0 {
		return w.heading(level, n)
	}
	switch n.DataAtom {
	case atom.Br:
		w.text.WriteByte('\n')
		return nil
	case atom.Img:
		if alt := htmlAttr(n, "alt"); strings.Contains(strings.TrimSpace(alt), " ") {
			w.text.WriteString(" " + lineBreaks.Replace(alt) + " ")
		}
		return nil
	case atom.Summary: // the question of an answer that unfolds
		return w.heading(w.level+1, n)
	case atom.Ul, atom.Ol, atom.Menu:
		return w.listOf(n)
	case atom.Li:
		return w.item(n)
	case atom.Dl:
		return w.definitions(n)
	case atom.Table:
		return w.table(n)
	}
	if !isBlock(n) {
		return w.children(n)
	}
	if w.inItem {
		w.text.WriteByte(' ')
		err := w.children(n)
		w.text.WriteByte(' ')
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	if err := w.children(n); err != nil {
		return err
	}
	return w.flush()
}

// heading adds one. A summary is a heading below the last, and moves nothing.
func (w *htmlWalker) heading(level int, n *html.Node) error {
	if err := w.flush(); err != nil {
		return err
	}
	if n.DataAtom != atom.Summary {
		w.level = level
	}
	return w.list.Heading(level, w.textOf(n))
}

// flush makes a block of the text gathered: the open item's, else paragraphs,
// which two line breaks part.
func (w *htmlWalker) flush() error {
	text := w.text.String()
	w.text.Reset()
	if w.inItem {
		if strings.TrimSpace(text) == "" {
			return nil // its text may follow a block without any
		}
		w.inItem = false
		return w.list.Item(len(w.lists), w.mark()+text)
	}
	for part := range strings.SplitSeq(doubleBreak.ReplaceAllString(text, "\f"), "\f") {
		if err := w.list.Paragraph(part); err != nil {
			return err
		}
	}
	return nil
}

// textOf is all visible text of an element in one line.
func (w *htmlWalker) textOf(n *html.Node) string {
	var b strings.Builder
	writeHTMLText(&b, n)
	return b.String()
}

func writeHTMLText(b *strings.Builder, parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type != html.ElementNode:
		default:
			apart := isBlock(n) || n.DataAtom == atom.Br || n.DataAtom == atom.Li || n.DataAtom == atom.Td || n.DataAtom == atom.Th
			if apart {
				b.WriteByte(' ')
			}
			writeHTMLText(b, n)
			if apart {
				b.WriteByte(' ')
			}
		}
	}
}

// shortTitle is the page's own heading where the title repeats it with the
// site's name after it.
func shortTitle(title string, blocks []documents.Block) string {
	title = documents.CleanText(title)
	for _, b := range blocks {
		if b.Kind == documents.Heading && b.Level == 1 {
			if strings.HasPrefix(title, b.Text) && utf8.RuneCountInString(b.Text) > 3 {
				return b.Text
			}
			break
		}
	}
	return title
}
