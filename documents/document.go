// Package documents says what a document is: blocks under headings, which
// [Passages] cuts into the pieces that are indexed and cited. Readers of
// formats lie in packages below it, and documents/library makes documents of
// files with them.
package documents

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what a Block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Item      Kind = "item" // one list item
	Row       Kind = "row"  // one table row
)

// Block is the smallest structural piece of a Document, in reading order.
type Block struct {
	Kind  Kind     `json:"kind"`
	Level int      `json:"level,omitempty"` // Heading: 1 (top) to 6. Item: nesting depth from 1.
	Text  string   `json:"text,omitempty"`  // running text without markup or line breaks; empty for a Row
	Cells []string `json:"cells,omitempty"` // Row: the cells' texts, left to right
	Head  bool     `json:"head,omitempty"`  // Row: a header row that names the columns of the rows after it
	Page  int      `json:"page,omitempty"`  // from 1; 0 where the format has no pages

	// References are the links of a Paragraph that names the sources of its
	// section and says nothing else; Advice is then as in [Passage].
	References []Reference `json:"references,omitempty"`
	Advice     string      `json:"advice,omitempty"`
}

// Reference is the very place that a section reports on: an article, a case, a page.
type Reference struct {
	Title string `json:"title"`
	URL   string `json:"url"` // http or https
}

// WebAddress returns s where it is an http address, else "": it becomes a link.
func WebAddress(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return u.String()
}

// Kinds of documents, by whose words they are; see [Info].
const (
	KindLaw       = "lov"
	KindGuidance  = "vejledning"
	KindStatement = "udtalelse"
	KindStrategy  = "strategi"
	KindOverview  = "oversigt" // an editor's own words about the publications of others
)

// Info describes one document without its text.
type Info struct {
	ID           string `json:"id"`                      // stable slug made from Path, unique in a library
	Title        string `json:"title"`                   // never empty: from the document, else from the file name
	Kind         string `json:"kind,omitempty"`          // what the text is, as its editor names it: one of the kinds above, or another
	Publisher    string `json:"publisher,omitempty"`     // whose words the text is
	Date         string `json:"date,omitempty"`          // date it was true, ISO 8601 where known
	Checked      string `json:"checked,omitempty"`       // day on which the text was last held against its sources, ISO 8601
	Issuer       string `json:"issuer,omitempty"`        // who issued the publication it reports on
	Issued       string `json:"issued,omitempty"`        // date of that publication, ISO 8601
	Publication  string `json:"publication,omitempty"`   // the publication it reports on
	URL          string `json:"url,omitempty"`           // public address of that publication
	Language     string `json:"language,omitempty"`      // BCP 47; "" is Danish
	Vanished     string `json:"vanished,omitempty"`      // date on which its public page was found to be gone, ISO 8601
	Edition      string `json:"edition,omitempty"`       // what tells it from others of the same title, and stands in Title: a year, a date or a file name
	SupersededBy string `json:"superseded_by,omitempty"` // ID of a newer edition of nearly the same text; "" where it is the newest
	OCR          string `json:"ocr,omitempty"`           // pages that were read by character recognition, as "1, 3–5"
	Unread       int    `json:"unread,omitempty"`        // number of pages that are pictures of text and were not read; which ones, the Losses tell
	Path         string `json:"path"`                    // path as shown to users: relative to the folder that was added
	Format       string `json:"format"`                  // "pdf", "docx", "markdown", ...
	Pages        int    `json:"pages,omitempty"`         // number of pages; 0 where the format has none
	Hash         string `json:"hash"`                    // SHA-256 of the file's bytes, hex
	Asked        string `json:"asked,omitempty"`         // hash of the questions that stand beside the file, hex; "" for none
	File         string `json:"-"`                       // path on disk of the original; "" when it is shipped in the binary
}

// Theme is what the document is about: the name of the outermost folder that
// its file lies in, "" for none.
func (i Info) Theme() string {
	folder, _, ok := strings.Cut(i.Path, "/")
	if !ok {
		return ""
	}
	return folder
}

// ThemeName writes a theme as a heading.
func ThemeName(theme string) string {
	text := strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(theme))
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return theme
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// Document is one file of the materials.
type Document struct {
	Info
	Blocks []Block `json:"blocks"` // nil where they were left in a cache; see [Document.Full]
	Losses []Loss  `json:"losses"` // text of the file that is left out on purpose; kept with the Blocks
	Layer  Layer   `json:"layer"`  // all of the file's own text against the Blocks; kept with them
	Own    *Info   `json:"-"`      // what the file says without its sidecar; nil where it has none
	Asked  Askings `json:"-"`      // what people ask that its sentences answer

	Shelf string `json:"-"` // the cache's entry that holds the Blocks; "" where they are here
}

// Passage is what is indexed and cited: a piece of one section.
type Passage struct {
	ID       string   `json:"id"`       // Document + "-" + 8 hex digits of its content; unique in a library
	Document string   `json:"document"` // the document's ID
	Title    string   `json:"title"`    // the document's title
	Page     int      `json:"page"`     // page where it begins; 0 where the format has none
	Section  []string `json:"section"`  // heading path, outermost first; never nil
	Text     string   `json:"text"`     // paragraphs, "- " items and table rows, one a line

	References []Reference `json:"references,omitempty"` // what the section names as its sources
	Advice     string      `json:"advice,omitempty"`     // "anbefaling" or "vurdering" where the section is its editor's own

	Asked []Asked  `json:"-"` // what people ask that it answers
	Vain  []string `json:"-"` // what people ask near to it that its document does not answer
}

// Heading is the innermost heading over the passage, "" where there is none.
func (p Passage) Heading() string {
	if n := len(p.Section); n > 0 {
		return p.Section[n-1]
	}
	return ""
}

// Beneath is a path of headings within the document of a title: without the
// first, where that is the title or how it begins.
func Beneath(title string, section []string) []string {
	if len(section) > 0 && strings.HasPrefix(strings.ToLower(title), strings.ToLower(section[0])) {
		return section[1:]
	}
	return section
}

// Body is the text without the heading that it begins with.
func (p Passage) Body() string { return strings.TrimPrefix(p.Text, p.Heading()+"\n") }

// Library is what sources hold.
type Library struct {
	Documents []*Document // in the order of the sources, by path within each
	Failures  []Failure   // folders and links first, then files in the same order; also what was skipped, and shortcomings
}
