package engine

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// Stored is a passage as engines keep it, in JSON.
type Stored struct {
	documents.Passage
	Questions questions `json:"asked,omitempty"`
	InVain    []string  `json:"vain,omitempty"`
}

// Store gives a passage as it is kept.
func Store(p documents.Passage) Stored { return Stored{p, p.Asked, p.Vain} }

// Whole is the passage with all that is kept of it.
func (s Stored) Whole() documents.Passage {
	s.Passage.Asked, s.Passage.Vain = s.Questions, s.InVain
	return s.Passage
}

// questions are what is asked of a passage, kept as one text, a line of each: a
// passage is read for every answer, and may have hundreds.
type questions []documents.Asked

// MarshalText writes the number of the sentence and the question, with a space between.
func (q questions) MarshalText() ([]byte, error) {
	var out []byte
	for _, a := range q {
		out = strconv.AppendInt(out, int64(a.Sentence), 10)
		out = append(out, ' ')
		out = append(out, strings.ReplaceAll(a.Question, "\n", " ")...)
		out = append(out, '\n')
	}
	return out, nil
}

func (q *questions) UnmarshalText(text []byte) error {
	all := string(text)
	*q = make(questions, 0, strings.Count(all, "\n"))
	for line := range strings.Lines(all) {
		number, question, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("reading what is asked of a passage: %w", err)
		}
		*q = append(*q, documents.Asked{Sentence: n, Question: question})
	}
	return nil
}
