package answer

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/prompts"
)

// reply takes a model's text while it arrives. What it says goes through the
// line to the reader, where a judge may still read it.
type reply struct {
	w        *work
	sources  []Source
	v        *verify.Verifier
	line     *line
	cut      cutter
	seen     map[string]bool // sentences that were given already
	count    int
	said     bool             // the model said that the sources do not carry an answer
	declined bool             // the model would not answer
	held     []verify.Verdict // that were withheld, for one repair
	sinkErr  error
	// verifying tells the observer that a sentence is being checked.
	verifying func() func(Outcome)
}

// newReply makes a reply to be read; ctx bounds the calls of its judge.
func (w *work) newReply(ctx context.Context, sources []Source) *reply {
	r := &reply{w: w, sources: sources, seen: map[string]bool{},
		v: &verify.Verifier{Index: w.snap, Sources: verified(sources), Question: w.req.Question, English: w.query.English,
			Form: formOf(w.query.Kind), Told: w.eng.cfg.Prompts.Told()},
		verifying: func() func(Outcome) { return w.eng.cfg.Observe(ctx, StepVerify) }}
	r.line = newLine(ctx, r)
	return r
}

func (r *reply) text(delta string) error {
	for _, p := range r.cut.add(delta) {
		if err := r.sentence(p); err != nil {
			return err
		}
	}
	if len(r.cut.rest) > verify.MaxClaim || r.line.stopped.Load() {
		return errEnough
	}
	return nil
}

// flush takes what is left of the text as a last sentence.
func (r *reply) flush() {
	for _, p := range r.cut.flush() {
		if errors.Is(r.sentence(p), errEnough) {
			return
		}
	}
}

// end waits until the reader has all that is shown of the reply.
func (r *reply) end() { r.sinkErr = r.line.close() }

// silent are the sentences by which a model says that there is no answer.
var silent = []string{danish.Letters(prompts.Unanswered), "detfremgårikkeafkilderne", "detfremgårikkeafuddragene", "uddragenegiverikkesvar",
	"uddragenesvarerikke", "materialetgiverikkesvar", "thematerialsdonotsay", "thematerialdoesnotsay", "itisnotstatedinthematerial"}

// sentence checks one sentence and puts it on its way.
func (r *reply) sentence(p piece) error {
	if r.count++; r.count > maxReplySentences {
		return errEnough
	}
	key := danish.Letters(p.text)
	if r.silent(key) {
		r.said = true
		return nil
	}
	if r.seen[key] {
		return nil
	}
	r.seen[key] = true
	next := &pending{piece: p, verified: r.verifying()}
	next.verdict = r.v.Check(p.marked())
	r.declined = r.declined || next.verdict.Declines
	r.line.add(next)
	return nil
}

// silent tells whether a sentence says that there is no answer; one that goes
// on to tell what is missing is put to the judge.
func (r *reply) silent(key string) bool {
	return slices.ContainsFunc(silent, func(s string) bool {
		return key == s || r.line.judge == nil && strings.HasPrefix(key, s)
	})
}

// quotesOf is for each source of a sentence the first statement that carries
// it, "" where none does.
func quotesOf(o outcome) []string {
	out := make([]string, len(o.sources))
	for i, n := range o.sources {
		if at := slices.IndexFunc(o.evidence, func(e verify.Evidence) bool { return e.N == n }); at >= 0 {
			out[i] = o.evidence[at].Text
		}
	}
	return out
}

// formOf is what answers a question of a kind.
func formOf(kind query.Kind) verify.Form {
	switch kind {
	case query.KindPerson, query.KindPlace:
		return verify.Name
	case query.KindList:
		return verify.List
	}
	return verify.Statement
}
