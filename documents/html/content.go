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
	menuName    = regexp.MustCompile(`(?i)(^|[\s_-])(nav|navigation|navbar|menu|breadcrumbs?|cookies?|cookie-?(banner|consent|information)|coi-banner|skip-?links?|social-?(media|share)|share-?buttons?|pagination)($|[\s_-])`)
	skipLink    = regexp.MustCompile(`(?i)^\s*(gå|spring|hop|skip) (direkte )?(til|to) `)
)

// surrounding tells what stands around the text of a page: menus, headers,
// footers, forms, notices.
func surrounding(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Dialog:
		return true
	case atom.Button:
		return !inText(n) && !holds(n, atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6)
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
	case "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar":
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
