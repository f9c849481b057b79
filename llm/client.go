package llm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// maxWait bounds the wait before an attempt; an endpoint that asks for more is given up.
const maxWait = 10 * time.Second

// Client calls one model at one endpoint; it is a [Chat] and an [Embedder].
// It is safe for use by several goroutines.
type Client struct {
	config Config
	api    *openai.Client

	mu     sync.Mutex
	accept accepts
}

// NewClient checks c and returns a client; it sends nothing yet.
func NewClient(c Config) (*Client, error) {
	c, err := c.endpoint()
	if err != nil {
		return nil, err
	}
	c = c.WithDefaults()
	settings := openai.DefaultConfig(c.Key)
	if c.Azure {
		settings = openai.DefaultAzureConfig(c.Key, c.URL)
		settings.APIVersion = c.APIVersion
		settings.AzureModelMapperFunc = func(model string) string { return model }
	}
	settings.BaseURL = c.URL
	settings.HTTPClient = newTransport(c.ConnectTimeout, c.Prepare)
	return &Client{config: c, api: openai.NewClientWithConfig(settings)}, nil
}

// Model is the name of the model.
func (c *Client) Model() string { return c.config.Model }

// String names the endpoint and the model, never the key.
func (c *Client) String() string { return c.config.String() }

// GoString is String, so that %#v shows no key either.
func (c *Client) GoString() string { return c.config.String() }

// again says whether an attempt that failed with err may be followed by
// another, and the wait that the endpoint asked for.
func again(err error) (bool, time.Duration) {
	var e *Error
	if !errors.As(err, &e) || !e.retryable() || e.RetryAfter > maxWait {
		return false, 0
	}
	return true, e.RetryAfter
}

// attempts calls once until it succeeds, fails for good or has been tried
// often enough. once says whether it may be called again after its error, and
// the wait that was asked for.
func (c Config) attempts(ctx context.Context, once func(context.Context) (again bool, asked time.Duration, err error)) error {
	timeout := &Error{Kind: KindTimeoutTotal, Err: fmt.Errorf("no whole reply within %s", c.TotalTimeout)}
	ctx, cancel := context.WithTimeoutCause(ctx, c.TotalTimeout, timeout)
	defer cancel()
	for n := 1; ; n++ {
		again, asked, err := once(ctx)
		if err == nil || !again || n >= c.Attempts {
			return err
		}
		if err := sleep(ctx, c.wait(n, asked)); err != nil {
			return err
		}
	}
}

// wait is the time before attempt n+1: what the endpoint asked for, else a
// doubling time with jitter, so that many callers do not come back at once.
func (c Config) wait(n int, asked time.Duration) time.Duration {
	backoff := min(c.Backoff<<min(n-1, 10), maxWait)
	jittered := backoff/2 + rand.N(backoff/2+1)
	return max(asked, jittered)
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return causeError(ctx)
	}
}

// accepts is what this endpoint turned out not to take, found by its refusals.
type accepts struct {
	noStreamOptions bool
	newTokenLimit   bool // max_completion_tokens instead of max_tokens
	noTemperature   bool
}

// adapt learns from a refused request; false where there is nothing to change.
func (a *accepts) adapt(err error) bool {
	said, refused := refusal(err)
	if !refused || isContextLength(said) {
		return false
	}
	switch {
	case !a.noStreamOptions && holdsAny(said, "stream_options", "include_usage"):
		a.noStreamOptions = true
	case !a.newTokenLimit && (holdsAny(said, "max_tokens", "max_completion_tokens") ||
		errors.Is(err, openai.ErrReasoningModelMaxTokensDeprecated)):
		a.newTokenLimit = true
	case !a.noTemperature && (holdsAny(said, "temperature") ||
		errors.Is(err, openai.ErrReasoningModelLimitationsOther) ||
		errors.Is(err, openai.ErrReasoningSamplingUnsupported)):
		a.noTemperature = true
	case !a.noStreamOptions && holdsAny(said, "unknown field", "extra fields", "extra_forbidden", "unrecognized", "additional properties"):
		a.noStreamOptions = true
	default:
		return false
	}
	return true
}

// refusal returns the endpoint's words about a request that it did not accept.
func refusal(err error) (said string, ok bool) {
	var (
		api    *openai.APIError
		req    *openai.RequestError
		status int
	)
	switch {
	case errors.As(err, &api):
		said, status = api.Message, api.HTTPStatusCode
		if api.Param != nil {
			said += " " + *api.Param
		}
	case errors.As(err, &req):
		said, status = string(req.Body), req.HTTPStatusCode
	default:
		// go-openai itself refuses some parameters of reasoning models.
		status = http.StatusBadRequest
	}
	return strings.ToLower(said), status == http.StatusBadRequest || status == http.StatusUnprocessableEntity
}

func (c *Client) accepted() accepts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.accept
}

func (c *Client) learn(a accepts) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accept = a
}
