package library

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Oddity is something about a document that its keeper should look at.
type Oddity struct {
	Kind    string `json:"kind"`
	Serious bool   `json:"serious"`           // so wrong that answers suffer
	Text    string `json:"text"`              // in Danish: what, where, what to do
	English string `json:"text_en,omitempty"` // the same in English; "" in what an earlier program kept
}

// NewOddity is an oddity with its words, which take the values.
func NewOddity(kind string, serious bool, words documents.FaultKind, values ...any) Oddity {
	o := Oddity{Kind: kind, Serious: serious}
	o.Text, o.English = words.Both(values...)
	return o
}

// Kinds of oddities.
const (
	OddPages     = "empty_pages"
	OddLetters   = "single_letters"
	OddEncoding  = "encoding"
	OddParagraph = "long_paragraph"
	OddHeadings  = "no_headings"
	OddRunning   = "running_header"
	OddTable     = "table_without_header"
	OddShort     = "little_text"
	OddStale     = "stale"
	OddExpired   = "expired"
	OddPlanted   = "addresses_assistant"
	OddLost      = "left_out"
	OddKept      = "words_lost"
	OddPictures  = "pictures"
	OddOCR       = "ocr"
	OddAsked     = "asked_lost"
	OddVain      = "asked_both"
)

// What counts as odd.
const (
	oddLetterShare = 0.08 // of the words
	oddLetterRun   = 3    // letters that stand in a row, where words are torn into them
	oddParagraph   = 350  // words
	oddNoHeadings  = 400  // words of a document without a heading
	oddLittle      = 15   // words of a whole document
	oddRows        = 3    // rows of a table without a header
	oddRunning     = 3    // pages on which a line stands
	oddKept        = 0.97 // share of the file's own words, less those left out on purpose
)

// Check looks for what went wrong when a document was read, and for dates that
// have passed by now; with stale, a document dated longer before is old.
func Check(doc *documents.Document, now time.Time, stale time.Duration) []Oddity {
	c := &checker{doc: doc}
	c.pages()
	c.losses()
	c.asked()
	if c.doc.OCR != "" {
		c.odd(OddOCR, false, documents.OddOCR, c.doc.OCR)
	}
	c.letters()
	c.encoding()
	c.shape()
	c.tables()
	c.running()
	c.dates(now, stale)
	return c.out
}

type checker struct {
	doc *documents.Document
	out []Oddity
}

func (c *checker) odd(kind string, serious bool, words documents.FaultKind, values ...any) {
	c.out = append(c.out, NewOddity(kind, serious, words, values...))
}

func (c *checker) pages() {
	if c.doc.Format != "pdf" {
		return // pages of other formats are counted where text says so
	}
	empty := slices.DeleteFunc(c.doc.EmptyPages(), func(page int) bool {
		return slices.ContainsFunc(c.doc.Losses, func(l documents.Loss) bool {
			return (l.Kind == documents.LostUnread || l.Kind == documents.LostPicture) && l.Page == page
		})
	})
	if len(empty) > 0 {
		c.odd(OddPages, 2*len(empty) > c.doc.Pages, documents.OddPages, len(empty), c.doc.Pages, documents.Ranges(empty))
	}
}

// losses tells what was left out on purpose, each kind in a line, and what is
// missing besides.
func (c *checker) losses() {
	byKind := map[string][]documents.Loss{}
	meant := 0
	for _, l := range c.doc.Losses {
		byKind[l.Kind] = append(byKind[l.Kind], l)
		meant += l.Words
	}
	for _, kind := range slices.Sorted(maps.Keys(byKind)) {
		words, pages := 0, []int{}
		for _, l := range byKind[kind] {
			if words += l.Words; l.Page > 0 && !slices.Contains(pages, l.Page) {
				pages = append(pages, l.Page)
			}
		}
		slices.Sort(pages)
		c.loss(kind, words, pages, byKind[kind])
	}
	if all := c.doc.Layer.Words - meant; all > 0 && float64(c.doc.Layer.Kept) < oddKept*float64(all) {
		c.odd(OddKept, true, documents.OddKept, all-c.doc.Layer.Kept)
	}
}

// loss tells what was left out of one kind.
func (c *checker) loss(kind string, words int, pages []int, all []documents.Loss) {
	most := 2*len(pages) > c.doc.Pages
	switch {
	case kind == documents.LostUnread:
		c.odd(OddPictures, most, documents.OddUnread, len(pages), c.doc.Pages, documents.Ranges(pages))
	case kind == documents.LostPicture:
		c.odd(OddPictures, most, documents.OddPicture, len(pages), c.doc.Pages, documents.Ranges(pages))
	case kind == documents.LostAttached:
		c.odd(OddLost, false, documents.OddAttached, len(all), all[0].Text)
	case len(pages) > 0:
		c.odd(OddLost, false, documents.OddLostAt, documents.LossName(kind), documents.Ranges(pages), words, all[0].Text)
	default:
		c.odd(OddLost, false, documents.OddLost, documents.LossName(kind), words, all[0].Text)
	}
}

// asked finds questions whose sentence is not in the document any more, and those
// that are said to be answered and to be asked in vain.
func (c *checker) asked() {
	if len(c.doc.Asked) == 0 {
		return
	}
	if lost := c.doc.Asked.Lost(documents.Passages(c.doc, documents.DefaultPassageSize())); len(lost) > 0 {
		c.odd(OddAsked, false, documents.OddAsked, path.Base(c.doc.Path)+AskedEnding, len(lost), lost[0])
	}
	if both := c.doc.Asked.Both(); len(both) > 0 {
		c.odd(OddVain, false, documents.OddVain, path.Base(c.doc.Path)+AskedEnding, len(both), both[0])
	}
}

