package golden

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/eval"
)

// keepEvery is how often the answers are written while many are asked.
const keepEvery = 5 * time.Second

// Run asks questions until ctx ends: all of them when what answers rest on has
// changed since they were last asked, and those that [Book.Put] and
// [Book.Again] name.
func (b *Book) Run(ctx context.Context) {
	tick := time.NewTicker(b.cfg.Every)
	defer tick.Stop()
	for {
		b.look(ctx)
		b.askWaiting(ctx)
		select {
		case <-ctx.Done():
			return
		case <-b.wake:
		case <-tick.C:
		}
	}
}

// look asks all questions where the ground is another than at the last run.
func (b *Book) look(ctx context.Context) {
	if b.cfg.Ground == nil {
		return
	}
	now, ready := b.cfg.Ground()
	differs := b.compare(now, ready)
	if !ready || ctx.Err() != nil {
		return
	}
	b.mu.Lock()
	ids := b.unasked()
	if differs {
		ids = b.file.ids()
	}
	if len(ids) > 0 {
		b.queue(ids...)
	}
	b.mu.Unlock()
	if !differs || !b.askWaiting(ctx) {
		return
	}
	b.mu.Lock()
	because := b.moved
	b.state.Ground, b.state.Ran, b.state.Why = now, b.cfg.Now().UTC(), because
	b.behind, b.moved = false, nil
	b.keep()
	b.mu.Unlock()
	b.tell(because)
}

// compare notes how the ground differs from that of the last run, and tells the
// log when that begins; whether it is another.
func (b *Book) compare(now map[string]string, ready bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	moved := b.state.moved(now)
	b.looked, b.behind = true, len(moved) > 0 || !ready
	differs := len(moved) > 0
	if b.state.Ran.IsZero() {
		moved = nil // nothing has changed: it is the first time
	}
	if !slices.Equal(b.moved, moved) && moved != nil {
		b.cfg.Log.Info("golden questions are asked again: answers may be others until they are looked at", "because", moved)
	}
	b.moved = moved
	return differs
}

// moved are the parts of the ground that have changed; all of them at the first run.
func (s *state) moved(now map[string]string) (out []string) {
	for _, part := range slices.Sorted(maps.Keys(now)) {
		if s.Ground[part] != now[part] {
			out = append(out, part)
		}
	}
	return out
}

// againAfter is when a question is asked again that could not be asked.
const againAfter = 10 * time.Minute

// unasked are the questions that were never asked, whose lines somebody has
// changed, or that could not be asked some time ago.
func (b *Book) unasked() (out []string) {
	for _, l := range b.file.lines {
		if l.question == nil {
			continue
		}
		a := b.state.of(l.question.ID)
		switch {
		case !a.Failed.IsZero():
			if b.cfg.Now().Sub(a.Failed) < againAfter {
				continue
			}
		case a.Last != nil && a.Last.Line == l.version():
			continue
		}
		out = append(out, l.question.ID)
	}
	return out
}

// tell says in the log how a run went.
func (b *Book) tell(why []string) {
	list := b.List()
	var changed []string
	for _, i := range list.Items {
		if i.State == StateChanged {
			changed = append(changed, i.ID)
		}
	}
	log := b.cfg.Log.Info
	if len(changed) > 0 || list.Count(eval.Fail) > 0 {
		log = b.cfg.Log.Warn
	}
	log("golden questions asked", "because", why, "questions", len(list.Items), "failed", list.Count(eval.Fail), "changed", len(changed),
		"changed_ids", changed[:min(len(changed), 20)])
}

// askWaiting asks the questions that wait, one at a time; it tells whether all
// were asked.
func (b *Book) askWaiting(ctx context.Context) bool {
	kept := b.cfg.Now()
	asked := false
	for {
		q, version, more := b.next()
		if !more {
			break
		}
		asked = true
		b.ask(ctx, q, version)
		if ctx.Err() != nil {
			break
		}
		if now := b.cfg.Now(); now.Sub(kept) >= keepEvery {
			kept = now
			b.mu.Lock()
			b.keep()
			b.mu.Unlock()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asking = ""
	if asked {
		b.keep()
	}
	return ctx.Err() == nil
}

// next takes the first question of the file that waits.
func (b *Book) next() (q eval.Question, version string, more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	for _, l := range b.file.lines {
		if l.question != nil && b.waiting[l.question.ID] {
			b.asking = l.question.ID
			delete(b.waiting, b.asking)
			return *l.question, l.version(), true
		}
	}
	clear(b.waiting)
	return q, "", false
}

// ask asks one question and takes its answer in. Where the model failed or was
// not asked, the answer is not what a reader is given otherwise, so the former one stays.
func (b *Book) ask(ctx context.Context, q eval.Question, version string) {
	a, err := put(ctx, b.cfg.Ask, q)
	if ctx.Err() != nil {
		return
	}
	at := b.cfg.Now().UTC()
	b.mu.Lock()
	defer b.mu.Unlock()
	of := b.state.of(q.ID)
	if unusable(a, err) {
		of.Failed = at
		b.failed(q.ID, err)
		return
	}
	now := given(q, a, at)
	now.Line, now.Because = version, b.moved
	of.take(now)
}

// failed tells the log that a question could not be asked; err is nil where the
// model failed, which it has told itself.
func (b *Book) failed(id string, err error) {
	if err != nil {
		b.cfg.Log.Error("golden question not asked", "id", id, "error", err.Error())
	}
}

// put asks a question as a reader does, after the conversation before it.
func put(ctx context.Context, ask Asking, q eval.Question) (*answer.Answer, error) {
	one := func(ctx context.Context, r answer.Request) (*answer.Answer, error) { return safely(ctx, ask, r) }
	turns, err := eval.Conversation(ctx, one, q.History)
	if err != nil {
		return nil, err
	}
	return one(ctx, answer.Request{Question: q.Question, History: turns})
}

// unusable tells whether asking failed, or the model did, or none was asked.
func unusable(a *answer.Answer, err error) bool {
	return err != nil || slices.Contains([]string{answer.FallbackFailed, answer.FallbackCut, answer.FallbackBudget}, a.Fallback)
}

// safely asks; what goes wrong inside ends neither the run nor the service.
func safely(ctx context.Context, ask Asking, req answer.Request) (a *answer.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("golden: asking: %v", p)
		}
	}()
	return ask(ctx, req)
}

// keep writes the answers; the caller holds the lock.
func (b *Book) keep() {
	if err := b.state.write(); err != nil {
		b.cfg.Log.Error("golden answers not kept", "error", err.Error())
	}
}
