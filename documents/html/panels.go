package html

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// openPanels finds the parts of a page that a button or a tab opens, and puts
// over each what its control says, where that stands in no heading.
func openPanels(ctx context.Context, root *html.Node) (map[*html.Node]bool, error) {
	p := pagePanels{ids: map[string]*html.Node{}, ofTab: map[*html.Node]*html.Node{}, open: map[*html.Node]bool{}}
	var controls, tabbed []*html.Node
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := htmlAttr(n, "id"); id != "" && p.ids[id] == nil {
			p.ids[id] = n
		}
		if isControl(n) {
			controls = append(controls, n)
		}
		if isRole(n, "tabpanel") {
			tabbed = append(tabbed, n)
		}
	}
	for _, panel := range tabbed {
		p.open[panel] = true
		if tab := p.ids[htmlAttr(panel, "aria-labelledby")]; tab != nil {
			p.ofTab[tab] = panel
		}
	}
	named := map[*html.Node]bool{}
	for _, control := range controls {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		panel := p.panelOf(control)
		if panel != nil && !named[panel] && p.isPanel(panel) && names(control, panel) {
			named[panel] = true
			nameBy(control, panel)
		}
	}
	return p.open, nil
}

type pagePanels struct {
	ids   map[string]*html.Node
	ofTab map[*html.Node]*html.Node
	open  map[*html.Node]bool
}

func isRole(n *html.Node, role string) bool { return strings.EqualFold(htmlAttr(n, "role"), role) }

func isControl(n *html.Node) bool {
	return n.DataAtom == atom.Button || isRole(n, "button") || isRole(n, "tab") || htmlAttr(n, "aria-expanded") != ""
}

// panelOf is what a control opens: what it names, else what follows it.
func (p *pagePanels) panelOf(control *html.Node) *html.Node {
	for _, key := range []string{"aria-controls", "data-bs-target", "data-target", "href"} {
		if panel := p.ids[strings.TrimPrefix(htmlAttr(control, key), "#")]; panel != nil {
			return panel
		}
	}
	if panel := p.ofTab[control]; panel != nil || htmlAttr(control, "aria-expanded") == "" {
		return panel
	}
	n := control
	for n.Parent != nil && before(n) == nil && after(n) == nil {
		n = n.Parent
	}
	if next := after(n); next != nil && next.Type == html.ElementNode {
		return next
	}
	return nil
}

// isPanel tells a part that says something, which a menu does not: there all
// words are links.
func (p *pagePanels) isPanel(n *html.Node) bool {
	is, known := p.open[n]
	if !known {
		is = !surrounding(n) && !holds(n, atom.Main, atom.H1, atom.Body) && n.DataAtom != atom.Main && says(n)
		p.open[n] = is
	}
	return is
}

// says reports whether words stand in a node beside links and controls.
func says(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Button, atom.Label, atom.Select, atom.Nav, atom.Script, atom.Style, atom.Svg:
		return false
	}
	if n.Type == html.TextNode {
		return strings.ContainsFunc(n.Data, isWordRune)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if says(c) {
			return true
		}
	}
	return false
}

// names reports whether a control stands over a panel as a heading would.
func names(control, panel *html.Node) bool {
	if control == panel || slices.Contains(slices.Collect(panel.Ancestors()), control) {
		return false
	}
	for a := range control.Ancestors() {
		if a == panel || headingLevel(a) > 0 {
			return false
		}
		switch a.DataAtom {
		case atom.Summary, atom.Dt, atom.Td, atom.Th, atom.P:
			return false
		}
	}
	opens := isHidden(panel) || isSilent(panel) || isRole(panel, "tabpanel") || htmlAttr(control, "aria-expanded") != ""
	stands := isBlock(panel) && panel.DataAtom != atom.Tr
	return opens && stands && !inText(control) && !holds(control, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6)
}

// nameBy moves what a control says over its panel.
func nameBy(control, panel *html.Node) {
	name := &html.Node{Type: html.ElementNode, Data: "summary", DataAtom: atom.Summary}
	for c := control.FirstChild; c != nil; c = control.FirstChild {
		control.RemoveChild(c)
		name.AppendChild(c)
	}
	control.Parent.RemoveChild(control)
	panel.Parent.InsertBefore(name, panel)
}

// inText reports whether a control stands in a line of other text.
func inText(control *html.Node) bool {
	if isRole(control, "tab") {
		return false
	}
	for n := control; n.Parent != nil && (n == control || !isBlock(n) && n.DataAtom != atom.Li); n = n.Parent {
		for _, m := range []*html.Node{before(n), after(n)} {
			if m != nil && !isBlock(m) && says(m) {
				return true
			}
		}
	}
	return false
}

// before and after are what stands beside an element and is not blank.
func before(n *html.Node) *html.Node {
	for n = n.PrevSibling; n != nil && blank(n); n = n.PrevSibling {
	}
	return n
}

func after(n *html.Node) *html.Node {
	for n = n.NextSibling; n != nil && blank(n); n = n.NextSibling {
	}
	return n
}

func blank(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && strings.TrimSpace(n.Data) == ""
}