// letters finds words of running text that are torn into letters: several stand
// in a row, and not as in the alphabet. In tables letters are marks, and other
// scripts write words of one.
func (c *checker) letters() {
	torn, all := 0, 0
	for _, b := range c.doc.Blocks {
		if b.Kind == documents.Row {
			continue
		}
		run, listed, last := 0, true, ""
		for w := range strings.FieldsSeq(b.Text + " .") {
			if isLetter(w) {
				run, listed, last = run+1, listed && last < w, w
				continue
			}
			if run >= oddLetterRun && !listed {
				torn += run
			}
			all += run + 1
			run, listed, last = 0, true, ""
		}
	}
	if share := float64(torn) / float64(max(1, all)); torn > 10 && share > oddLetterShare {
		c.odd(OddLetters, true, documents.OddLetters, 100*share)
	}
}

// isLetter reports whether a word is one letter of an alphabet.
func isLetter(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
}

// garbled are signs of text that was decoded as what it is not.
var garbled = regexp.MustCompile(`Ã[¦¸¥†˜…]|Ã\x{0086}|â€[™œ“”]|\(cid:\d+\)|\x{FFFD}`)

func (c *checker) encoding() {
	n, example := 0, ""
	for _, b := range c.doc.Blocks {
		found := garbled.FindAllString(b.Content(), -1)
		if n += len(found); example == "" && len(found) > 0 {
			example = found[0]
		}
	}
	if n > 0 {
		c.odd(OddEncoding, n > 5, documents.OddEncoding, n, example)
	}
}

// shape looks at headings, paragraphs and size.
func (c *checker) shape() {
	words := c.doc.Words()
	switch {
	case words < oddLittle:
		c.odd(OddShort, false, documents.OddShort, words)
	case words > oddNoHeadings && c.doc.Headings() == 0:
		c.odd(OddHeadings, false, documents.OddHeadings, words)
	}
	long, most, page := 0, 0, 0
	for _, b := range c.doc.Blocks {
		if n := len(strings.Fields(b.Text)); b.Kind == documents.Paragraph && n > oddParagraph {
			if long++; n > most {
				most, page = n, b.Page
			}
		}
	}
	switch {
	case long > 0 && page > 0:
		c.odd(OddParagraph, false, documents.OddLongAt, long, most, page)
	case long > 0:
		c.odd(OddParagraph, false, documents.OddLong, long, most)
	}
}

func (c *checker) tables() {
	tables, rows, head := 0, 0, false
	for i := 0; i <= len(c.doc.Blocks); i++ {
		if i < len(c.doc.Blocks) && c.doc.Blocks[i].Kind == documents.Row {
			rows++
			head = head || c.doc.Blocks[i].Head
			continue
		}
		if rows >= oddRows && !head {
			tables++
		}
		rows, head = 0, false
	}
	if tables > 0 {
		c.odd(OddTable, false, documents.OddTable, tables)
	}
}

var anyDigits = regexp.MustCompile(`\d+`)

// running finds headers and footers that were read as text.
func (c *checker) running() {
	pages := map[string][]int{}
	for _, b := range c.doc.Blocks {
		line := strings.ToLower(b.Content())
		if b.Kind != documents.Heading { // those are told apart by their numbers
			line = anyDigits.ReplaceAllString(line, "#")
		}
		if n := utf8.RuneCountInString(line); b.Page > 0 && n > 3 && n < 120 && !slices.Contains(pages[line], b.Page) {
			pages[line] = append(pages[line], b.Page)
		}
	}
	var lines []string
	for line, on := range pages {
		if len(on) >= oddRunning && 3*len(on) >= c.doc.Pages {
			lines = append(lines, line)
		}
	}
	if slices.Sort(lines); len(lines) > 0 {
		c.odd(OddRunning, false, documents.OddRunning, len(lines), lines[0])
	}
}

// validity finds what a text says of its own end. Only a whole date counts.
var validity = regexp.MustCompile(`(?i)\b((?:gælder|gyldig|gældende|gyldigt)\s+(?:ind)?til(?:\s+og\s+med)?|ansøgningsfrist(?:en)?(?:\s+er)?:?|frist(?:en)?\s+(?:er|udløber))\s+(?:den\s+)?(\d{1,2}\.\s*` + danish.MonthPattern + `\s+\d{4}|\d{1,2}[-./]\d{1,2}[-./]\d{4}|\d{4}-\d{2}-\d{2})`)

func (c *checker) dates(now time.Time, stale time.Duration) {
	if stale > 0 {
		if at, ok := dated(c.doc.Date); ok && now.Sub(at) > stale {
			c.odd(OddStale, false, documents.OddStale, c.doc.Date)
		}
	}
	for _, b := range c.doc.Blocks {
		for _, m := range validity.FindAllStringSubmatch(b.Content(), 3) {
			if at, ok := dated(danish.ISODate(m[2])); ok && at.AddDate(0, 0, 1).Before(now) {
				c.odd(OddExpired, false, documents.OddExpired, strings.Join(strings.Fields(m[0]), " "))
			}
		}
	}
}

// dated is the last day that a date as isoDate writes it may mean.
func dated(iso string) (time.Time, bool) {
	for _, l := range []struct {
		layout               string
		years, months, minus int
	}{{"2006-01-02", 0, 0, 0}, {"2006-01", 0, 1, -1}, {"2006", 1, 0, -1}} {
		if t, err := time.Parse(l.layout, iso); err == nil {
			return t.AddDate(l.years, l.months, l.minus), true
		}
	}
	return time.Time{}, false
}
