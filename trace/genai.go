package trace

import (
	"context"

	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	otrace "go.opentelemetry.io/otel/trace"
)

// The names are those of OpenTelemetry's conventions for generative AI in
// version 1.41, of which none holds the text of a prompt or a reply here.

// Chat is a call of a chat model.
type Chat struct {
	Model string
	Azure bool // the endpoint is Azure OpenAI
}

// StartChat begins the span of a call of the model.
func StartChat(ctx context.Context, c Chat) (context.Context, *Span) {
	provider := semconv.GenAIProviderNameOpenAI // of the interface that is spoken
	if c.Azure {
		provider = semconv.GenAIProviderNameAzureAIOpenAI
	}
	return start(ctx, "chat "+c.Model, otrace.SpanKindClient,
		[]Attr{semconv.GenAIOperationNameChat, provider, semconv.GenAIRequestModel(c.Model)})
}

// Reply is what came of a call.
type Reply struct {
	Model         string // that answered, "" where none did
	Input, Output int    // tokens
	Truncated     bool   // the limit on tokens ended it
}

// EndChat ends the span of a call; failed is as in [Span.End].
func (s *Span) EndChat(r Reply, failed string) {
	if s == nil {
		return
	}
	s.Set(semconv.GenAIUsageInputTokens(r.Input), semconv.GenAIUsageOutputTokens(r.Output))
	if r.Model != "" {
		s.Set(semconv.GenAIResponseModel(r.Model))
	}
	switch {
	case r.Truncated:
		s.Set(semconv.GenAIResponseFinishReasons("length"))
	case failed == "":
		s.Set(semconv.GenAIResponseFinishReasons("stop"))
	}
	s.End(failed)
}

// StartSearch begins the span of a search in the materials.
func StartSearch(ctx context.Context) (context.Context, *Span) {
	return Start(ctx, "retrieval", semconv.GenAIOperationNameRetrieval)
}
