package answer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
)

// maxReplySentences bounds what is taken of an endless or repeating reply.
const maxReplySentences = 60

// errEnough ends a stream that has given all that will be taken.
var errEnough = errors.New("answer: enough")

// model lets the model write the answer. asking bounds its calls; ctx is the
// reader's; found tells whether the passages may answer at all. Where they do
// not, it gets others, once, by its own wordings of the question. done is false
// where nothing of the reply could be used, so that an extract takes its place.
func (w *work) model(ctx, asking context.Context, found extract.Verdict) (done bool, err error) {
	passages := w.passages(ctx)
	if !found.Refused() || w.match != nil {
		r, err := w.write(ctx, asking, passages)
		if r == nil || !r.empty(err) {
			return r.conclude(err)
		}
	}
	if more := w.again(asking, passages); len(more) > 0 {
		r, err := w.write(ctx, asking, more)
		return r.conclude(err)
	}
	w.out.Mode = ModeLLM
	return true, w.refuse(RefusalUnanswered)
}

// write asks the model with these passages and has it mend what is withheld.
// The reply is nil where nobody waits for it any more; err is why it ended early.
func (w *work) write(ctx, asking context.Context, passages []documents.Passage) (*reply, error) {
	var sources []Source
	for i, p := range passages {
		sources = append(sources, w.source(p, i+1))
	}
	sources = w.withEditorial(sources)
	if w.sink.Sources != nil {
		if err := w.sink.Sources(sources); err != nil {
			return nil, err
		}
	}
	w.out.Model = "" // of the reply before
	r, err := w.reply(asking, sources)
	if tooLong(err) && w.out.Model == "" && len(sources) > 1 { // nothing was said
		// What is left out stands last, so the numbers still fit.
		r, err = w.reply(asking, sources[:len(sources)/2])
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	if r != nil && err == nil && r.sinkErr == nil && ctx.Err() == nil {
		r.repair(asking)
	}
	if r != nil {
		w.out.Making.Given = append(w.out.Making.Given, r.sources)
	}
	switch {
	case r == nil:
		return nil, err
	case r.sinkErr != nil:
		return nil, r.sinkErr
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return r, err
}

// tooLong tells whether the prompt was more than the endpoint takes.
func tooLong(err error) bool {
	return errors.Is(err, &llm.Error{Kind: llm.KindContextLength}) ||
		errors.Is(err, &llm.Error{Kind: llm.KindTooLarge, Status: http.StatusRequestEntityTooLarge})
}

// reply asks the model with these sources. The reply is nil where there was
// nothing to ask with; err is why it ended early.
func (w *work) reply(ctx context.Context, sources []Source) (*reply, error) {
	prompt, err := w.eng.cfg.Prompts.Answer(w.promptInput(sources))
	if err != nil {
		return nil, fmt.Errorf("making the prompt: %w", err)
	}
	r := w.newReply(ctx, sources)
	var reading sync.WaitGroup
	reading.Go(r.v.Read) // while the model begins
	defer reading.Wait()
	usage, err := w.chat.Stream(ctx, messages(prompt), r.text)
	w.out.Model, w.out.Making.Model = usage.Model, Called{usage.Model, usage.Host}
	w.used(usage)
	if err == nil || errors.Is(err, errEnough) {
		r.flush()
	}
	r.end()
	return r, err
}

// used counts the tokens of one more call.
func (w *work) used(u llm.Usage) {
	w.counting.Lock()
	defer w.counting.Unlock()
	w.out.Usage.PromptTokens += u.PromptTokens
	w.out.Usage.CompletionTokens += u.CompletionTokens
	w.out.Usage.Truncated = w.out.Usage.Truncated || u.Truncated
}

// verified are sources as sentences are checked against them.
func verified(sources []Source) []verify.Source {
	out := make([]verify.Source, len(sources))
	for i, s := range sources {
		out[i] = verify.Source{N: s.N, Title: s.Title, Section: s.Section, Text: s.Text}
	}
	return out
}

func messages(p prompts.Prompt) []llm.Message {
	return []llm.Message{{Role: "system", Content: p.System}, {Role: "user", Content: p.User}}
}

func (w *work) promptInput(sources []Source) prompts.AnswerInput {
	in := prompts.AnswerInput{Question: w.req.Question, Language: "da"}
	if w.query.English {
		in.Language = "en"
	}
	for _, t := range w.req.History {
		in.History = append(in.History, prompts.Turn(t))
	}
	for _, s := range sources {
		in.Passages = append(in.Passages, prompts.Passage{N: s.N, Title: s.Title, Section: s.Section, Page: s.Page, Text: s.Text})
	}
	return in
}

// empty tells whether the model found no answer in the passages, and said
// nothing else. cause is why the reply ended early, nil where it did not.
func (r *reply) empty(cause error) bool {
	return cause == nil && r.said && !r.declined && len(r.w.out.Sentences) == 0 && len(r.w.out.Withheld) == 0
}

// conclude judges the whole reply. cause is why it ended early, nil where it
// did not; of a reply that nobody waits for, it is the end of the answer.
func (r *reply) conclude(cause error) (bool, error) {
	if r == nil {
		return false, cause
	}
	w := r.w
	if cause != nil {
		w.eng.cfg.Warn("sprogmodellen fejlede: %v", cause)
	}
	if len(w.out.Sentences) > 0 {
		w.out.Mode = ModeLLM
		w.out.Sources = usedSources(r.sources, w.out.Sentences)
		if cause != nil {
			w.out.Notice, w.out.Fallback = w.say().modelCut, FallbackCut
		}
		return true, nil
	}
	switch {
	case cause != nil:
		w.out.Notice, w.out.Fallback = w.say().modelDown, FallbackFailed
	case r.declined:
		w.out.Notice, w.out.Fallback = w.say().modelDeclined, FallbackDeclined
	case r.empty(cause):
		w.out.Mode = ModeLLM
		return true, w.refuse(RefusalUnanswered)
	default:
		w.out.Notice, w.out.Fallback = w.say().modelNothing, FallbackWithheld
	}
	return false, nil
}

// usedSources are the sources that the sentences cite, with their numbers kept.
func usedSources(sources []Source, sentences []Sentence) []Source {
	used := map[int]bool{}
	for _, s := range sentences {
		for _, n := range s.Sources {
			used[n] = true
		}
	}
	out := []Source{}
	for _, s := range sources {
		if used[s.N] {
			out = append(out, s)
		}
	}
	return out
}
