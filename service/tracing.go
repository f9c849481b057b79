package service

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/trace"
)

// Tracing is the flag that says where spans go.
type Tracing struct {
	OTLPURL string `name:"otlp-url" placeholder:"adresse" help:"Adressen på en OpenTelemetry-opsamler (OTLP over HTTP), fx http://localhost:4318; uden den sendes ingen spor. OTEL_EXPORTER_OTLP_ENDPOINT gør det samme."`
}

// sendTime is how long the last spans may take to be sent.
const sendTime = 2 * time.Second

// Start makes what sends spans, nil without an address, and has m tell of its
// calls. stop sends the last spans.
func (t Tracing) Start(a *App, m *Model, log *slog.Logger) (tracer *trace.Tracer, stop func(), err error) {
	if t.OTLPURL == "" {
		return nil, func() {}, nil
	}
	tracer, err = trace.Open(a.Ctx, trace.Config{URL: t.OTLPURL, Version: BuildVersion(), Warn: func(error) {
		log.Warn("spor kunne ikke sendes til --otlp-url")
	}})
	if err != nil {
		return nil, nil, Usage("--otlp-url: adressen skal se ud som http://localhost:4318")
	}
	m.Wrap = func(c llm.Chat) llm.Chat { return tracedChat{c, m.LLMAzure} }
	m.observe = observe
	m.prepare = func(r *http.Request) { trace.Inject(r.Context(), r.Header) }
	return tracer, func() {
		ctx, cancel := context.WithTimeout(context.Background(), sendTime)
		defer cancel()
		_ = tracer.Close(ctx) // a collector that is down is nothing to end with an error for
	}, nil
}

// observe makes spans of the steps of an answer.
func observe(ctx context.Context, step string) func(answer.Outcome) {
	if step == answer.StepSearch {
		_, span := trace.StartSearch(ctx)
		return func(o answer.Outcome) {
			span.Set(trace.Int("taskforce.search.passages", o.Passages))
			span.End(failed(o))
		}
	}
	_, span := trace.Start(ctx, step)
	return func(o answer.Outcome) {
		span.Set(trace.Bool("taskforce.verify.withheld", o.Withheld != ""), trace.String("taskforce.verify.reason", o.Withheld))
		span.End(failed(o))
	}
}

func failed(o answer.Outcome) string {
	if o.Failed {
		return "failed"
	}
	return ""
}

// tracedChat makes spans of the calls of a model.
type tracedChat struct {
	llm.Chat
	azure bool
}

// Stream implements [llm.Chat].
func (c tracedChat) Stream(ctx context.Context, messages []llm.Message, onText func(string) error) (llm.Usage, error) {
	ctx, span := trace.StartChat(ctx, trace.Chat{Model: c.Model(), Azure: c.azure})
	var own error // of the reader, who has enough or has left
	used, err := c.Chat.Stream(ctx, messages, func(text string) error {
		own = onText(text)
		return own
	})
	span.EndChat(trace.Reply{Model: used.Model, Input: used.PromptTokens, Output: used.CompletionTokens, Truncated: used.Truncated}, chatFailure(err, own))
	return used, err
}

// chatFailure is the kind of a failed call; the error's text may hold anything.
func chatFailure(err, own error) string {
	var of *llm.Error
	switch {
	case err == nil || own != nil:
		return ""
	case errors.As(err, &of):
		return string(of.Kind)
	case errors.Is(err, context.Canceled):
		return "cancelled"
	}
	return "failed"
}
