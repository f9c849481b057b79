package answer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
)

// maxReplySentences bounds what is taken of an endless or repeating reply.
const maxReplySentences = 60

// errEnough ends a stream that has given all that will be taken.
var errEnough = errors.New("answer: enough")

// model lets the model write the answer. asking bounds its calls; ctx is the
// reader's. done is false where nothing of the reply could be used, so that an
// extract takes its place.
func (w *work) model(ctx, asking context.Context) (done bool, err error) {
	var sources []Source
	for i, p := range w.passages(ctx) {
		sources = append(sources, w.source(p, i+1))
	}
	if w.sink.Sources != nil {
		if err := w.sink.Sources(sources); err != nil {
			return false, err
		}
	}
	r, err := w.reply(asking, sources)
	if tooLong(err) && w.out.Model == "" && len(sources) > 1 { // nothing was said
		// What is left out stands last, so the numbers still fit.
		r, err = w.reply(asking, sources[:len(sources)/2])
	}
	switch {
	case r == nil:
		return false, err
	case r.sinkErr != nil:
		return false, r.sinkErr
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err == nil || errors.Is(err, errEnough):
		err = nil
		if ferr := r.flush(); ferr != nil {
			return false, ferr
		}
	}
	return r.conclude(err)
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
	r := &reply{w: w, sources: sources, v: verify.Verifier{Index: w.snap, Sources: verified(sources)}, seen: map[string]bool{},
		verifying: func() func(Outcome) { return w.eng.cfg.Observe(ctx, StepVerify) }}
	usage, err := w.eng.cfg.Chat.Stream(ctx, messages(prompt), r.text)
	w.out.Usage, w.out.Model = usage, usage.Model
	return r, err
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

// reply takes a model's text while it arrives.
type reply struct {
	w        *work
	sources  []Source
	v        verify.Verifier
	cut      cutter
	seen     map[string]bool // sentences that were given already
	count    int
	said     bool // the model said that the sources do not carry an answer
	declined bool // the model would not answer
	// verifying tells the observer that a sentence is being checked.
	verifying func() func(Outcome)
	sinkErr   error
}

func (r *reply) text(delta string) error {
	for _, p := range r.cut.add(delta) {
		if err := r.sentence(p); err != nil {
			return err
		}
	}
	if len(r.cut.rest) > verify.MaxClaim {
		return errEnough
	}
	return nil
}

func (r *reply) flush() error {
	for _, p := range r.cut.flush() {
		if err := r.sentence(p); err != nil && !errors.Is(err, errEnough) {
			return err
		}
	}
	return nil
}

// silent are the sentences by which a model says that there is no answer.
var silent = []string{danish.Letters(prompts.Unanswered), "detfremgårikkeafkilderne", "detfremgårikkeafuddragene", "uddragenegiverikkesvar",
	"uddragenesvarerikke", "materialetgiverikkesvar", "thematerialsdonotsay", "thematerialdoesnotsay", "itisnotstatedinthematerial"}

// decline is how a model says that it will not or cannot answer. An answer from
// the sources never speaks in the first person.
var decline = regexp.MustCompile(`(?i)\b(?:jeg|vi) (?:kan|må|vil|ønsker|har)(?: \pL+)? (?:ikke|ingen)\b|\b(?:kan|må|vil) (?:jeg|vi)(?: \pL+)? ikke\b` +
	`|^(?:jeg )?beklager\b|\bi(?:['’]m| am) (?:sorry|unable|not able)\b|\bi (?:can(?:['’]?t|not| not)|won['’]t|do(?:n['’]t| not) have)\b`)

// sentence verifies one sentence and passes it on or withholds it.
func (r *reply) sentence(p piece) error {
	if r.count++; r.count > maxReplySentences {
		return errEnough
	}
	key := danish.Letters(p.text)
	for _, s := range silent {
		if strings.HasPrefix(key, s) {
			r.said = true
			return nil
		}
	}
	if r.seen[key] {
		return nil
	}
	r.seen[key] = true
	verified := r.verifying()
	verdict := r.check(p.text)
	if verdict.Reason == "" && p.brk != BreakItem && r.fragment(verdict.Text) {
		verdict.Reason = verify.ReasonEcho
	}
	verified(Outcome{Withheld: verdict.Reason})
	if verdict.Reason != "" {
		r.w.out.Withheld = append(r.w.out.Withheld, Withheld{Text: verdict.Text, Reason: verdict.Reason})
		return nil
	}
	if err := r.w.emit(Sentence{Text: verdict.Text, Sources: verdict.Sources, Quotes: r.v.Quotes(verdict.Text, verdict.Sources), Break: p.brk}); err != nil {
		r.sinkErr = err
		return err
	}
	return nil
}

// check verifies a sentence in its own language, which must be the question's
// or, for a question in English, Danish.
func (r *reply) check(text string) verify.Verdict {
	out := verify.Verdict{Text: strings.TrimSpace(verify.Citation.ReplaceAllString(text, ""))}
	lang := danish.LanguageOf(out.Text)
	r.v.English = r.w.query.English && lang != danish.LangDanish
	switch {
	case decline.MatchString(danish.Quoted.ReplaceAllString(out.Text, "")):
		r.declined = true
		out.Reason = verify.ReasonLeak
	case lang != "" && lang != danish.LangDanish && !(lang == danish.LangEnglish && r.w.query.English):
		out.Reason = verify.ReasonLanguage
	default:
		return r.v.Check(text)
	}
	return out
}

// conclude judges the whole reply. cause is why it ended early, nil where it
// did not.
func (r *reply) conclude(cause error) (bool, error) {
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
	case r.said && len(w.out.Withheld) == 0:
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

// inHeading tells whether a text is a piece of several words of a source's
// heading or title.
func (r *reply) inHeading(text string) bool {
	key := danish.Letters(text)
	return len(strings.Fields(text)) > 2 && slices.ContainsFunc(r.v.Sources, func(s verify.Source) bool {
		return slices.ContainsFunc(append(slices.Clone(s.Section), s.Title), func(h string) bool { return strings.Contains(danish.Letters(h), key) })
	})
}

// fragment tells whether a text only names something where the question does
// not ask for a name or a list; a piece of a heading is no list either.
func (r *reply) fragment(text string) bool {
	switch r.w.query.Kind {
	case query.KindPerson, query.KindPlace:
		return false
	case query.KindList:
		return r.inHeading(text)
	}
	return danish.Fragment(r.w.snap, text, r.w.query.English)
}
