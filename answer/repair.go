package answer

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/prompts"
)

// maxRepaired bounds the sentences that go back to the model.
const maxRepaired = 6

// numberedLine is a rewritten sentence as the model gives it: "2. …".
var numberedLine = regexp.MustCompile(`^\s*(\d{1,2})[.)]\s+(.+)$`)

// repair gives the model what was withheld once more, with the reason and the
// evidence, where there is a judge to read what comes back; both keys must
// turn for it.
func (r *reply) repair(ctx context.Context) {
	if r.w.eng.cfg.Judge == nil || len(r.held) == 0 || r.sinkErr != nil {
		return
	}
	held := r.held[:min(len(r.held), maxRepaired)]
	text, ok := r.rewrite(ctx, held)
	if !ok {
		return
	}
	again := r.w.newReply(ctx, r.sources)
	again.seen, again.v = r.seen, r.v
	done := map[int]bool{}
	for l := range strings.Lines(text) {
		m := numberedLine.FindStringSubmatch(strings.TrimSpace(l))
		if m == nil {
			continue
		}
		if n, _ := strconv.Atoi(m[1]); n >= 1 && n <= len(held) && !done[n] {
			done[n] = true
			_ = again.sentence(piece{text: danish.Clean(m[2]), brk: BreakParagraph})
		}
	}
	again.end()
	r.sinkErr = again.sinkErr
}

// rewrite asks for the sentences anew; false where nothing comes of it.
func (r *reply) rewrite(ctx context.Context, held []verify.Verdict) (string, bool) {
	in := r.w.promptInput(r.sources)
	repair := prompts.RepairInput{Question: in.Question, Passages: in.Passages, Language: in.Language}
	reasons := map[string]string{}
	for _, w := range r.w.out.Withheld {
		reasons[w.Text] = w.Reason
	}
	for _, v := range held {
		w := prompts.Withheld{Text: v.Text, Reason: reasons[v.Text]}
		for _, e := range v.Evidence {
			w.Evidence = append(w.Evidence, prompts.Part(e))
		}
		repair.Sentences = append(repair.Sentences, w)
	}
	prompt, err := r.w.eng.cfg.Prompts.Repair(repair)
	if err != nil {
		return "", false
	}
	var text strings.Builder
	usage, err := r.w.chat.Stream(ctx, messages(prompt), func(delta string) error {
		if text.Len()+len(delta) > maxRuling {
			return errEnough
		}
		text.WriteString(delta)
		return nil
	})
	r.w.used(usage)
	return text.String(), err == nil
}
