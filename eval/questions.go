// Package eval measures the search and the answers on question files. Start
// with [ReadQuestions] and [Run]; [Summary] holds the figures.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
)

// Question is one line of a question file.
type Question struct {
	ID         string      `json:"id"`
	Kind       string      `json:"kind"`
	Question   string      `json:"question"`
	Evidence   []string    `json:"evidence"`   // quotes; a passage that holds one is relevant
	Must       []Must      `json:"must"`       // texts that a right answer holds
	MustNot    []Must      `json:"must_not"`   // texts that a right answer does not hold, none of each list
	Refused    *Refusal    `json:"refused"`    // whether the question is refused, and how; nil is by Answerable, where that is said
	Source     []Must      `json:"source"`     // documents, passages or titles that are cited
	History    [][2]string `json:"history"`    // earlier questions and answers, oldest first; "" is answered when asked
	Answerable *bool       `json:"answerable"` // nil is true
	Relevant   []string    `json:"relevant"`   // the other form: IDs of the relevant passages
}

// IsAnswerable tells whether the materials hold an answer.
func (q Question) IsAnswerable() bool { return q.Answerable == nil || *q.Answerable }

// Must is a text that a right answer holds, or several of which it holds one.
type Must []string

// UnmarshalJSON takes a string or a list of strings.
func (m *Must) UnmarshalJSON(data []byte) error {
	var one string
	if err := json.Unmarshal(data, &one); err == nil {
		*m = Must{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(data, &many); err != nil {
		return fmt.Errorf("must holds texts or lists of texts: %w", err)
	}
	*m = many
	return nil
}

// Refusal is what a question line says of refusing: true, false, or the kind
// of refusal, see [answer.Answer].
type Refusal struct {
	Is   bool
	Kind string // "" is any
}

// UnmarshalJSON takes a truth value or a kind.
func (r *Refusal) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &r.Is); err == nil {
		return nil
	}
	kinds := []string{answer.RefusalUnanswered, answer.RefusalOffTopic, answer.RefusalAttack}
	if err := json.Unmarshal(data, &r.Kind); err != nil || !slices.Contains(kinds, r.Kind) {
		return badRefused.Fault(nil, strings.Join(kinds, ", "))
	}
	r.Is = true
	return nil
}

// MarshalJSON writes the kind, where one is named.
func (r Refusal) MarshalJSON() ([]byte, error) {
	if r.Kind != "" {
		return json.Marshal(r.Kind)
	}
	return json.Marshal(r.Is)
}

// MarshalJSON writes a single text as a string.
func (m Must) MarshalJSON() ([]byte, error) {
	if len(m) == 1 {
		return json.Marshal(m[0])
	}
	return json.Marshal([]string(m))
}

// ReadQuestions reads a file of JSON lines; see [ParseQuestions].
func ReadQuestions(path string) ([]Question, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading questions: %w", err)
	}
	return ParseQuestions(path, data)
}

// ParseQuestions reads JSON lines. Empty lines are skipped, and lines that
// begin with # or //, which are remarks. An error names the file and the line.
func ParseQuestions(name string, data []byte) ([]Question, error) {
	var out []Question
	seen := map[string]int{}
	sc := bufio.NewScanner(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	sc.Buffer(nil, 1<<24)
	for n := 1; sc.Scan(); n++ {
		q, err := ParseQuestion(sc.Bytes())
		if err != nil {
			return nil, AtLine(name, n, err)
		}
		if q == nil {
			continue
		}
		if at := seen[q.ID]; at > 0 {
			return nil, AtLine(name, n, twice.Fault(nil, q.ID, at))
		}
		seen[q.ID] = n
		out = append(out, *q)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return out, nil
}

// ParseQuestion reads one line; nil where it holds no question.
func ParseQuestion(line []byte) (*Question, error) {
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] == '#' || bytes.HasPrefix(line, []byte("//")) {
		return nil, nil
	}
	var q Question
	if err := json.Unmarshal(line, &q); err != nil {
		return nil, err
	}
	if q.ID == "" || q.Question == "" {
		return nil, noQuestion.Fault(nil)
	}
	return &q, nil
}

// IsRelevant tells whether a passage answers the question.
func (q Question) IsRelevant(id, text string) bool {
	for _, r := range q.Relevant {
		if r == id {
			return true
		}
	}
	body := danish.Letters(text)
	for _, e := range q.Evidence {
		if strings.Contains(e, "|") && holdsRow(text, e) {
			return true
		}
		if e = quotation(e); e != "" && strings.Contains(body, e) {
			return true
		}
	}
	return false
}

// linkTarget is where a link of Markdown leads.
var linkTarget = regexp.MustCompile(`\]\([^()\s]*\)`)

// quotation is the letters of a quotation as a passage has them: without the
// addresses that a Markdown source has beside its words, and ligatures written
// out as the readers of documents do.
func quotation(text string) string {
	return danish.Letters(norm.NFKC.String(linkTarget.ReplaceAllString(text, "]")))
}

// holdsRow tells whether a line holds the cells of a table's row, with | between
// them, in their order: passages name the columns between the cells.
func holdsRow(text, row string) bool {
	for line := range strings.Lines(text) {
		rest, held := danish.Letters(line), false
		for cell := range strings.SplitSeq(row, "|") {
			cell = danish.Letters(cell)
			if cell == "" {
				continue
			}
			if _, rest, held = strings.Cut(rest, cell); !held {
				break
			}
		}
		if held {
			return true
		}
	}
	return false
}

// holds tells whether an answer holds one of the must's texts.
func (m Must) holds(answer string) bool { return len(m) == 0 || m.in(answer) != "" }

// in is the first of the texts that an answer holds, "" for none.
func (m Must) in(answer string) string {
	body := danish.Letters(answer)
	for _, t := range m {
		if strings.Contains(body, danish.Letters(t)) {
			return t
		}
	}
	return ""
}
