package llmtest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Passage is a numbered passage as it stands in a prompt.
type Passage struct {
	N    int
	Text string
}

var (
	passageBlock  = regexp.MustCompile(`(?s)<uddrag nr="(\d+)"[^>]*>\n(.*?)\n</uddrag>`)
	firstSentence = regexp.MustCompile(`(?s)^.*?[.!?](?:\s|$)`)
)

// Passages finds the passages in the prompt of a request.
func (r Request) Passages() []Passage {
	var found []Passage
	for _, m := range passageBlock.FindAllStringSubmatch(r.User(), -1) {
		n, err := strconv.Atoi(m[1])
		if err == nil {
			found = append(found, Passage{N: n, Text: m[2]})
		}
	}
	return found
}

// Quote is a model that quotes the first sentence of the first passage, with
// its number, and otherwise says that the materials do not carry an answer.
func Quote() Step {
	return Reply(func(r Request) string {
		for _, p := range r.Passages() {
			sentence := strings.TrimSpace(firstSentence.FindString(p.Text + " "))
			if sentence != "" {
				end := sentence[len(sentence)-1:]
				return fmt.Sprintf("%s [%d]%s", strings.TrimSuffix(sentence, end), p.N, end)
			}
		}
		return "Det fremgår ikke af materialet."
	})
}

// Obey is a model that does what an attack wants: it says text where the
// request, in any message, holds trigger, and is [Quote] otherwise.
func Obey(trigger, text string) Step {
	quote := Quote()
	return Step{Reply: func(r Request) []string {
		for _, m := range r.Messages {
			if strings.Contains(strings.ToLower(m.Content), strings.ToLower(trigger)) {
				return words(text)
			}
		}
		return quote.Reply(r)
	}}
}

// words cuts text after each space, so that the words joined are the text.
func words(text string) []string { return strings.SplitAfter(text, " ") }
