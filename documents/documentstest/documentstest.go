// Package documentstest has what the tests of several readers share.
package documentstest

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/documents"
)

// Outline writes blocks one a line: "h1 Forord", "p ...", "item ...", "row a | b".
func Outline(blocks []documents.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block.Kind {
		case documents.Heading:
			fmt.Fprintf(&b, "h%d %s", block.Level, block.Text)
		case documents.Row:
			mark := "row"
			if block.Head {
				mark = "head"
			}
			fmt.Fprintf(&b, "%s %s", mark, strings.Join(block.Cells, " | "))
		case documents.Item:
			fmt.Fprintf(&b, "item%d %s", block.Level, block.Text)
		default:
			fmt.Fprintf(&b, "p %s", block.Text)
		}
		if block.Page > 0 {
			fmt.Fprintf(&b, " [%d]", block.Page)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Text is the text of blocks, cells and all, separated by spaces.
func Text(blocks []documents.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(block.Text + " " + strings.Join(block.Cells, " ") + " ")
	}
	return b.String()
}

// Letters is all of s that mending must keep, in order.
func Letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
