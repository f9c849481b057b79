package documents

import (
	"maps"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Loss is text of a file that its reader leaves out on purpose.
type Loss struct {
	Kind  string `json:"kind"`
	Page  int    `json:"page,omitempty"` // from 1; 0 where the format has none, or where it is on several
	Words int    `json:"words"`
	Text  string `json:"text"` // its beginning
	Whole string `json:"-"`    // all of it; "" where the loss was kept in a cache
}

// Kinds of losses.
const (
	LostContents = "contents" // a list of contents, which repeats the headings
	LostRunning  = "running"  // heads and feet that return page after page
	LostUnseen   = "unseen"   // drawn so that nobody sees it: without colour, white on white, too small
	LostOutside  = "off_page" // outside what is shown of the page
	LostAround   = "around"   // menus, headers and footers of a page
	LostDrawn    = "drawn"    // letters of formulas and drawings, which read as no text
	LostFilled   = "filled"   // what may be chosen or filled into a form
	LostBeyond   = "beyond"   // of a table, more columns than are read
	LostAttached = "attached" // a file that is attached to a mail; its words are not counted
	LostUnread   = "unread"   // a picture of text
	LostPicture  = "picture"  // a picture on which character recognition found no text
	lostShown    = 60         // runes of a loss that are kept
)

// NewLoss describes text that is left out.
func NewLoss(kind string, page int, text string) Loss {
	words := strings.Fields(CleanText(text))
	l := Loss{Kind: kind, Page: page, Words: len(words)}
	shown := []rune(strings.Join(words, " "))
	if len(shown) > lostShown {
		shown = append(shown[:lostShown], '…')
	}
	l.Text, l.Whole = string(shown), strings.Join(words, " ")
	return l
}

// LossesOf describes text that is left out, by page.
func LossesOf(kind string, byPage map[int]string) []Loss {
	var out []Loss
	for _, page := range slices.Sorted(maps.Keys(byPage)) {
		if l := NewLoss(kind, page, byPage[page]); l.Words > 0 {
			out = append(out, l)
		}
	}
	return out
}

// Layer compares a document with all the text that stands in its file.
type Layer struct {
	Words int `json:"words"` // of the file
	Kept  int `json:"kept"`  // of those, how many stand in the document
}

// NewLayer counts the words of a file's own lines that stand in blocks, each as
// often as it stands there. A word that a line's end or a space cuts is kept
// where it stands whole.
func NewLayer(lines []string, blocks []Block) Layer {
	c := layerCount{have: map[string]int{}}
	for _, b := range blocks {
		for w := range strings.FieldsSeq(b.Content()) {
			c.have[layerWord(w)]++
		}
	}
	for _, line := range lines {
		for w := range strings.FieldsSeq(CleanText(line)) {
			if word := layerWord(w); word != "" {
				c.count(word)
			}
		}
	}
	return c.Layer
}

// layerCount takes words out of those that a document has.
type layerCount struct {
	Layer
	have   map[string]int
	missed string // the word before, where it was not found
}

func (c *layerCount) count(word string) {
	c.Words++
	switch {
	case c.take(word):
		c.Kept++
	case c.missed != "" && c.take(c.missed+word):
		c.Kept += 2
	default:
		c.missed = word
		return
	}
	c.missed = ""
}

func (c *layerCount) take(word string) bool {
	if c.have[word] == 0 {
		return false
	}
	c.have[word]--
	return true
}

// LostWords counts the words of losses.
func LostWords(losses []Loss) (n int) {
	for _, l := range losses {
		n += l.Words
	}
	return n
}

// layerWord is a word as it is compared: its letters and digits, in lower case.
func layerWord(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if danish.IsHyphen(r) || r == danish.SoftHyphen {
			return -1
		}
		return r
	}, danish.TrimToWord(s)))
}
