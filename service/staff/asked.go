package staff

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
)

// Asker writes with a model what people ask that sentences answer, and what they ask
// near to them in vain.
type Asker struct {
	Chat    llm.Chat
	Prompts *prompts.Set
	Each    int // questions of a sentence, at most; from 1
	Vain    int // questions of a passage that are asked in vain, at most; 0 for none
}

const (
	askedAtOnce  = 12  // sentences of one call
	shortestAsk  = 6   // characters of a question, at least
	longestAsk   = 200 // and at most
	longestReply = 16 << 10
)

// Of gives what people ask that a passage's sentences answer; those that nobody
// would ask for have none. Sentences whose letters are in done are passed over,
// and the others' are added to it. The error is the model's; what came before it
// is given too.
func (k Asker) Of(ctx context.Context, p documents.Passage, done map[string]bool) (documents.Askings, error) {
	left := askable(p, done)
	var out documents.Askings
	for len(left) > 0 {
		some := left[:min(askedAtOnce, len(left))]
		left = left[len(some):]
		asked, err := k.ask(ctx, p, some)
		if err != nil {
			return out, err
		}
		out = append(out, asked...)
	}
	return out, nil
}

// askable are the sentences of a passage that may stand in a file of questions and
// whose letters are not in done, to which they are added.
func askable(p documents.Passage, done map[string]bool) []string {
	var out []string
	for _, s := range p.Sentences() {
		if key := danish.Letters(s.Text); key != "" && !done[key] && !slices.ContainsFunc([]string{"#", "- ", "! "}, func(mark string) bool { return strings.HasPrefix(s.Text, mark) }) {
			done[key] = true
			out = append(out, s.Text)
		}
	}
	return out
}

func (k Asker) ask(ctx context.Context, p documents.Passage, sentences []string) (documents.Askings, error) {
	prompt, err := k.Prompts.Asked(prompts.AskedInput{Title: p.Title, Section: p.Section, Sentences: sentences, Each: k.Each})
	if err != nil {
		return nil, err
	}
	reply, err := k.reply(ctx, prompt)
	if err != nil {
		return nil, err
	}
	var out documents.Askings
	for i, some := range askedIn(reply, sentences, k.Each) {
		if len(some) > 0 {
			out = append(out, documents.Asking{Sentence: sentences[i], Questions: some})
		}
	}
	return out, nil
}

// reply is what the model says to a prompt, "" where it says nothing.
func (k Asker) reply(ctx context.Context, prompt prompts.Prompt) (string, error) {
	var reply strings.Builder
	_, err := k.Chat.Stream(ctx, []llm.Message{{Role: "system", Content: prompt.System}, {Role: "user", Content: prompt.User}}, func(delta string) error {
		if reply.Len()+len(delta) > longestReply {
			return fmt.Errorf("the reply is longer than %d bytes", longestReply)
		}
		reply.WriteString(delta)
		return nil
	})
	if failed := (*llm.Error)(nil); errors.As(err, &failed) && failed.Kind == llm.KindEmpty {
		return "", nil // nobody would ask for any of them
	}
	return reply.String(), err
}

// askedLine is a sentence's number and a question.
var askedLine = regexp.MustCompile(`^\s*[-*]?\s*\[?(\d{1,3})\]?\s*[:.)]\s*(.+)$`)

// askedIn gives the questions of each sentence in a reply; lines of another form, and
// questions that hold nothing or too much, are passed over.
func askedIn(reply string, sentences []string, each int) [][]string {
	questions := make([][]string, len(sentences))
	for line := range strings.Lines(reply) {
		m := askedLine.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		n, err := strconv.Atoi(m[1])
		question := strings.Trim(danish.Clean(m[2]), `"»«”„“`)
		size := utf8.RuneCountInString(question)
		if err != nil || n < 1 || n > len(sentences) || len(questions[n-1]) >= each || size < shortestAsk || size > longestAsk || danish.Letters(question) == danish.Letters(sentences[n-1]) {
			continue
		}
		questions[n-1] = append(questions[n-1], question)
	}
	return questions
}
