package documents

import (
	"strconv"
	"strings"
)

// Content is a block's text, cells and all.
func (b Block) Content() string {
	if b.Kind == Row {
		return strings.Join(b.Cells, " ")
	}
	return b.Text
}

// EmptyPages are the pages of a document without a word of text.
func (d *Document) EmptyPages() []int {
	seen := map[int]bool{}
	for _, b := range d.Blocks {
		seen[b.Page] = true
	}
	out := []int{}
	for n := 1; n <= d.Pages; n++ {
		if !seen[n] {
			out = append(out, n)
		}
	}
	return out
}

// Words counts the words of a document.
func (d *Document) Words() int {
	n := 0
	for _, b := range d.Blocks {
		n += len(strings.Fields(b.Content()))
	}
	return n
}

// Headings counts the headings of a document.
func (d *Document) Headings() int {
	n := 0
	for _, b := range d.Blocks {
		if b.Kind == Heading {
			n++
		}
	}
	return n
}

// Ranges writes numbers as "1, 3–5".
func Ranges(numbers []int) string {
	var out []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		text := strconv.Itoa(numbers[i])
		if j > i {
			text += "–" + strconv.Itoa(numbers[j])
		}
		if out = append(out, text); len(out) == 8 && j+1 < len(numbers) {
			return strings.Join(out, ", ") + " …"
		}
		i = j + 1
	}
	return strings.Join(out, ", ")
}
