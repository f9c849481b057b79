package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Line is a piece of an answer: a unit as it is told.
type Line struct {
	Text      string // for the reader
	Quote     string // the words of the source that carry it
	Hit       int    // number of the hit it stands in
	Item      bool   // of a list
	Paragraph bool   // begins a new one
}

// Compose makes the answer that a verdict allows: the sections or the list
// that are asked for, the two sides of a difference, the sentences that answer,
// or those that come nearest.
func (e *Extractor) Compose(v Verdict) []Line {
	if v == Nearest {
		return e.lines(e.Nearest(), nil)
	}
	if picked := e.Outline(); picked != nil {
		return e.lines(picked, func(i int) string { return SectionLabel(e.Hits[e.Units[i].Hit].Passage, e.Units[i].Text) })
	}
	if picked := e.difference(); picked != nil {
		return e.lines(picked, nil)
	}
	picked := e.Choose()
	lines := e.lines(picked, nil)
	if word := e.YesOrNo(picked); word != "" {
		best := e.Units[e.Best()]
		lines = append([]Line{{Text: word, Quote: best.Text, Hit: best.Hit}}, lines...)
	}
	return lines
}

// lines tells the picked units. label gives the heading before one; nil is
// [Extractor.Label].
func (e *Extractor) lines(picked []int, label func(int) string) []Line {
	if label == nil {
		label = func(i int) string { return e.Label(i, picked) }
	}
	var out []Line
	for k, i := range picked {
		l := e.told(picked, k)
		h := label(i)
		switch {
		case h != "" && l.Item && k+1 < len(picked) && e.Units[picked[k+1]].list() == e.Units[i].list(): // glued to the first item it would seem to be about that one alone
			out = append(out, Line{Text: h + ":", Quote: l.Quote, Hit: l.Hit, Paragraph: k > 0})
		case h != "":
			l.Text = h + ": " + l.Text
		}
		out = append(out, l)
	}
	return out
}

// told is the k-th of the picked units as a line.
func (e *Extractor) told(picked []int, k int) Line {
	u := e.Units[picked[k]]
	l := Line{Text: Readable(u.Text), Quote: u.Text, Hit: u.Hit}
	beside := func(of func(i, next int) bool) bool {
		return k > 0 && of(picked[k-1], picked[k]) || k+1 < len(picked) && of(picked[k], picked[k+1])
	}
	if beside(e.tabular) {
		l.Text = u.Text // rows beside each other are shown as a table
	}
	if !e.q.Polar || u.Hit != e.Units[picked[0]].Hit || !e.sameTurn(u) {
		l.Text = e.unasked(l.Text)
	}
	if u.Item && beside(e.listed) {
		l.Item = true
		l.Text, _ = documents.CutNumber(l.Text) // a bullet stands for it
		return l
	}
	if k > 0 {
		last := e.Units[picked[k-1]]
		l.Paragraph = u.Hit != last.Hit || !u.more && (last.Item || last.more)
	}
	return l
}

// listed tells whether a unit and the next that is told are items, of one list
// or of several, or the first introduces the other's.
func (e *Extractor) listed(i, next int) bool {
	a, b := e.Units[i], e.Units[next]
	return a.Item && b.Item || (b.Item || b.more) && a.Hit == b.Hit && (b.leadIn == i || (a.Item || a.more) && a.list() == b.list())
}

// sameTurn tells whether the question turns on what the heading above a unit asks: a
// yes to "må vi sortere" is none to "skal vi fortælle, at vi sorterer".
func (e *Extractor) sameTurn(u unit) bool {
	section := e.Hits[u.Hit].Section
	return len(section) == 0 || !strings.HasSuffix(section[len(section)-1], "?") ||
		asks(danish.Folded(danish.Tokenize(section[len(section)-1]))) == asks(danish.Folded(danish.Tokenize(e.q.Text)))
}

// unasked is a sentence without the yes or no that answers the heading above
// it, where the question asks for neither and the rest says it all.
func (e *Extractor) unasked(text string) string {
	for _, word := range []string{"Ja, ", "Nej, "} {
		rest, ok := strings.CutPrefix(text, word)
		if ok && !danish.Fragment(e.index, rest, false) {
			r, n := utf8.DecodeRuneInString(rest)
			return string(unicode.ToUpper(r)) + rest[n:]
		}
	}
	return text
}

// Shape is the form in which an answer is asked for.
type Shape string

// The shapes.
const (
	Whole   Shape = ""
	Shorter Shape = "shorter"
	AsList  Shape = "list"
)

// shorter is how many sentences a shorter answer has, beside a list's items.
const shorter = 2

// Reshape gives lines the form that is asked for.
func Reshape(lines []Line, s Shape) []Line {
	switch s {
	case Shorter:
		n := 0
		for i, l := range lines {
			if l.Item && !strings.HasSuffix(lines[max(0, i-1)].Text, ":") && !lines[max(0, i-1)].Item || !l.Item {
				n++
			}
			if n > shorter {
				return lines[:i]
			}
		}
	case AsList:
		for i := range lines {
			lines[i].Item, lines[i].Paragraph = !strings.HasSuffix(lines[i].Text, ":"), false
		}
	}
	return lines
}
