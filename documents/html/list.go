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

// definitions adds each term with its definition as one item.
func (w *htmlWalker) definitions(dl *html.Node) error {
	if err := w.flush(); err != nil {
		return err
	}
	term := ""
	var walk func(n *html.Node) error
	walk = func(n *html.Node) error {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			text := ""
			switch c.DataAtom {
			case atom.Dt:
				term = strings.TrimRight(documents.CleanText(w.textOf(c)), ":")
				continue
			case atom.Dd:
				text = documents.CleanText(w.textOf(c))
			default: // terms may be grouped
				if err := walk(c); err != nil {
					return err
				}
				continue
			}
			if term != "" {
				text = term + ": " + text
			}
			if err := w.list.Item(len(w.lists)+1, text); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(dl)
}
