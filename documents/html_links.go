package documents

import (
	"bytes"
	"context"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxLinks bounds the links taken from one page.
const maxLinks = 20_000

// Links is what a page says of where one may go from it.
type Links struct {
	To      []string // as they stand in the page, in order, made whole by its base element
	Listing bool     // the page is a server's list of the files of a folder
	NoIndex bool     // its meta elements do not want it in an index
}

var listingTitle = regexp.MustCompile(`(?i)^\s*(index of|directory listing for) /`)

// ReadLinks reads the links of an HTML page. The error's text is Danish.
func ReadLinks(ctx context.Context, page []byte) (Links, error) {
	text, err := decodeHTML(page)
	if err != nil {
		return Links{}, err
	}
	if strings.Count(text, "<") > maxTags {
		return Links{}, errTooMuchText
	}
	root, err := parseHTML(ctx, strings.NewReader(text))
	if err != nil {
		return Links{}, err
	}
	var out Links
	var base *url.URL
	noFollow := false
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Base:
			if base == nil {
				base, _ = url.Parse(htmlAttr(n, "href"))
			}
		case atom.Title:
			out.Listing = out.Listing || n.FirstChild != nil && listingTitle.MatchString(n.FirstChild.Data)
		case atom.Meta:
			index, follow := robotsMeta(n)
			out.NoIndex, noFollow = out.NoIndex || !index, noFollow || !follow
		case atom.A:
			if to := htmlAttr(n, "href"); to != "" && len(out.To) < maxLinks {
				out.To = append(out.To, whole(base, to))
			}
		}
	}
	if noFollow {
		out.To = nil
	}
	return out, nil
}

func whole(base *url.URL, link string) string {
	if base == nil {
		return link
	}
	u, err := base.Parse(strings.TrimSpace(link))
	if err != nil {
		return link
	}
	return u.String()
}

// robotsMeta tells what a meta element lets programs do with its page.
func robotsMeta(n *html.Node) (index, follow bool) {
	index, follow = true, true
	if !strings.EqualFold(htmlAttr(n, "name"), "robots") {
		return index, follow
	}
	for word := range strings.SplitSeq(strings.ToLower(htmlAttr(n, "content")), ",") {
		switch strings.TrimSpace(word) {
		case "noindex":
			index = false
		case "nofollow":
			follow = false
		case "none":
			index, follow = false, false
		}
	}
	return index, follow
}

// IsHTML tells whether a file's bytes begin like a page.
func IsHTML(data []byte) bool {
	name, _ := sniff(data, false)
	return name == "html" || bytes.Contains(bytes.ToLower(data[:min(len(data), sniffBytes)]), []byte("<body"))
}
