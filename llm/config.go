package llm

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Config says how to reach a model. Zero fields mean the values of
// [Config.WithDefaults], except URL and Model, which must be given.
type Config struct {
	// URL is the base address of an OpenAI-compatible API, such as
	// http://localhost:11434/v1, or an Azure OpenAI resource. A full address
	// that ends in /chat/completions or /embeddings is cut back to its base.
	URL string
	// Model is the name of the model; for Azure the name of the deployment.
	Model string
	// Key is the secret sent with each request, "" for none. It shows in no
	// error and in no printed form of Config or Client.
	Key string `json:"-"`

	// Azure says that URL is an Azure OpenAI resource with deployments in its
	// paths; it is found by itself for Azure's own hosts.
	Azure bool
	// APIVersion is Azure's api-version.
	APIVersion string

	// Account is told after each request for a chat, with the context of the call but not
	// its end, what it took: what the endpoint told, else an estimate of three
	// bytes a token. Nil is told nothing. It is called from several goroutines.
	Account func(context.Context, Usage) `json:"-"`
	// Prepare may add headers to a request before it is sent; nil adds none.
	Prepare func(*http.Request) `json:"-"`

	ConnectTimeout       time.Duration // to connect, TLS included
	FirstTokenTimeout    time.Duration // to the first text at one endpoint, all attempts of a chat; of each request for embeddings
	BetweenTokensTimeout time.Duration // between two pieces of the reply
	TotalTimeout         time.Duration // of the whole call, all attempts

	// MaxTokens bounds the reply, reasoning included.
	MaxTokens int
	// Temperature from 0 (the likeliest words) to 2.
	Temperature float64
	// Attempts is how often a call is tried in all, before any text has come.
	Attempts int
	// Backoff is the wait before the second attempt; it doubles after that.
	Backoff time.Duration

	// OutagePause is how long a Pool skips an endpoint that failed three calls
	// in a row, DenialPause how long it skips one that refused the key or the model.
	OutagePause, DenialPause time.Duration
}

// WithDefaults returns c with its zero fields filled in. A first token may take
// long: a model on a machine without a GPU reads the passages at a few hundred
// tokens a second.
func (c Config) WithDefaults() Config {
	setDuration(&c.ConnectTimeout, 5*time.Second)
	setDuration(&c.FirstTokenTimeout, 60*time.Second)
	setDuration(&c.BetweenTokensTimeout, 20*time.Second)
	setDuration(&c.TotalTimeout, 180*time.Second)
	setDuration(&c.Backoff, 400*time.Millisecond)
	setDuration(&c.OutagePause, 30*time.Second)
	setDuration(&c.DenialPause, 5*time.Minute)
	if c.MaxTokens <= 0 {
		c.MaxTokens = 1024
	}
	if c.Attempts <= 0 {
		c.Attempts = 3
	}
	if c.APIVersion == "" {
		c.APIVersion = "2024-10-21"
	}
	return c
}

func setDuration(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// String names the endpoint and the model, never the key.
func (c Config) String() string {
	return fmt.Sprintf("model %q at %s", c.Model, c.Host())
}

// Host is the scheme and the host of the address, without path, name or password.
func (c Config) Host() string {
	u, err := url.Parse(strings.TrimSpace(c.URL))
	if err != nil || u.Host == "" {
		return "no address"
	}
	return u.Scheme + "://" + u.Host
}

// GoString is String, so that %#v shows no key either.
func (c Config) GoString() string { return c.String() }

// endpoint is a checked and normalised Config.
func (c Config) endpoint() (Config, error) {
	c.Key = strings.TrimSpace(c.Key)
	if strings.ContainsFunc(c.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return c, fmt.Errorf("the key for the model holds a space, a line break or a letter outside ASCII")
	}
	if strings.TrimSpace(c.Model) == "" {
		return c, fmt.Errorf("the model has no name")
	}
	u, err := url.Parse(strings.TrimSpace(c.URL))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return c, fmt.Errorf("the model's address must look like http://localhost:11434/v1")
	}
	return c.withURL(u), nil
}

// withURL sets the base address and, from it, what belongs to Azure.
func (c Config) withURL(u *url.URL) Config {
	version := u.Query().Get("api-version")
	u.RawQuery, u.Fragment = "", ""
	u.Path = strings.TrimRight(u.Path, "/")
	u.Path = strings.TrimSuffix(strings.TrimSuffix(u.Path, "/chat/completions"), "/embeddings")
	u.RawPath = ""
	// Azure's newer addresses, …/openai/v1, are plain OpenAI.
	if strings.HasSuffix(u.Path, "/openai/v1") {
		c.Azure = false
	} else if c.Azure || isAzureHost(u.Hostname()) {
		c.Azure = true
		u.Path, _, _ = strings.Cut(u.Path, "/openai")
	}
	if c.APIVersion == "" {
		c.APIVersion = version
	}
	c.URL = u.String()
	return c
}

func isAzureHost(host string) bool {
	for _, suffix := range []string{".openai.azure.com", ".openai.azure.us", ".cognitiveservices.azure.com"} {
		if strings.HasSuffix(strings.ToLower(host), suffix) {
			return true
		}
	}
	return false
}
