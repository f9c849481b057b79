package library

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Bounds of what is taken for editions of one document.
const (
	editionMin  = 0.6 // share of the shorter one's text that stands in the other
	maxEditions = 30  // documents of one name that are compared
	minEdition  = 5   // letters of a name that says anything
)

// markEditions marks, of documents with one name and nearly one text, all but
// the newest as superseded, and tells documents of equal titles apart. Which is
// newer is told by the year in their names, else by their dates.
func markEditions(docs []*documents.Document) {
	groups := map[string][]*documents.Document{}
	named := map[*documents.Document][]string{}
	for _, d := range docs {
		names := []string{editionName(d.Title), editionName(strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path)))}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if len(name) >= minEdition {
				groups[name] = append(groups[name], d)
				named[d] = append(named[d], name)
			}
		}
	}
	maps.DeleteFunc(groups, func(_ string, g []*documents.Document) bool { return len(g) < 2 || len(g) > maxEditions })
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		compareFrom(name, groups, named)
	}
	tellApart(docs)
}

// compareFrom compares the documents of a name, and of the names that they have
// besides, so that each text is looked at once and none is kept. It takes the
// names out of the groups.
func compareFrom(name string, groups map[string][]*documents.Document, named map[*documents.Document][]string) {
	sketches := map[*documents.Document]sketch{}
	for next := []string{name}; len(next) > 0; next = next[1:] {
		group := groups[next[0]]
		delete(groups, next[0])
		for _, d := range group {
			for _, other := range named[d] {
				if groups[other] != nil {
					next = append(next, other)
				}
			}
			if _, known := sketches[d]; known {
				continue
			}
			full, err := d.Full()
			if err != nil {
				return // it is read anew
			}
			sketches[d] = sketchOf(full)
		}
		supersede(group, sketches)
	}
}

// editionName is a name without what tells editions apart: numbers, and signs.
func editionName(s string) string {
	s = strings.ToLower(editionMark.ReplaceAllString(s, " "))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// editionMark matches words that number an edition, and months.
var editionMark = regexp.MustCompile(`(?i)(?:\b|_)(?:v|ver|version|udgave|udg|rev|revideret|ny|gammel|gl|gældende|endelig|final|` + danish.MonthPattern + `)[.]?(?:\b|_|\d)`)

// supersede compares the documents of one name and marks the older ones.
func supersede(group []*documents.Document, sketches map[*documents.Document]sketch) {
	for _, a := range group {
		newest := a
		for _, b := range group {
			if a != b && newer(b, newest) && shared(sketches[a], sketches[b]) >= editionMin {
				newest = b
			}
		}
		if newest != a {
			own(a)
			a.SupersededBy = newest.ID
		}
	}
}

// own keeps what the file itself says, before the library says more of it.
func own(d *documents.Document) {
	if d.Own == nil {
		said := d.Info
		d.Own = &said
	}
}

// newer reports whether a is surely a later edition than b.
func newer(a, b *documents.Document) bool {
	if x, y := namedYear(a), namedYear(b); x != "" && y != "" && x != y {
		return x > y
	}
	return a.Date != "" && b.Date != "" && a.Date > b.Date
}

var anyYear = regexp.MustCompile(`(?:^|\D)((?:19|20)\d\d)(?:\D|$)`)

// namedYear is the last year in a document's title or file name, "" where none
// stands there.
func namedYear(d *documents.Document) string {
	for _, s := range []string{d.Title, path.Base(d.Path)} {
		if all := anyYear.FindAllStringSubmatch(s, -1); len(all) > 0 {
			return all[len(all)-1][1]
		}
	}
	return ""
}

// tellApart gives documents of equal titles the first of these that differs
// among them: the year of their names, their dates, their files' names.
func tellApart(docs []*documents.Document) {
	byTitle := map[string][]*documents.Document{}
	for _, d := range docs {
		byTitle[d.Title] = append(byTitle[d.Title], d)
	}
	for title, group := range byTitle {
		if len(group) < 2 {
			continue
		}
		for _, mark := range []func(*documents.Document) string{namedYear, dateMark, func(d *documents.Document) string { return path.Base(d.Path) }, func(d *documents.Document) string { return d.Path }} {
			if !differ(group, mark) {
				continue
			}
			for _, d := range group {
				own(d)
				d.Edition = mark(d)
				d.Title = fmt.Sprintf("%s (%s)", title, d.Edition)
			}
			break
		}
	}
}

func dateMark(d *documents.Document) string { return d.Date }

// alone takes back what markEditions says of a document.
func alone(d *documents.Document) {
	d.Title = strings.TrimSuffix(d.Title, " ("+d.Edition+")")
	d.Edition, d.SupersededBy = "", ""
}

func differ(group []*documents.Document, mark func(*documents.Document) string) bool {
	seen := map[string]bool{}
	for _, d := range group {
		m := mark(d)
		if m == "" || seen[m] {
			return false
		}
		seen[m] = true
	}
	return true
}
