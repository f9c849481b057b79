package documents

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// slugs hands out document IDs, each once.
type slugs map[string]bool

// next makes an ID from a document's path, with -2, -3, ... where it is taken.
func (s slugs) next(p string) string {
	base := slug(strings.TrimSuffix(p, path.Ext(p)))
	id := base
	for n := 2; s[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	s[id] = true
	return id
}

var danishLetters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "ä", "ae", "ö", "oe", "ü", "u", "ß", "ss", "§", "paragraf-")

// slug writes s with a-z, 0-9 and single hyphens between them.
func slug(s string) string {
	s = danishLetters.Replace(strings.ToLower(norm.NFC.String(s)))
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		case !unicode.Is(unicode.Mn, r):
			gap = true
		}
	}
	if b.Len() == 0 {
		return "dokument"
	}
	return b.String()
}

// shownPath is a path as users see it: valid UTF-8 with composed letters, and
// ? for what cannot be shown.
func shownPath(p string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if invisible(r) {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(p, "?")))
}

// manyTops is the number of headings of level 1 from which on they are
// chapters, and none of them names the document.
const manyTops = 3

// titleOf is the best name for a document: what its reader found where that
// names it, else its first heading of level 1 unless there are many, else the
// file's name.
func titleOf(doc *Document, p string) string {
	if t := cleanText(doc.Title); !junkTitle(t, p) {
		return t
	}
	first, tops := "", 0
	for _, b := range doc.Blocks {
		if b.Kind == Heading && b.Level == 1 {
			tops++
			if first == "" && !junkTitle(b.Text, p) {
				first = b.Text
			}
		}
	}
	if first == "" || tops >= manyTops {
		return readableName(p)
	}
	return first
}

var (
	junkPrefix  = regexp.MustCompile(`(?i)^(microsoft (word|powerpoint|office) ?- ?|slide 1$|lysbillede 1$|dias 1$)`)
	junkWhole   = regexp.MustCompile(`(?i)^(untitled|uden titel|unavngivet|ikke-navngivet|dokument|document|præsentation|presentation|powerpoint[- ](præsentation|presentation)|title|titel|ny side|home|forside|index)?[ \d.()-]*$`)
	fileEnding  = regexp.MustCompile(`(?i)\.(pdf|docx?|dotx|odt|odp|pptx?|html?|md|markdown|txt|rtf|indd|xlsx?)$`)
	nameSpacing = regexp.MustCompile(`[-_+]+|%20`)
)

// junkTitle reports whether a title is what a program wrote by itself.
func junkTitle(title, p string) bool {
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

// readableName makes a title of a file name: "vejledende_principper-2026.pdf"
// becomes "Vejledende principper 2026".
func readableName(p string) string {
	name := path.Base(shownPath(p))
	if ending := path.Ext(name); ending != name {
		name = strings.TrimSuffix(name, ending)
	}
	name = cleanText(nameSpacing.ReplaceAllString(name, " "))
	if name == "" {
		return "Dokument uden navn"
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
