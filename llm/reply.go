package llm

import (
	"errors"
	"fmt"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// reply gathers one reply from its chunks.
type reply struct {
	onText    func(string) error
	usage     Usage
	thoughts  thoughts
	bytes     int
	received  int  // bytes of text and reasoning that the endpoint sent
	started   bool // text or reasoning has come
	delivered bool // text has reached the caller
	visible   bool // more than white space has come
	finished  bool // the endpoint said that the reply ends here
	filtered  bool
}

// take reads one chunk and passes its text on.
func (r *reply) take(chunk openai.ChatCompletionStreamResponse) error {
	if chunk.Usage != nil {
		r.usage.PromptTokens = chunk.Usage.PromptTokens
		r.usage.CompletionTokens = chunk.Usage.CompletionTokens
	}
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue
		}
		if size := len(choice.Delta.Content) + len(choice.Delta.ReasoningContent); size > 0 {
			r.started = true
			r.received += size
		}
		if err := r.deliver(r.thoughts.filter(choice.Delta.Content)); err != nil {
			return err
		}
		r.finish(choice.FinishReason)
	}
	return nil
}

func (r *reply) finish(reason openai.FinishReason) {
	switch reason {
	case "", openai.FinishReasonNull:
		return
	case openai.FinishReasonLength:
		r.usage.Truncated = true
	case openai.FinishReasonContentFilter:
		r.filtered = true
	}
	r.finished = true
}

func (r *reply) deliver(text string) error {
	if text == "" {
		return nil
	}
	if r.bytes += len(text); r.bytes > maxReplyBytes {
		return &Error{Kind: KindTooLarge, Err: fmt.Errorf("the reply is over %d bytes", maxReplyBytes)}
	}
	if r.visible = r.visible || strings.TrimSpace(text) != ""; !r.visible {
		return nil // white space before the text; another endpoint may still answer
	}
	r.delivered = true
	return r.onText(text)
}

// end judges a reply whose stream ended with err. A reply that the endpoint
// had finished is whole, however the connection ended.
func (r *reply) end(err error) error {
	var ours *Error
	switch {
	case !r.finished && err != nil:
		return err
	case errors.As(err, &ours) && ours.Kind == KindTooLarge:
		return err
	}
	if err := r.deliver(r.thoughts.rest()); err != nil {
		return err
	}
	switch {
	case r.filtered:
		return &Error{Kind: KindFiltered}
	case !r.visible && r.usage.Truncated:
		return &Error{Kind: KindEmpty, Err: errors.New("all tokens went to reasoning; allow more tokens")}
	case !r.visible:
		return &Error{Kind: KindEmpty}
	}
	return nil
}
