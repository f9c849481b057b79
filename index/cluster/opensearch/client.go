// Package opensearch is a small client of an OpenSearch cluster: what an index
// of passages needs, and no more. It knows nothing of passages.
package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	api "github.com/opensearch-project/opensearch-go/v4"
)

// Errors that callers tell apart; others are [Error] or of the network.
var (
	// ErrUnreachable says that no node answered, or none in time.
	ErrUnreachable = errors.New("opensearch: no answer")
	// ErrMissing says that there is no such index, alias or document.
	ErrMissing = errors.New("opensearch: not there")
	// ErrConflict says that somebody else was first.
	ErrConflict = errors.New("opensearch: somebody else was first")
)

// Error is a refusal of the cluster.
type Error struct {
	Status int
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("opensearch: status %d: %s", e.Status, e.Reason) }

// Bounds of a call. It is tried again at most twice, at another node where
// there are several. All tries share its time evenly, so that a node that hangs
// leaves time for the others.
const (
	ReadTimeout  = 5 * time.Second
	WriteTimeout = 60 * time.Second
	retries      = 2
	maxAnswer    = 256 << 20 // bytes
)

// Client speaks with one cluster. It serves several goroutines.
type Client struct {
	api   *api.Client
	tries int // that share the time of a call
}

// Open makes a client of the nodes at addresses such as "https://host:9200".
// Nothing is sent yet. An empty user sends no credentials.
func Open(addresses []string, user, password string) (*Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	transport.DisableCompression = true // hashes pack badly, and packing took the node longer than the search
	c, err := api.NewClient(api.Config{
		Addresses: addresses, Username: user, Password: password, Transport: bounded{transport},
		MaxRetries: retries, EnableRetryOnTimeout: true, RetryOnStatus: []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout},
		RetryBackoff:          backoff,
		HealthCheckMaxRetries: -1, MaxRetryClusterHealth: -1,
	})
	if err != nil {
		return nil, fmt.Errorf("opensearch: %w", err)
	}
	return &Client{api: c, tries: min(len(addresses), 1+retries)}, nil
}

// backoff is the pause before a try that is not the first.
func backoff(attempt int) time.Duration { return time.Duration(attempt) * 100 * time.Millisecond }

// bounded is a transport that bounds each try of a call.
type bounded struct{ http.RoundTripper }

// tryTime is the key of a try's time in a call's context.
type tryTime struct{}

// RoundTrip gives up where the whole answer is not there within the time. The
// caller reads it at once, and it is kept in memory there anyway.
func (b bounded) RoundTrip(req *http.Request) (*http.Response, error) {
	limit, ok := req.Context().Value(tryTime{}).(time.Duration)
	if !ok {
		return b.RoundTripper.RoundTrip(req)
	}
	ctx, cancel := context.WithTimeout(req.Context(), limit)
	defer cancel()
	res, err := b.RoundTripper.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("opensearch: reading the answer: %w", err)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// Close frees the client's connections.
func (c *Client) Close() error { return c.api.Close() }

// request is one call.
type request struct {
	method, path string
	body         []byte
	lines        bool // the body is lines of JSON
	timeout      time.Duration
}

// GetRequest is how the official client asks for the request.
func (r request) GetRequest(method string) (*http.Request, error) {
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequest(method, r.path, body)
	if err == nil && r.body != nil {
		req.Header.Set("Content-Type", map[bool]string{true: "application/x-ndjson", false: "application/json"}[r.lines])
	}
	return req, err
}

// call sends a request and reads the answer into out, which may be nil.
func (c *Client) call(ctx context.Context, r request, out any) error {
	if r.timeout == 0 {
		r.timeout = ReadTimeout
	}
	within, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	within = context.WithValue(within, tryTime{}, r.timeout/time.Duration(c.tries))
	res, err := api.Do[api.NoBody](within, c.api, r.method, r, nil)
	if res == nil || res.Body == nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	if res.StatusCode >= 300 {
		return refusal(res.StatusCode, body)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("opensearch: reading the answer: %w", err)
	}
	return nil
}

// refused is why the cluster does not do something. Its reason may hold words of
// a question, and logs may not.
type refused struct {
	Type string `json:"type"`
}

// refusal is the error of a status that is none of success.
func refusal(status int, body []byte) error {
	var said struct {
		Error refused `json:"error"`
	}
	reason := http.StatusText(status)
	if json.Unmarshal(body, &said) == nil && said.Error.Type != "" {
		reason = said.Error.Type
	}
	err := &Error{Status: status, Reason: reason}
	switch {
	case status == http.StatusNotFound:
		return fmt.Errorf("%w: %w", ErrMissing, err)
	case status == http.StatusConflict, strings.Contains(reason, "resource_already_exists_exception"):
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	return err
}

func encode(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("opensearch: %w", err)
	}
	return b, nil
}
