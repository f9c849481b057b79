package library

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

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
	byName := map[string][]*documents.Document{}
	for _, d := range docs {
		names := []string{editionName(d.Title), editionName(strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path)))}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if len(name) >= minEdition {
				byName[name] = append(byName[name], d)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		group := byName[name]
		if n := len(group); n > 1 && n <= maxEditions {
			supersede(group)
		}
	}
	tellApart(docs)
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
var editionMark = regexp.MustCompile(`(?i)(?:\b|_)(?:v|ver|version|udgave|udg|rev|revideret|ny|gammel|gl|gældende|endelig|final|januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)[.]?(?:\b|_|\d)`)

// supersede compares the documents of one name and marks the older ones.
func supersede(group []*documents.Document) {
	sets := make([]map[uint64]bool, len(group))
	for i, d := range group {
		full, err := d.Full()
		if err != nil {
			return // it is read anew
		}
		sets[i] = shingles(full)
	}
	for i, a := range group {
		newest := a
		for j, b := range group {
			if i != j && newer(b, newest) && shared(sets[i], sets[j]) >= editionMin {
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
