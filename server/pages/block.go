package pages

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/digitaskforce/taskforce/answer"
)

// blocks gathers sentences into paragraphs, lists and tables.
// server/pages/web/static/blocks.js does the same in the browser.
func blocks(sentences []answer.Sentence) []block {
	var out []block
	for i := 0; i < len(sentences); {
		if n, b := tableOf(sentences[i:]); n > 0 {
			out = append(out, b)
			i += n
			continue
		}
		s := sentences[i]
		last := len(out) - 1
		isItem := s.Break == answer.BreakItem
		number, text := numbered(s.Text, isItem)
		v := sentenceView{Spans: inline(text), Marks: s.Sources, Gap: s.Gap}
		switch {
		case isItem && last >= 0 && out[last].List && out[last].Ordered == (number > 0):
			out[last].Lines = append(out[last].Lines, line{number, []sentenceView{v}})
		case s.Break != "" || last < 0 || out[last].Table != nil:
			out = append(out, block{List: isItem, Ordered: number > 0, Lines: []line{{number, []sentenceView{v}}}})
		default:
			l := &out[last].Lines[len(out[last].Lines)-1]
			l.Sentences = append(l.Sentences, v)
		}
		i++
	}
	for i := range out {
		out[i].mark()
	}
	return out
}

var itemNumber = regexp.MustCompile(`^(\d{1,3})[.)] `)

// numbered takes the number off an item that begins with one.
func numbered(text string, isItem bool) (int, string) {
	m := itemNumber.FindStringSubmatch(text)
	if !isItem || m == nil {
		return 0, text
	}
	n, _ := strconv.Atoi(m[1]) // three digits at most
	return n, text[len(m[0]):]
}

// mark leaves the sources of a sentence out where the next one of its block has the same.
func (b *block) mark() {
	var before *sentenceView
	for i := range b.Lines {
		for j := range b.Lines[i].Sentences {
			s := &b.Lines[i].Sentences[j]
			if before != nil && slices.Equal(before.Marks, s.Marks) {
				before.Marks = nil
			}
			before = s
		}
	}
}

// tableOf makes a table of the sentences at the start that are rows of one, and
// tells how many they are.
func tableOf(sentences []answer.Sentence) (int, block) {
	var texts []string
	for i, s := range sentences {
		if i > 0 && s.Break == "" {
			break
		}
		texts = append(texts, s.Text)
	}
	columns, cells := rows(texts)
	if columns == nil || len(cells) < len(sentences) && sentences[len(cells)].Break == "" {
		return 0, block{} // what follows the last row belongs to its line
	}
	t := &tableView{Columns: columns}
	var cited []int
	for i, row := range cells {
		spans := make([][]Span, len(row))
		for j, c := range row {
			spans[j] = inline(c.Text)
		}
		t.Rows = append(t.Rows, spans)
		cited = append(cited, sentences[i].Sources...)
	}
	slices.Sort(cited)
	return len(cells), block{Table: t, Marks: slices.Compact(cited)}
}
