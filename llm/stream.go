package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// certain is sent for a temperature of 0: go-openai leaves out a 0, so that the
// endpoint would take its own value, and a smaller number overflows in some.
const certain = 0.01

// Stream implements [Chat]. Reasoning, in its own field or between <think>
// tags, is not part of the reply. An *[Error] tells what the endpoint did; a
// reply that reached the limit on tokens is no error but Usage.Truncated.
func (c *Client) Stream(ctx context.Context, messages []Message, onText func(string) error) (Usage, error) {
	var usage Usage
	start := time.Now()
	err := c.config.attempts(ctx, func(ctx context.Context) (bool, time.Duration, error) {
		r := &reply{onText: onText}
		err := c.once(ctx, messages, r, c.config.FirstTokenTimeout-time.Since(start))
		usage = c.used(r)
		retry, asked := again(err)
		return retry && !r.delivered, asked, err
	})
	return usage, err
}

// used is what a reply took, with the model's name where it said something.
func (c *Client) used(r *reply) Usage {
	if r.delivered {
		r.usage.Model, r.usage.Host = c.config.Model, c.config.Host()
	}
	return r.usage
}

// once makes one attempt, with as many requests as it takes to learn what the
// endpoint accepts. first is how long the first text may take.
func (c *Client) once(ctx context.Context, messages []Message, r *reply, first time.Duration) (err error) {
	defer func() { c.account(ctx, messages, r, err) }()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	clock := newClock(first, c.config.BetweenTokensTimeout, cancel)
	defer clock.stop()
	ctx, seen := withExchange(ctx)
	stream, err := c.open(ctx, messages)
	if err != nil {
		return failure(ctx, err, seen)
	}
	defer stream.Close()
	for {
		chunk, err := stream.Recv()
		clock.stop()
		if errors.Is(err, io.EOF) && !seen.ended {
			r.finished = true
			seen.drain(func() { cancel(nil) })
		}
		if err != nil {
			return r.end(failure(ctx, err, seen))
		}
		if err := r.take(chunk); err != nil {
			return err
		}
		clock.next(r)
	}
}

// open sends the request, and again without what the endpoint does not accept.
func (c *Client) open(ctx context.Context, messages []Message) (*openai.ChatCompletionStream, error) {
	accept := c.accepted()
	for {
		stream, err := c.api.CreateChatCompletionStream(ctx, c.request(messages, accept))
		if err != nil && accept.adapt(err) {
			continue
		}
		if err == nil {
			c.learn(accept)
		}
		return stream, err
	}
}

func (c *Client) request(messages []Message, accept accepts) openai.ChatCompletionRequest {
	req := openai.ChatCompletionRequest{
		Model: c.config.Model,
		//lint:ignore SA1019 most endpoints know only the older name
		MaxTokens:   c.config.MaxTokens,
		Temperature: float32(max(c.config.Temperature, certain)),
	}
	if !accept.noStreamOptions {
		req.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	if accept.newTokenLimit {
		//lint:ignore SA1019 most endpoints know only the older name
		req.MaxTokens, req.MaxCompletionTokens = 0, c.config.MaxTokens
	}
	if accept.noTemperature {
		req.Temperature = 0
	}
	for _, m := range messages {
		req.Messages = append(req.Messages, openai.ChatCompletionMessage{
			Role: m.Role, Content: strings.ToValidUTF8(m.Content, "\uFFFD"),
		})
	}
	return req
}

// failure is the error to report: why ctx ended where it did, else the endpoint's.
func failure(ctx context.Context, err error, seen *exchange) error {
	if cause := causeError(ctx); cause != nil {
		return cause
	}
	return translate(err, seen)
}

// clock ends an attempt that is silent for too long.
type clock struct {
	first, between time.Duration
	cancel         context.CancelCauseFunc
	timer          *time.Timer
	start          time.Time
}

func newClock(first, between time.Duration, cancel context.CancelCauseFunc) *clock {
	k := &clock{first: first, between: between, cancel: cancel, start: time.Now()}
	k.next(&reply{})
	return k
}

// stop halts the clock while the caller works on a piece.
func (k *clock) stop() { k.timer.Stop() }

// next starts the wait for the next piece of r, or still for the first.
func (k *clock) next(r *reply) {
	wait, e := k.between, &Error{Kind: KindTimeoutStall}
	switch {
	case r.finished:
		// Only the count of tokens is still to come; it is not worth more.
		wait = min(wait, 2*time.Second)
	case r.started:
		e.Err = fmt.Errorf("the reply stopped for %s", wait)
	default:
		wait, e.Kind = k.first, KindTimeoutFirst
		e.Err = fmt.Errorf("no text within %s", wait.Round(time.Millisecond))
		wait -= time.Since(k.start)
	}
	k.timer = time.AfterFunc(wait, func() { k.cancel(e) })
}
