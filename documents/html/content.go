package html

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

var (
	doubleBreak = regexp.MustCompile(`\n[ \t\x{a0}]*\n\s*`)
	notShown    = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
	menuName    = regexp.MustCompile(`(?i)(^|[\s_-])(nav|navigation|navbar|menu|breadcrumbs?|cookies?|cookie-?(banner|consent|information)|coi-banner|skip-?links?|social-?(media|share)|share-?buttons?|pagination)($|[\s_-])`)
	skipLink    = regexp.MustCompile(`(?i)^\s*(gå|spring|hop|skip) (direkte )?(til|to) `)
)

// dropped tells elements that are never text: code, controls, what is hidden.
func dropped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Title, atom.Iframe, atom.Svg, atom.Canvas,
		atom.Object, atom.Button, atom.Select, atom.Input, atom.Textarea, atom.Option, atom.Datalist, atom.Math, atom.Dialog:
		return true
	case atom.Sup:
		return isNoteMark(n)
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			if strings.EqualFold(a.Val, "true") {
				return true
			}
		case "style":
			if notShown.MatchString(a.Val) {
				return true
			}
		}
	}
	return false
}

// isNoteMark tells a footnote's number, which would else stick to a word.
func isNoteMark(sup *html.Node) bool {
	for n := range sup.Descendants() {
		if n.DataAtom == atom.A {
			return strings.Contains(htmlAttr(n, "href"), "#")
		}
	}
	return false
}

// surrounding tells what stands around the text of a page: menus, headers,
// footers, forms, notices.
func surrounding(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav:
		return true
	case atom.Aside: // a box of facts in the text is text
		return !within(n, atom.Main, atom.Article) && !inSection(n) || !holds(n, atom.P, atom.Table, atom.Dl, atom.Pre)
	case atom.Footer:
		return !within(n, atom.Main, atom.Article) || !holds(n, atom.P, atom.Table, atom.Dl)
	case atom.Header:
		return !within(n, atom.Main, atom.Article)
	case atom.Form: // some sites wrap the whole page in one
		return !holds(n, atom.H1, atom.H2, atom.Main, atom.Article, atom.P)
	case atom.A:
		return strings.HasPrefix(htmlAttr(n, "href"), "#") && n.FirstChild != nil && skipLink.MatchString(n.FirstChild.Data)
	}
	switch strings.ToLower(htmlAttr(n, "role")) {
	case "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar":
		return true
	}
	if !isBlock(n) && n.DataAtom != atom.Ul && n.DataAtom != atom.Ol {
		return false
	}
	named := htmlAttr(n, "class") + " " + htmlAttr(n, "id")
	return menuName.MatchString(named) && !holds(n, atom.H1, atom.Main, atom.Article)
}

func within(n *html.Node, kinds ...atom.Atom) bool {
	for a := range n.Ancestors() {
		if slices.Contains(kinds, a.DataAtom) {
			return true
		}
	}
	return false
}

// inSection reports whether an element stands in a section that begins with a
// heading of its own: what stands around a text stands in none.
func inSection(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.DataAtom != atom.Section {
			continue
		}
		for c := a.FirstChild; c != nil; c = c.NextSibling {
			if headingLevel(c) > 0 {
				return true
			}
		}
	}
	return false
}

func holds(n *html.Node, kinds ...atom.Atom) bool {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(kinds, d.DataAtom) {
			return true
		}
	}
	return false
}

// mainContent finds where a page's text stands.
func mainContent(root *html.Node) *html.Node {
	var mains, articles []*html.Node
	for n := range root.Descendants() {
		switch {
		case n.Type != html.ElementNode || dropped(n):
		case n.DataAtom == atom.Main || strings.EqualFold(htmlAttr(n, "role"), "main"):
			mains = append(mains, n)
		case n.DataAtom == atom.Article:
			articles = append(articles, n)
		}
	}
	if len(mains) > 0 {
		return mains[0]
	}
	if len(articles) == 1 {
		return articles[0]
	}
	return root // one of several articles would not be all
}

// headingLevel is 1 to 6 for a heading, else 0.
func headingLevel(n *html.Node) int {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return int(n.Data[1] - '0')
	}
	if strings.EqualFold(htmlAttr(n, "role"), "heading") {
		if level, err := strconv.Atoi(htmlAttr(n, "aria-level")); err == nil && level > 0 {
			return min(level, 6)
		}
		return 2
	}
	return 0
}

// isBlock tells elements that stand on lines of their own.
func isBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Blockquote, atom.Pre, atom.Figure, atom.Figcaption,
		atom.Address, atom.Details, atom.Summary, atom.Header, atom.Footer, atom.Aside, atom.Nav, atom.Form, atom.Fieldset,
		atom.Legend, atom.Hr, atom.Body, atom.Html, atom.Center, atom.Hgroup, atom.Caption, atom.Dd, atom.Dt, atom.Table,
		atom.Tr, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

func htmlAttr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var savedFrom = regexp.MustCompile(`<!--\s*saved from url=\(\d+\)(\S+)`)

// htmlInfo takes a page's own words about itself.
func htmlInfo(root *html.Node, source string) documents.Info {
	facts := map[string]string{}
	put := func(key, value string) {
		if key = strings.ToLower(key); facts[key] == "" {
			facts[key] = strings.TrimSpace(value)
		}
	}
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			put("lang", htmlAttr(n, "lang"))
		case atom.Title:
			if n.FirstChild != nil && n.Namespace == "" {
				put("<title>", n.FirstChild.Data)
			}
		case atom.Meta:
			put(htmlAttr(n, "name")+htmlAttr(n, "property"), htmlAttr(n, "content"))
		case atom.Link:
			put("link "+htmlAttr(n, "rel"), htmlAttr(n, "href"))
		}
	}
	if m := savedFrom.FindStringSubmatch(source[:min(len(source), documents.SniffBytes)]); m != nil {
		put("saved", m[1])
	}
	first := func(keys ...string) string {
		for _, key := range keys {
			if facts[key] != "" {
				return facts[key]
			}
		}
		return ""
	}
	return documents.Info{
		Title:     first("<title>", "og:title", "dcterms.title", "dc.title"),
		Publisher: first("dcterms.publisher", "dc.publisher", "publisher", "og:site_name", "author", "dcterms.creator", "dc.creator"),
		Date: danish.KnownDate(first("dcterms.modified", "article:modified_time", "dcterms.issued", "article:published_time",
			"dcterms.date", "dc.date", "date")),
		URL:      first("link canonical", "og:url", "saved"),
		Language: first("lang", "dcterms.language"),
	}
}
