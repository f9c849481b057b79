package staff

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/prompts"
)

const (
	vainAtOnce = 40 // sentences of one passage that are shown
	foundOfOne = 3  // passages that a question is held against
)

// InVain gives what people ask near to a passage that no passage of the index
// answers: the model writes it, and is asked again of each question with what a
// search finds of it. The error is the model's or the search's.
func (k Asker) InVain(ctx context.Context, x *index.Index, p documents.Passage) (documents.Askings, error) {
	sentences := askable(p, map[string]bool{})
	sentences = sentences[:min(vainAtOnce, len(sentences))]
	if k.Vain == 0 || len(sentences) == 0 {
		return nil, nil
	}
	prompt, err := k.Prompts.Vain(prompts.AskedInput{Title: p.Title, Section: p.Section, Sentences: sentences, Each: k.Vain})
	if err != nil {
		return nil, err
	}
	reply, err := k.reply(ctx, prompt)
	if err != nil {
		return nil, err
	}
	drafted := askedIn(reply, sentences, k.Vain)
	left, err := k.unanswered(ctx, x, p, slices.Concat(drafted...))
	if err != nil {
		return nil, err
	}
	var out documents.Askings
	for i, some := range drafted {
		some = slices.DeleteFunc(some, func(q string) bool { return !left[q] })
		if len(some) > 0 {
			out = append(out, documents.Asking{Sentence: sentences[i], Vain: some})
		}
	}
	return out, nil
}

// unanswered are those of some questions that neither a passage answers nor what a
// search finds of each.
func (k Asker) unanswered(ctx context.Context, x *index.Index, p documents.Passage, questions []string) (map[string]bool, error) {
	questions = questions[:min(k.Vain, len(questions))]
	if len(questions) == 0 {
		return nil, nil
	}
	found := []documents.Passage{p}
	for _, q := range questions {
		_, hits, err := x.Find(ctx, q, nil, foundOfOne)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			if !slices.ContainsFunc(found, func(f documents.Passage) bool { return f.ID == h.ID }) {
				found = append(found, h.Passage)
			}
		}
	}
	in := prompts.AnsweredInput{Questions: questions}
	for i, f := range found {
		in.Passages = append(in.Passages, prompts.Passage{N: i + 1, Title: f.Title, Section: f.Section, Page: f.Page, Text: f.Body()})
	}
	prompt, err := k.Prompts.Answered(in)
	if err != nil {
		return nil, err
	}
	reply, err := k.reply(ctx, prompt)
	if err != nil {
		return nil, err
	}
	return notIn(reply, questions), nil
}

var listed = regexp.MustCompile(`\d+`)

// notIn are the questions whose numbers a reply does not list. One that lists none
// and does not say so leaves nothing: a question that is answered must not be taken
// for one asked in vain.
func notIn(reply string, questions []string) map[string]bool {
	numbers := listed.FindAllString(reply, -1)
	if len(numbers) == 0 && danish.Letters(strings.TrimSpace(reply)) != "ingen" {
		return nil
	}
	out := map[string]bool{}
	for _, q := range questions {
		out[q] = true
	}
	for _, number := range numbers {
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(questions) {
			delete(out, questions[n-1])
		}
	}
	return out
}
