package people

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/pages"
)

// theme is what documents are about: those of a folder.
type theme struct {
	Key    string // the folder's name
	Name   string // as it is shown
	N      int    // documents
	Chosen bool
}

// themeOf is the folder that a document's file lies in, the outermost one, ""
// for none.
func themeOf(d documents.Info) string {
	folder, _, ok := strings.Cut(d.Path, "/")
	if !ok {
		return ""
	}
	return folder
}

// themes are the folders of documents by name, none where there is one only:
// nothing could be chosen among them.
func themes(all []documents.Info, chosen string) []theme {
	count := map[string]int{}
	for _, d := range all {
		count[themeOf(d)]++
	}
	if len(count) < 2 {
		return nil
	}
	var out []theme
	for key, n := range count {
		if key != "" {
			out = append(out, theme{key, themeName(key), n, key == chosen})
		}
	}
	slices.SortFunc(out, func(a, b theme) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// themeName writes a folder's name as a heading.
func themeName(key string) string {
	text := strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(key))
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return key
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// kinds are the kinds that documents are of, none where there is one only.
func kinds(t *pages.Table, all []documents.Info, chosen string) []theme {
	count := map[string]int{}
	for _, d := range all {
		count[d.Kind]++
	}
	if len(count) < 2 {
		return nil
	}
	var out []theme
	for key, n := range count {
		if key != "" {
			out = append(out, theme{key, t.Kind(key), n, key == chosen})
		}
	}
	slices.SortFunc(out, func(a, b theme) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// within are the documents of a theme and a kind, "" for every one.
func within(all []documents.Info, theme, kind string) []documents.Info {
	if theme == "" && kind == "" {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(d documents.Info) bool {
		return theme != "" && themeOf(d) != theme || kind != "" && d.Kind != kind
	})
}
