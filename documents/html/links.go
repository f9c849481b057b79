package html

import (
	"bytes"
	"context"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/digitaskforce/taskforce/documents"
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
	if strings.Count(text, "<") > documents.MaxTags {
		return Links{}, documents.ErrTooMuchText
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
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	return LooksLike(data[:min(len(data), documents.SniffBytes)]) || bytes.Contains(bytes.ToLower(data[:min(len(data), documents.SniffBytes)]), []byte("<body"))
}

// LooksLike tells a page by its beginning, past comments and XML's own.
func LooksLike(head []byte) bool {
	head = bytes.ToLower(bytes.ReplaceAll(head, []byte{0}, nil)) // UTF-16 as well
	head = bytes.TrimPrefix(head, []byte("\xff\xfe"))
	head = bytes.TrimPrefix(head, []byte("\xfe\xff"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		ending := "-->"
		switch {
		case bytes.HasPrefix(head, []byte("<?xml")):
			ending = "?>"
		case !bytes.HasPrefix(head, []byte("<!--")):
			return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
		}
		_, after, ok := bytes.Cut(head, []byte(ending))
		if !ok {
			return false
		}
		head = after
	}
}
