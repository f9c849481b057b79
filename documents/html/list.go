package html

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/digitaskforce/taskforce/documents"
)

// htmlList is an open list; next numbers its items, 0 where they have bullets.
type htmlList struct{ next int }

// mark numbers the item of an ordered list.
func (w *htmlWalker) mark() string {
	if len(w.lists) == 0 || w.lists[len(w.lists)-1].next == 0 {
		return ""
	}
	return strconv.Itoa(w.lists[len(w.lists)-1].next) + ". "
}

func (w *htmlWalker) listOf(n *html.Node) error {
	if err := w.flush(); err != nil {
		return err
	}
	list := htmlList{}
	if n.DataAtom == atom.Ol {
		list.next = 1
		if start, err := strconv.Atoi(htmlAttr(n, "start")); err == nil && start > 0 {
			list.next = start
		}
	}
	outer := w.inItem
	w.inItem = false
	w.lists = append(w.lists, list)
	err := w.children(n)
	if err == nil {
		err = w.flush()
	}
	w.lists = w.lists[:len(w.lists)-1]
	w.inItem = outer
	return err
}

func (w *htmlWalker) item(n *html.Node) error {
	if err := w.flush(); err != nil {
		return err
	}
	if len(w.lists) == 0 { // outside any list
		w.lists = append(w.lists, htmlList{})
		defer func() { w.lists = w.lists[:0] }()
	}
	w.inItem = true
	err := w.children(n)
	if err == nil {
		err = w.flush()
	}
	w.inItem = false
	if last := &w.lists[len(w.lists)-1]; last.next > 0 {
		last.next++
	}
	return err
}

// terms are those of a definition list that hold for the definition to come.
type terms struct {
	text string
	open bool // no definition has come since
}

// definitions adds each term with its definition as one item. What else stands
// among them is read as elsewhere.
func (w *htmlWalker) definitions(dl *html.Node) error {
	if err := w.flush(); err != nil {
		return err
	}
	outer := w.inItem
	w.inItem = false
	t := &terms{}
	err := w.definitionParts(dl, t)
	if err == nil {
		err = w.flush()
	}
	if err == nil {
		err = w.undefined(t)
	}
	w.inItem = outer
	return err
}

func (w *htmlWalker) definitionParts(dl *html.Node, t *terms) error {
	for c := dl.FirstChild; c != nil; c = c.NextSibling {
		var err error
		switch {
		case c.Type == html.ElementNode && !w.everything && surrounding(c):
			err = w.node(c)
		case c.DataAtom == atom.Dt:
			err = w.definedTerm(c, t)
		case c.DataAtom == atom.Dd:
			err = w.definition(c, t)
		case c.DataAtom == atom.Div && holds(c, atom.Dt, atom.Dd): // terms may be grouped
			err = w.definitionParts(c, t)
		case c.Type == html.ElementNode:
			if err = w.undefined(t); err == nil {
				err = w.node(c)
			}
		default:
			err = w.node(c)
		}
		if err != nil {
			return err
		}
	}
	return w.ctx.Err()
}

// undefined adds a term that nothing defines.
func (w *htmlWalker) undefined(t *terms) error {
	text, open := t.text, t.open
	*t = terms{}
	if !open {
		return nil
	}
	return w.list.Item(len(w.lists)+1, text)
}

// definedTerm keeps a term for its definition. Several terms may share one.
func (w *htmlWalker) definedTerm(dt *html.Node, t *terms) error {
	if err := w.flush(); err != nil {
		return err
	}
	text := strings.TrimRight(documents.CleanText(w.textOf(dt)), ":")
	if t.open && t.text != "" {
		text = strings.TrimSuffix(t.text+", "+text, ", ")
	}
	*t = terms{text, true}
	return nil
}

// definition adds a term with its definition; where that holds lists, tables or
// headings, they follow.
func (w *htmlWalker) definition(dd *html.Node, t *terms) error {
	if err := w.flush(); err != nil {
		return err
	}
	mark := ""
	if t.text != "" {
		mark = t.text + ": "
	}
	t.open = false
	if !holds(dd, atom.Ul, atom.Ol, atom.Table, atom.Dl, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6) {
		return w.list.Item(len(w.lists)+1, mark+documents.CleanText(w.textOf(dd)))
	}
	w.text.WriteString(mark)
	if err := w.children(dd); err != nil {
		return err
	}
	return w.flush()
}
