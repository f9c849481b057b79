package llm_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// accounts keeps what was told of calls.
type accounts struct {
	mu   sync.Mutex
	told []llm.Usage
	ctx  context.Context
}

func (a *accounts) add(ctx context.Context, u llm.Usage) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.told, a.ctx = append(a.told, u), ctx
}

// TestAccount tells of each request what the endpoint told, else what was sent and
// received at three bytes a token; of a request that cost nothing, nothing.
// The prompt is 27 bytes and three words.
func TestAccount(t *testing.T) {
	enough := errors.New("enough")
	long := llmtest.Text("Et svar på tolv ord ", "og ni til. ")
	silent := long
	silent.NoUsage = true
	thinking := llmtest.Think("Lad mig se efter i kilden.", "Ja.")
	thinking.NoUsage = true
	for name, c := range map[string]struct {
		step llmtest.Step
		end  error // that the reader gives after the first piece
		want []llm.Usage
	}{
		"told":               {step: long, want: []llm.Usage{{PromptTokens: 3, CompletionTokens: 2}}},
		"not told":           {step: silent, want: []llm.Usage{{PromptTokens: 9, CompletionTokens: 11}}},
		"reasoning":          {step: thinking, want: []llm.Usage{{PromptTokens: 9, CompletionTokens: 10}}},
		"the reader ends it": {step: long, end: enough, want: []llm.Usage{{PromptTokens: 9, CompletionTokens: 7}}},
		"cut off":            {step: llmtest.Ends(llmtest.Cut, "Et halvt "), want: []llm.Usage{{PromptTokens: 9, CompletionTokens: 3}}},
		"no text in time":    {step: llmtest.Slow(time.Hour), want: []llm.Usage{{PromptTokens: 9}}},
		"refused":            {step: llmtest.Fail(401, "nej")},
		"broken":             {step: llmtest.Fail(500, "nej")},
		"rate limited":       {step: llmtest.RateLimited(1)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got accounts
			cfg := quick(llmtest.New(t, c.step).URL)
			cfg.FirstTokenTimeout, cfg.Account = 2*time.Second, got.add
			ctx, cancel := context.WithCancel(context.WithValue(t.Context(), accountKey{}, name))
			defer cancel()
			_, _ = client(t, cfg).Stream(ctx, []llm.Message{{Role: "system", Content: "regler"}, {Role: "user", Content: "hemmeligt spørgsmål"}},
				func(string) error { return c.end })
			cancel()
			if !slices.Equal(got.told, c.want) {
				t.Errorf("got %+v, want %+v", got.told, c.want)
			}
			if len(c.want) > 0 && (got.ctx.Value(accountKey{}) != name || got.ctx.Err() != nil) {
				t.Errorf("the context %v, %v", got.ctx.Value(accountKey{}), got.ctx.Err())
			}
		})
	}
}

type accountKey struct{}

// TestAccountOfAPool tells of the endpoint that failed after it had begun, and of
// the one that answered.
func TestAccountOfAPool(t *testing.T) {
	var got accounts
	first, second := quick(llmtest.New(t, llmtest.Ends(llmtest.Cut)).URL), quick(llmtest.New(t, llmtest.Text("Et svar.")).URL)
	first.Account, second.Account = got.add, got.add
	pool, err := llm.NewPool(first, second)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pool.Stream(t.Context(), []llm.Message{{Role: "user", Content: "spørgsmål"}}, func(string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if want := []llm.Usage{{PromptTokens: 4}, {PromptTokens: 2, CompletionTokens: 1}}; !slices.Equal(got.told, want) {
		t.Errorf("got %+v, want %+v", got.told, want)
	}
}
