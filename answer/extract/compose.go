package extract

import (
	"regexp"
	"strings"
)

// itemNumber is the number of an item, which a bullet stands for in an answer.
var itemNumber = regexp.MustCompile(`^\d{1,2}\. +(\p{Lu})`)

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
	last := -1
	for _, i := range picked {
		u := e.Units[i]
		l := Line{Text: Readable(u.Text), Quote: u.Text, Hit: u.Hit}
		switch {
		case u.Item && len(picked) > 1:
			l.Item, l.Text = true, itemNumber.ReplaceAllString(l.Text, "$1")
		case last >= 0 && (u.Hit != e.Units[last].Hit || e.Units[last].Item && !u.more || e.Units[last].more && !u.more):
			l.Paragraph = true
		}
		if h := label(i); h != "" {
			l.Text = h + ": " + l.Text
		}
		last = i
		out = append(out, l)
	}
	return out
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
