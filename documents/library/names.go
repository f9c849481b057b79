package library

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// NameFor makes a file name of an address, with the ending that the content
// has; only of text, whose kind its bytes do not tell, the server's word counts. The error's text is Danish.
func NameFor(from *url.URL, mediaType string, data []byte) (string, error) {
	stem := path.Base(path.Clean("/" + from.Path))
	ending := endingOf(stem)
	if stem == "/" {
		stem = from.Hostname() + "."
	}
	as, known := map[string]string{"text/plain": ".txt", "text/markdown": ".md", "text/x-markdown": ".md"}[mediaType]
	if _, named := formatByExtension(stem); known && (!named || ending != ".md") {
		ending = as
	}
	f, err := chooseFormat(documents.Input{Name: "x" + ending, Data: data})
	if err != nil {
		return "", err
	}
	stem = strings.TrimSuffix(stem, path.Ext(stem))
	if !slices.Contains(f.extensions, ending) {
		ending = f.extensions[0]
	}
	return FileName(stem) + ending, nil
}

// maxFileName bounds a name in bytes.
const maxFileName = 100

// FileName makes a text fit to name a file everywhere: letters, digits, hyphens
// and dots, of a bounded length.
func FileName(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|%`, r) || r <= ' ' || danish.Invisible(r) {
			return '-'
		}
		return r
	}, danish.Legible(text))
	text = strings.Trim(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '-' }), "-"), ".~-")
	if len(text) > maxFileName {
		text = strings.ToValidUTF8(text[:maxFileName], "")
	}
	if text == "" {
		return "dokument"
	}
	return text
}
