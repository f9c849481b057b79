package html

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/digitaskforce/taskforce/documents"
)

var (
	notShown   = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
	iconClass  = regexp.MustCompile(`(?i)(^|[\s_-])(icons?|symbols)(-(outlined|round|rounded|sharp|two-tone))?(\s|$)`)
	iconName   = regexp.MustCompile(`^\s*[a-z][a-z0-9_]+\s*$`)
	readerOnly = regexp.MustCompile(`(?i)(^|[\s_-])(sr-only|visually-?hidden|screen-?reader)`)
)

// longestDouble bounds the text that is compared to find what stands twice.
const longestDouble = 10_000

// sight takes out of a page what is no text of it, so that all text that is left
// in it is seen. What could be taken for text is kept apart.
type sight struct {
	panels                map[*html.Node]bool // what a control of the page opens
	unseen, drawn, filled strings.Builder
}

// see leaves in a page what its readers see, also what they open.
func see(ctx context.Context, root *html.Node) (*sight, error) {
	panels, err := openPanels(ctx, root)
	if err != nil {
		return nil, err
	}
	s := &sight{panels: panels}
	return s, s.clear(ctx, root)
}

func (s *sight) clear(ctx context.Context, parent *html.Node) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var next *html.Node
	for n := parent.FirstChild; n != nil; n = next {
		next = n.NextSibling
		if n.Type != html.ElementNode {
			continue
		}
		out, told := s.leftOut(n)
		if !out {
			if n.DataAtom == atom.Sup && linked(n) || s.panels[n] { // a note in words, one that opens
				parent.InsertBefore(&html.Node{Type: html.TextNode, Data: " "}, n)
			}
			if err := s.clear(ctx, n); err != nil {
				return err
			}
			if isSilent(n) && strings.TrimSpace(firstText(n)) == "" && !holds(n, atom.Img, atom.Br) {
				parent.RemoveChild(n) // a drawn sign
			}
			continue
		}
		if told != nil {
			dropAll(n, neverText...)
			told.WriteByte(' ')
			writeHTMLText(told, n)
		}
		parent.RemoveChild(n)
	}
	s.clearDoubles(parent)
	return nil
}

// neverText are elements whose content is for programs.
var neverText = []atom.Atom{atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Title, atom.Iframe, atom.Canvas, atom.Object, atom.Input}

// leftOut tells what is no text, and where it is told, if anywhere.
func (s *sight) leftOut(n *html.Node) (out bool, told *strings.Builder) {
	switch n.DataAtom {
	case atom.Svg, atom.Math:
		dropAll(n, atom.Desc, atom.Annotation, atom.AnnotationXml)
		return true, &s.drawn
	case atom.Select, atom.Textarea, atom.Option, atom.Datalist:
		return true, &s.filled
	}
	switch {
	case slices.Contains(neverText, n.DataAtom), isMark(n):
		return true, nil
	case isHidden(n) && !s.panels[n], isIcon(n):
		return true, &s.unseen
	}
	return false, nil
}

// isHidden tells what is not shown. What aria-hidden hides is shown all the same:
// it is not read aloud.
func isHidden(n *html.Node) bool {
	if n.DataAtom == atom.Tr {
		return false // rows unfold
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "style":
			if notShown.MatchString(a.Val) {
				return true
			}
		}
	}
	return false
}

// isIcon tells the name of a sign, in whose place the font draws it.
func isIcon(n *html.Node) bool {
	text := n.FirstChild
	return text != nil && text.NextSibling == nil && text.Type == html.TextNode &&
		iconName.MatchString(text.Data) && iconClass.MatchString(htmlAttr(n, "class"))
}

// clearDoubles takes out what stands twice beside each other, for those who see
// and for those who listen: a copy in a row of pictures, a text with its spoken form.
func (s *sight) clearDoubles(parent *html.Node) {
	silent := false
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		silent = silent || isSilent(n)
	}
	if !silent {
		return
	}
	texts, seen, spoken := map[*html.Node]string{}, map[string]bool{}, false
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		if n.Type == html.ElementNode {
			texts[n] = documents.CleanText(firstText(n))
			seen[texts[n]] = seen[texts[n]] || !isSilent(n)
			spoken = spoken || isSilent(n) && strings.ContainsFunc(texts[n], isWordRune)
		}
	}
	var next *html.Node
	for n := parent.FirstChild; n != nil; n = next {
		next = n.NextSibling
		text := texts[n]
		switch {
		case text == "" || len(text) >= longestDouble:
		case isSilent(n) && seen[text], spoken && n.Type == html.ElementNode && !isSilent(n) && readerOnly.MatchString(htmlAttr(n, "class")):
			s.unseen.WriteString(" " + text)
			parent.RemoveChild(n)
		default:
			seen[text] = true
		}
	}
}

func isSilent(n *html.Node) bool { return strings.EqualFold(htmlAttr(n, "aria-hidden"), "true") }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// firstText is the beginning of an element's text.
func firstText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
		if b.Len() > longestDouble {
			break
		}
	}
	return b.String()
}

func dropAll(parent *html.Node, kinds ...atom.Atom) {
	var next *html.Node
	for n := parent.FirstChild; n != nil; n = next {
		next = n.NextSibling
		if slices.Contains(kinds, n.DataAtom) {
			parent.RemoveChild(n)
			continue
		}
		dropAll(n, kinds...)
	}
}

// losses tells what was taken out.
func (s *sight) losses() (out []documents.Loss) {
	for _, l := range []struct{ kind, text string }{
		{documents.LostUnseen, s.unseen.String()}, {documents.LostDrawn, s.drawn.String()}, {documents.LostFilled, s.filled.String()},
	} {
		if loss := documents.NewLoss(l.kind, 0, l.text); loss.Words > 0 {
			out = append(out, loss)
		}
	}
	return out
}

// texts are those of the page that can be seen, and those that were taken out.
func (s *sight) texts(root *html.Node) []string {
	var seen strings.Builder
	writeHTMLText(&seen, root)
	return []string{seen.String(), s.unseen.String(), s.drawn.String(), s.filled.String()}
}
