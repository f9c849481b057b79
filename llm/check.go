package llm

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	openai "github.com/sashabaranov/go-openai"
)

// Check asks the endpoint for its models and, where the list does not name
// ours, for one token of a reply. It tries once and returns an *[Error] that
// says what is wrong, with the endpoint's own words.
func (c *Client) Check(ctx context.Context) error {
	listed := false
	err := c.check(ctx, func(ctx context.Context) error {
		if c.config.Azure {
			return nil // lists the models on offer, not the deployments
		}
		models, err := c.api.ListModels(ctx)
		for _, m := range models.Models {
			listed = listed || m.ID == c.config.Model || m.ID == c.config.Model+":latest"
		}
		return err
	})
	if listed || err != nil && !canGoOn(err) {
		return err
	}
	return c.check(ctx, c.smallest)
}

// canGoOn says that only the list of models is missing, which some endpoints do not have.
func canGoOn(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Kind == KindNotFound || e.Kind == KindProtocol ||
		e.Status == http.StatusNotImplemented)
}

// smallest asks for one token.
func (c *Client) smallest(ctx context.Context) error {
	accept := c.accepted()
	for {
		req := c.request([]Message{{Role: "user", Content: "ja"}}, accept)
		req.StreamOptions = nil
		//lint:ignore SA1019 most endpoints know only the older name; request picks the one that was accepted
		req.MaxTokens = min(req.MaxTokens, 1)
		// A reasoning model may not answer at all within one token.
		req.MaxCompletionTokens = min(req.MaxCompletionTokens, 16)
		resp, err := c.api.CreateChatCompletion(ctx, req)
		if err != nil && accept.adapt(err) {
			continue
		}
		if err == nil && len(resp.Choices) == 0 {
			err = errors.New("no choices")
		}
		return err
	}
}

// check makes one call with the timeouts of a first token.
func (c *Client) check(ctx context.Context, call func(context.Context) error) error {
	timeout := &Error{Kind: KindTimeoutFirst, Err: fmt.Errorf("no answer within %s", c.config.FirstTokenTimeout)}
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.FirstTokenTimeout, timeout)
	defer cancel()
	ctx, seen := withExchange(ctx)
	err := call(ctx)
	if err == nil {
		return nil
	}
	var ours *Error
	if errors.As(failure(ctx, err, seen), &ours) {
		e := *ours
		e.Detail = detail(err, c.config.Key)
		return &e
	}
	return failure(ctx, err, seen)
}

var (
	_ Chat            = (*Client)(nil)
	_ Embedder        = (*Client)(nil)
	_ openai.HTTPDoer = (*transport)(nil)
)
