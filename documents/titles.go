package documents

import (
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/digitaskforce/taskforce/danish"
)

// ShownPath is a path as users see it: valid UTF-8 with composed letters, and
// ? for what cannot be shown.
func ShownPath(p string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if danish.Invisible(r) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(p, "?")))
}

// manyTops is the number of headings of level 1 from which on they are
// chapters, and none of them names the document.
const manyTops = 3

// TitleOf is the best name for a document: what its reader found where that
// names it, else its first heading of level 1 unless there are many, else the
// file's name.
func TitleOf(doc *Document, p string) string {
	if t := CleanText(doc.Title); !JunkTitle(t, p) {
		return t
	}
	first, tops := "", 0
	for _, b := range doc.Blocks {
		if b.Kind == Heading && b.Level == 1 {
			tops++
			if first == "" && !JunkTitle(b.Text, p) {
				first = b.Text
			}
		}
	}
	if first == "" || tops >= manyTops {
		return ReadableName(p)
	}
	return first
}

var (
	junkPrefix  = regexp.MustCompile(`(?i)^(microsoft (word|powerpoint|office) ?- ?|slide 1$|lysbillede 1$|dias 1$)`)
	junkWhole   = regexp.MustCompile(`(?i)^(untitled|uden titel|unavngivet|ikke-navngivet|dokument|document|præsentation|presentation|powerpoint[- ](præsentation|presentation)|title|titel|ny side|home|forside|index)?[ \d.()-]*$`)
	fileEnding  = regexp.MustCompile(`(?i)\.(pdf|docx?|dotx|odt|odp|pptx?|html?|md|markdown|txt|rtf|indd|xlsx?)$`)
	nameSpacing = regexp.MustCompile(`[-_+]+|%20`)
)

// JunkTitle reports whether a title is what a program wrote by itself.
func JunkTitle(title, p string) bool {
	title = strings.TrimSpace(title)
	n := utf8.RuneCountInString(title)
	if n < 3 || n > 300 || strings.Contains(title, "\uFFFD") {
		return true
	}
	if junkPrefix.MatchString(title) || junkWhole.MatchString(title) || fileEnding.MatchString(title) {
		return true
	}
	name := path.Base(p)
	return title == name || title == strings.TrimSuffix(name, path.Ext(name))
}

// ReadableName makes a title of a file name: "vejledende_principper-2026.pdf"
// becomes "Vejledende principper 2026".
func ReadableName(p string) string {
	name := path.Base(ShownPath(p))
	if ending := path.Ext(name); ending != name {
		name = strings.TrimSuffix(name, ending)
	}
	name = CleanText(nameSpacing.ReplaceAllString(name, " "))
	if name == "" {
		return "Dokument uden navn"
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
