package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	raisedStyle = regexp.MustCompile(`(?i)vertical-align\s*:\s*(super|text-top)`)
	noteRef     = regexp.MustCompile(`(?i)(^|\s)(doc-)?noteref(\s|$)`)
)

// longestMark is how many letters and digits mark a note at most.
const longestMark = 4

// isMark tells a note's number, which would else stick to a word, and the sign
// of a link to a heading or back from a note.
func isMark(n *html.Node) bool {
	switch {
	case noteRef.MatchString(htmlAttr(n, "role")), noteRef.MatchString(htmlAttr(n, "epub:type")):
	case n.DataAtom == atom.Sup || raisedStyle.MatchString(htmlAttr(n, "style")):
		if !linked(n) {
			return false
		}
	case n.DataAtom == atom.A && strings.HasPrefix(htmlAttr(n, "href"), "#"):
		text, short := markText(n)
		return short && text == "" && !holds(n, atom.Img)
	default:
		return false
	}
	_, short := markText(n)
	return short
}

// linked reports whether an element is a link within its page or book, stands in
// one or holds one.
func linked(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.DataAtom == atom.A {
			return strings.Contains(htmlAttr(a, "href"), "#")
		}
		if isBlock(a) {
			break
		}
	}
	if n.DataAtom == atom.A {
		return strings.Contains(htmlAttr(n, "href"), "#")
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			return strings.Contains(htmlAttr(d, "href"), "#")
		}
	}
	return false
}

// markText is the letters and digits of a mark, and whether they are few.
func markText(n *html.Node) (text string, short bool) {
	for d := range n.Descendants() {
		if d.Type != html.TextNode {
			continue
		}
		for _, r := range d.Data {
			if isWordRune(r) {
				text += string(r)
			}
		}
		if len(text) > longestMark {
			return text, false
		}
	}
	return text, true
}
