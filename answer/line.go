package answer

import (
	"context"
	"strings"
	"sync/atomic"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/llm"
)

// pending is a sentence on its way to the reader.
type pending struct {
	piece
	verdict verify.Verdict
	// verified tells the observer what became of the sentence.
	verified func(Outcome)
	call     *call // that judges it; nil where none does
	at       int   // its place in the call
	ruling   ruling
}

// introduces tells whether a sentence introduces a list.
func (p *pending) introduces() bool { return strings.HasSuffix(p.verdict.Text, ":") }

// call judges some sentences together, beside the stream.
type call struct {
	group   []verify.Verdict
	done    chan struct{}
	rulings []ruling
	usage   llm.Usage
}

// line brings sentences to the reader in the order in which the model wrote
// them, each when its checks are through. The sentences of a list are judged
// in one call, all others in one each.
type line struct {
	r       *reply
	ctx     context.Context // of the judge's calls
	judge   *judge
	list    *call // of the list that is being written; nil where none is
	first   bool  // a sentence was sent to be judged
	queue   chan *pending
	ended   chan error
	stopped atomic.Bool // the reader takes no more
	lead    *pending    // introduces a list of which no item was shown yet
	leadOut outcome
	gaps    []*pending // what the materials do not say
}

func newLine(ctx context.Context, r *reply) *line {
	l := &line{r: r, ctx: ctx, queue: make(chan *pending, 2*maxReplySentences), ended: make(chan error, 1),
		judge: newJudge(r.w.eng.cfg.Judge, r.w.eng.cfg.Prompts, r.w.eng.cfg.JudgeTime)}
	go func() { l.ended <- l.deliver() }()
	return l
}

// add puts a sentence into the line.
func (l *line) add(p *pending) {
	inList := p.brk == BreakItem || p.introduces()
	if !inList || p.introduces() {
		l.closeList()
	}
	if l.judge != nil && judgeable(p.verdict) {
		if inList && l.first {
			if l.list == nil {
				l.list = &call{done: make(chan struct{})}
			}
			p.call, p.at = l.list, len(l.list.group)
			l.list.group = append(l.list.group, p.verdict)
		} else { // also the first of all, so that the reader does not wait for a list
			p.call = &call{group: []verify.Verdict{p.verdict}, done: make(chan struct{})}
			l.send(p.call)
		}
		l.first = true
	}
	l.queue <- p
}

func (l *line) closeList() {
	if l.list != nil {
		l.send(l.list)
		l.list = nil
	}
}

// send asks the judge beside the stream.
func (l *line) send(c *call) {
	in := judgeInput(l.r.w.req.Question, l.r.v.Sources, c.group)
	go func() {
		defer close(c.done)
		c.rulings, c.usage = l.judge.rule(l.ctx, in)
	}()
}

// close ends the line and waits for its end; the error is the reader's.
func (l *line) close() error {
	l.closeList()
	close(l.queue)
	return <-l.ended
}

// deliver passes the sentences on as far as both keys turn.
func (l *line) deliver() error {
	var failed error
	for p := range l.queue {
		if p.call != nil {
			<-p.call.done
			p.ruling = p.call.rulings[p.at]
			l.r.w.judged(p.call)
		}
		out := turnKeys(l.r.v, p.verdict, p.ruling)
		p.verified(Outcome{Withheld: out.reason})
		if failed != nil {
			continue // the queue is emptied all the same
		}
		if failed = l.pass(p, out); failed != nil {
			l.stopped.Store(true)
		}
	}
	l.dropLead()
	if failed == nil {
		failed = l.passGaps()
	}
	return failed
}

// passGaps shows at the end what the materials do not say, where there is an
// answer beside it; else there is no answer.
func (l *line) passGaps() error {
	for _, g := range l.gaps {
		if len(l.r.w.out.Sentences) == 0 {
			l.r.said = true
			l.r.w.out.Making.Withheld = append(l.r.w.out.Making.Withheld, stepOf(g, outcome{gap: true}))
			continue
		}
		if err := l.r.show(g, outcome{checked: CheckedMeaning, gap: true, sources: []int{}}); err != nil {
			return err
		}
	}
	return nil
}

// judged counts the tokens of a call of the judge, once.
func (w *work) judged(c *call) {
	w.used(c.usage)
	if c.usage.Model != "" {
		w.out.Making.Judge = Called{c.usage.Model, c.usage.Host}
	}
	c.usage = llm.Usage{}
}

// pass shows a sentence or withholds it. What introduces a list waits for an
// item of it.
func (l *line) pass(p *pending, out outcome) error {
	if p.brk != BreakItem {
		l.dropLead()
	}
	if p.introduces() && out.reason == "" {
		l.lead, l.leadOut = p, out
		return nil
	}
	if out.reason != "" {
		l.r.withhold(p, out)
		return nil
	}
	if out.gap {
		p.brk = BreakParagraph
		l.gaps = append(l.gaps, p)
		return nil
	}
	if l.lead != nil {
		lead := l.lead
		l.lead = nil
		if err := l.r.show(lead, l.leadOut); err != nil {
			return err
		}
	}
	return l.r.show(p, out)
}

// dropLead withholds what introduces a list of which no item was shown.
func (l *line) dropLead() {
	if l.lead != nil {
		l.leadOut.reason = verify.ReasonEcho
		l.r.withhold(l.lead, l.leadOut)
		l.lead = nil
	}
}

func (r *reply) withhold(p *pending, out outcome) {
	if out.reason != verify.ReasonEcho && out.reason != verify.ReasonLeak && out.reason != verify.ReasonLanguage { // these say nothing
		r.held = append(r.held, p.verdict)
	}
	r.w.out.Withheld = append(r.w.out.Withheld, Withheld{Text: p.verdict.Text, Reason: out.reason})
	r.w.out.Making.Withheld = append(r.w.out.Making.Withheld, stepOf(p, out))
}

func (r *reply) show(p *pending, out outcome) error {
	r.w.out.Making.Shown = append(r.w.out.Making.Shown, stepOf(p, out))
	return r.w.emit(Sentence{Text: p.verdict.Text, Sources: out.sources, Quotes: quotesOf(out), Break: p.brk, Checked: out.checked, Gap: out.gap})
}
