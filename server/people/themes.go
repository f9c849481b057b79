package people

import (
	"slices"
	"strings"

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

// themes are the folders of documents by name, none where there is one only:
// nothing could be chosen among them.
func themes(all []documents.Info, chosen string) []theme {
	count := map[string]int{}
	for _, d := range all {
		count[d.Theme()]++
	}
	if len(count) < 2 {
		return nil
	}
	var out []theme
	for key, n := range count {
		if key != "" {
			out = append(out, theme{key, documents.ThemeName(key), n, key == chosen})
		}
	}
	slices.SortFunc(out, func(a, b theme) int { return strings.Compare(a.Key, b.Key) })
	return out
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
		return theme != "" && d.Theme() != theme || kind != "" && d.Kind != kind
	})
}
