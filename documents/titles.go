package documents

import (
	"path"
	"regexp"
	"slices"
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

// Bounds of what names a document.
const (
	manyTops   = 3  // headings of level 1 from which on they are chapters
	titlePage  = 60 // words of a first page that only names the document
	titleRunes = 120

	titleOfProgram = 4 // words of one that a program gives: "Presentación de PowerPoint"
)

// TitleOf is the best name for a document: what its reader found where that
// names it, else its first heading of level 1 unless that is one of its chapters,
// else the file's name. Of a title page, both lines count.
func TitleOf(doc *Document, p string) string {
	if t := CleanText(doc.Title); !JunkTitle(t, p) && !chapterTitle(t) {
		return withSecondLine(doc, t)
	}
	first, tops := -1, 0
	for i, b := range doc.Blocks {
		if b.Kind != Heading || b.Level != 1 {
			continue
		}
		if tops++; first < 0 && !JunkTitle(b.Text, p) {
			first = i
		}
	}
	if first >= 0 && ownPage(doc, first) {
		tops = 1
	}
	if first < 0 || tops >= manyTops || tops > 1 && partName.MatchString(doc.Blocks[first].Text) || chapterTitle(doc.Blocks[first].Text) || tops == 2 && doc.Headings() == 2 && !emptySection(doc, first) {
		return ReadableName(p)
	}
	return withSecondLine(doc, doc.Blocks[first].Text)
}

// ownPage reports whether a heading begins a first page that only names the
// document: the chapters may look as it does.
func ownPage(doc *Document, i int) bool {
	return i == 0 && doc.Pages > 1 && doc.Blocks[0].Page == 1 && wordsOn(doc, 1) <= titlePage &&
		!slices.ContainsFunc(doc.Blocks[1:], func(b Block) bool { return b.Page == 1 && b.Kind == Heading && b.Level == 1 })
}

// emptySection reports whether no text stands between a heading and the next.
func emptySection(doc *Document, i int) bool {
	return i+1 == len(doc.Blocks) || doc.Blocks[i+1].Kind == Heading
}

// withSecondLine adds what stands below the title on a page that has little
// else: "Kerne – Brugermanual".
func withSecondLine(doc *Document, title string) string {
	for i, b := range doc.Blocks {
		if b.Page != 1 || i+1 == len(doc.Blocks) || doc.Pages < 2 {
			return title
		}
		if b.Kind != Heading || b.Text != title {
			continue
		}
		below := doc.Blocks[i+1]
		both := title + " – " + below.Text
		if below.Kind != Heading || below.Page != 1 || chapterTitle(below.Text) || wordsOn(doc, 1) > titlePage || utf8.RuneCountInString(both) > titleRunes {
			return title
		}
		return both
	}
	return title
}

// wordsOn counts the words of a page.
func wordsOn(doc *Document, page int) (n int) {
	for _, b := range doc.Blocks {
		if b.Page == page {
			n += len(strings.Fields(b.Content()))
		}
	}
	return n
}

// chapterName matches headings that name a part of any document.
var chapterName = regexp.MustCompile(`^(?i:(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[ivx]{1,4}\.)\s+\p{L}.*|§\s*\d.*|indledning|noter|forord|introduktion|baggrund|formål|resumé|resume|sammenfatning|indhold|indholdsfortegnelse|kolofon|version\s.*|velkommen|dagsorden|abstract|introduction|contents|summary|preface|notes|bilag)$`)

// partName matches headings of numbered parts, which name a document only where
// it is that part alone.
var partName = regexp.MustCompile(`^(?i:kapitel|afsnit|bilag|del|chapter|appendix)\s+(?:\d+|[ivxIVX]+|[a-zA-Z])\b`)

// chapterTitle reports whether a text names a part of a document, not the
// document. A number before a small letter belongs to a title: "10 gode råd".
func chapterTitle(text string) bool {
	if !chapterName.MatchString(text) {
		return false
	}
	rest := strings.TrimLeft(text, "0123456789. ")
	first, _ := utf8.DecodeRuneInString(rest)
	return rest == text || unicode.IsUpper(first)
}

var (
	junkPrefix  = regexp.MustCompile(`(?i)^(microsoft (word|powerpoint|office) ?- ?|(slide|lysbillede|lysbilde|dias|dia|folie|bild) 1$)`)
	junkWhole   = regexp.MustCompile(`(?i)^(untitled|uden titel|unavngivet|ikke-navngivet|uten (tittel|navn)|utan titel|namnlös|ohne titel|unbenannt|zonder titel|naamloos|dokument|document|pr[æäe][sz]enta(tion|sjon|tie)|title|tit?tel|rubrik|ny side|home|forside|index)?[ \d.()-]*$`)
	numbered    = regexp.MustCompile(`^\p{L}\p{Ll}{2,}\d{1,2}$`)                                        // as programs name what is new: Ark1, Tabelle1, Dokument2
	ofProgram   = regexp.MustCompile(`(?i)^(\p{L}+ )*powerpoint([- ]\p{L}+)*$`)                         // with the word below
	presents    = regexp.MustCompile(`(?i)(^|[ -])pr\p{L}[sz]ent\p{L}*`)                                // presentation in most languages of Europe
	placeholder = regexp.MustCompile(`^(@[^@]+@|%[^%]+%|#[^#]+#|<[^<>]+>|\[[^\[\]]+\]|\{.+\}|\$.+\$)$`) // what a template's field is called
	fileEnding  = regexp.MustCompile(`(?i)\.(pdf|docx?|dotx|odt|odp|pptx?|html?|md|markdown|txt|rtf|indd|xlsx?)$`)
	nameSpacing = regexp.MustCompile(`[-_+]+|%20`)
)

// JunkTitle reports whether a title is what a program or a template wrote by itself.
func JunkTitle(title, p string) bool {
	title = strings.TrimSpace(title)
	n := utf8.RuneCountInString(title)
	if n < 3 || n > 300 || strings.Contains(title, "\uFFFD") {
		return true
	}
	for _, junk := range []*regexp.Regexp{junkPrefix, junkWhole, numbered, placeholder, fileEnding} {
		if junk.MatchString(title) {
			return true
		}
	}
	if ofProgram.MatchString(title) && presents.MatchString(title) && len(strings.Fields(title)) <= titleOfProgram {
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
