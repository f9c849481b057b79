package main

import (
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// word is one word of a file, as another program or this one reads it.
type word struct {
	text string // letters and digits, in lower case
	line int    // of the text that it stands in
	page int    // from 1; 0 where the format has none
	mark string // what the other program says that it is: a formula, a picture's description
}

// appendWords adds the words of a line.
func appendWords(words []word, line string, at word) []word {
	for token := range strings.FieldsSeq(documents.CleanText(line)) {
		if at.text = lettersOf(token); at.text != "" {
			words = append(words, at)
		}
	}
	return words
}

// lettersOf is what is compared of a text: its letters and digits, in lower case.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, danish.RemoveSoft(s))
}

// wordsOf are the words of a document in its order.
func wordsOf(blocks []documents.Block) (words []word) {
	for i, b := range blocks {
		words = appendWords(words, b.Content(), word{line: i, page: b.Page})
	}
	return words
}

// wordsLost are the words of what a reader left out, by kind.
func wordsLost(losses []lostText) (words []word) {
	for i, l := range losses {
		words = appendWords(words, l.Text, word{line: i, page: l.Page, mark: l.Kind})
	}
	return words
}
