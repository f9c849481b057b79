package llm

import (
	"context"
	"errors"
	"slices"
)

// tokenBytes is how many bytes of text are taken for a token where an endpoint
// does not tell: Danish has three to four, so that the estimate is rather too high.
const tokenBytes = 3

// unpaid are the kinds of failure in which an endpoint did no work.
var unpaid = []Kind{KindRefused, KindDNS, KindTLS, KindTimeoutConnect, KindAuth, KindNotFound, KindRateLimited,
	KindTooLarge, KindContextLength, KindServer, KindSkipped, KindProtocol}

// account tells Config.Account of one request, where the endpoint did work.
func (c *Client) account(ctx context.Context, messages []Message, r *reply, err error) {
	if c.config.Account == nil {
		return
	}
	if u := r.taken(messages, err); u.PromptTokens+u.CompletionTokens > 0 {
		c.config.Account(context.WithoutCancel(ctx), u)
	}
}

// taken is what a request took: what the endpoint told, else an estimate.
func (r *reply) taken(messages []Message, err error) Usage {
	u := r.usage
	if u.PromptTokens+u.CompletionTokens > 0 {
		return u
	}
	var e *Error
	if r.received == 0 && errors.As(err, &e) && slices.Contains(unpaid, e.Kind) {
		return Usage{}
	}
	size := 0
	for _, m := range messages {
		size += len(m.Content)
	}
	u.PromptTokens, u.CompletionTokens = tokens(size), tokens(r.received)
	return u
}

func tokens(size int) int { return (size + tokenBytes - 1) / tokenBytes }
