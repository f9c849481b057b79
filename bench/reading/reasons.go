package main

import (
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/documents"
)

// Reasons why a word of the other program is not in the document.
const (
	kept      = ""
	running   = "head or foot" // on its page again and again, as the reader says and the other's lines show
	contents  = "contents"     // of a list of contents, as the reader says and the other's lines show
	unproven  = "unproven"     // the reader says head or foot, and the other's lines do not show it
	unlisted  = "unlisted"     // the same of contents
	formula   = "formula"      // which the other program writes as commands
	described = "described"    // a picture's description, which is not drawn
	lost      = "lost"
)

// judge says of each word why it is not in the document; kept for those that are.
func judge(ref, got []word, at []int, losses []lostText) []string {
	out := make([]string, len(ref))
	var missing []word
	var index []int
	for i, w := range ref {
		if at[i] < 0 {
			missing, index = append(missing, w), append(index, i)
		}
	}
	left := wordsLost(losses)
	told := match(missing, left)
	l := linesOf(ref, got)
	for k, i := range index {
		switch {
		case told[k] >= 0:
			out[i] = l.proven(left[told[k]].mark, ref[i].line)
		case ref[i].mark != "":
			out[i] = ref[i].mark
		default:
			out[i] = lost
		}
	}
	besideContents(ref, out)
	return out
}

// besideContents proves the words of lines right before or after a line of
// contents: the title of the list, and titles that go over two lines.
func besideContents(ref []word, why []string) {
	var proven []int // one of the words beside
	for i := range ref {
		if why[i] != unlisted {
			continue
		}
		a, b := i, i
		for a > 0 && ref[a].line == ref[i].line {
			a--
		}
		for b < len(ref)-1 && ref[b].line == ref[i].line {
			b++
		}
		if why[a] == contents || why[b] == contents {
			proven = append(proven, i)
		}
	}
	for _, i := range proven {
		why[i] = contents
	}
}

// lines are those of the other program's text.
type lines struct {
	text  map[int]string // letters and digits of each, numbers as #
	pages map[string]map[int]bool
	whole string // all of it run together, to look titles up in
	here  string // the document run together
	count map[string]int
}

func linesOf(words, got []word) lines {
	l := lines{text: map[int]string{}, pages: map[string]map[int]bool{}, count: map[string]int{}}
	var all strings.Builder
	for _, w := range words {
		l.text[w.line] += digitless(w.text)
		all.WriteString(digitless(w.text))
	}
	l.whole = all.String()
	all.Reset()
	for _, w := range got {
		all.WriteString(digitless(w.text))
	}
	l.here = all.String()
	seen := map[int]bool{}
	for _, w := range words {
		if seen[w.line] {
			continue
		}
		seen[w.line] = true
		text := l.text[w.line]
		if l.pages[text] == nil {
			l.pages[text] = map[int]bool{}
		}
		l.pages[text][w.page] = true
		l.count[strings.Trim(text, "#")]++
	}
	return l
}

// digitless writes every number of a word as one sign.
func digitless(s string) string {
	var b strings.Builder
	digit := false
	for _, r := range s {
		if unicode.IsDigit(r) {
			if !digit {
				b.WriteByte('#')
			}
			digit = true
			continue
		}
		digit = false
		b.WriteRune(r)
	}
	return b.String()
}

// proven holds what the reader says of a word against the line that it stands
// in: a head or foot stands on three pages or more or is a number alone, a line
// of contents stands elsewhere too.
func (l lines) proven(kind string, line int) string {
	text := l.text[line]
	title := strings.Trim(text, "#")
	switch kind {
	case documents.LostRunning:
		if title == "" || len(l.pages[text]) >= 3 {
			return running
		}
		return unproven
	case documents.LostContents:
		if title == "" || l.count[title] >= 2 || strings.Count(l.whole, title) >= 2 || strings.Contains(l.here, title) {
			return contents
		}
		return unlisted
	}
	return kind
}
