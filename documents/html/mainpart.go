package html

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// mainContent finds where a page's text stands: the part that its author calls
// the main one, or its only article where that holds most of the text.
func mainContent(root *html.Node) *html.Node {
	var mains, articles []*html.Node
	for n := range root.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.DataAtom == atom.Main || isRole(n, "main"):
			mains = append(mains, n)
		case n.DataAtom == atom.Article:
			articles = append(articles, n)
		}
	}
	for _, part := range mains {
		if saidIn(part) > 0 {
			takeHeading(part)
			return part
		}
	}
	if len(articles) == 1 && 2*saidIn(articles[0]) > saidIn(root) { // one of several would not be all
		takeHeading(articles[0])
		return articles[0]
	}
	return root
}

// saidIn counts the letters of an element beside links and what surrounds a text.
func saidIn(parent *html.Node) (n int) {
	for c := parent.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			for _, r := range c.Data {
				if isWordRune(r) {
					n++
				}
			}
		case c.Type == html.ElementNode && c.DataAtom != atom.A && !surrounding(c):
			n += saidIn(c)
		}
	}
	return n
}

// takeHeading moves a heading that stands right before the main part into it,
// where that has none of its own that names the page.
func takeHeading(part *html.Node) {
	if holds(part, atom.H1) {
		return
	}
	for n := part; n.Parent != nil; n = n.Parent {
		above := before(n)
		for ; above != nil && headingLevel(above) == 0; above = onlyChild(above) {
		}
		if above != nil {
			above.Parent.RemoveChild(above)
			part.InsertBefore(above, part.FirstChild)
			return
		}
		if before(n) != nil {
			return
		}
	}
}

// onlyChild is what alone stands in an element, nil where that is not one element.
func onlyChild(n *html.Node) *html.Node {
	var only *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if blank(c) {
			continue
		}
		if only != nil || c.Type != html.ElementNode || surrounding(n) {
			return nil
		}
		only = c
	}
	return only
}
