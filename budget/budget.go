// Package budget holds the models to what they may cost in a day: the whole
// service, and each authority. Start with [New]; [Budget.Spent] is asked before an
// answer, and [Budget.Count] is told after each call.
package budget

import (
	"context"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/llm"
)

// Amount is what may be used in a day: tokens, to a model and from it, or money
// by the prices of a [Config]. The zero value sets no limit.
type Amount struct {
	N     float64
	Money bool
}

// nano are the parts of one unit of money that are counted, so that a token
// costs a whole number of them.
const nano = 1e9

// most is an amount as it is counted.
func (a Amount) most() int64 {
	if a.Money {
		return int64(a.N * nano)
	}
	return int64(a.N)
}

// Config says how much models may be used.
type Config struct {
	Service   Amount // of the whole service in a day
	Authority Amount // of each authority; those who ask without a key are one together
	// Prompt and Completion are the prices of a million tokens, for amounts of money.
	Prompt, Completion float64
	Meter              *limits.Meter    // counts
	Zone               *time.Location   // whose midnight ends the day
	Log                *slog.Logger     // is told, once a day, that a budget is used up
	Now                func() time.Time // time.Now where nil
}

// Budget counts what models are used. It is safe for use by several goroutines;
// a nil one sets no limit and counts nothing.
type Budget struct {
	cfg                Config
	prompt, completion atomic.Int64 // tokens since the start
	refused            [scopes]atomic.Int64
	told               sync.Map // of a holder: the end of the day on which the log was told
}

// Whose budget is used up.
const (
	ofService = iota
	ofAuthority
	scopes
)

// New makes a Budget.
func New(cfg Config) *Budget {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Budget{cfg: cfg}
}

type authorityKey struct{}

// For gives a context in which models are asked for an authority, "" for who
// asks without a key. Without it they are asked for the service itself.
func For(ctx context.Context, authority string) context.Context {
	return context.WithValue(ctx, authorityKey{}, authority)
}

// Spent tells whether nothing is left for who asks, so that no model may be
// asked. An answer that was begun before is finished.
func (b *Budget) Spent(ctx context.Context) bool {
	if b == nil {
		return false
	}
	limited, scope := b.limits(ctx)
	if len(limited) == 0 {
		return false
	}
	states, err := b.cfg.Meter.Add(ctx, 0, limited...)
	if err != nil {
		return false // the answer ends with ctx
	}
	for i, s := range states {
		if s.Left == 0 {
			b.refused[scope[i]].Add(1)
			b.tell(s)
			return true
		}
	}
	return false
}

// tell logs that a budget is used up, once a day.
func (b *Budget) tell(s limits.State) {
	if before, loaded := b.told.Swap(s.Holder, s.Ends); !loaded || !before.(time.Time).Equal(s.Ends) {
		b.cfg.Log.Warn("the day's budget for models is used up; answers are extracts until midnight", "of", s.Holder)
	}
}

// Count adds what a call of a model took; see [llm.Config.Account].
func (b *Budget) Count(ctx context.Context, u llm.Usage) {
	if b == nil {
		return
	}
	b.prompt.Add(int64(u.PromptTokens))
	b.completion.Add(int64(u.CompletionTokens))
	limited, _ := b.limits(ctx)
	for _, l := range limited { // each in its own unit
		_, _ = b.cfg.Meter.Add(ctx, b.cost(l.Name, u), l) // fails only when ctx has ended, which it does not
	}
}

// Names of the limits, by what they count.
const (
	inTokens = "model-tokens"
	inMoney  = "model-money"
)

// cost is what a call took, as a limit counts it.
func (b *Budget) cost(name string, u llm.Usage) int64 {
	if name == inTokens {
		return int64(u.PromptTokens) + int64(u.CompletionTokens)
	}
	million := float64(u.PromptTokens)*b.cfg.Prompt + float64(u.CompletionTokens)*b.cfg.Completion
	return int64(math.Ceil(million * (nano / 1e6)))
}

// limits are those that hold for a context, and whose each is.
func (b *Budget) limits(ctx context.Context) (out []limits.Limit, scope []int) {
	add := func(a Amount, of int, holder string) {
		if a == (Amount{}) {
			return
		}
		name := inTokens
		if a.Money {
			name = inMoney
		}
		out, scope = append(out, limits.Day(name, holder, a.most(), b.cfg.Now(), b.cfg.Zone)), append(scope, of)
	}
	add(b.cfg.Service, ofService, "service")
	if authority, ok := ctx.Value(authorityKey{}).(string); ok {
		add(b.cfg.Authority, ofAuthority, "authority "+authority)
	}
	return out, scope
}
