package llm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// maxBatch is the number of texts in one request for embeddings.
const maxBatch = 64

// EmbedConfig holds what an embedding model wants before a text. Its zero
// value adds nothing.
type EmbedConfig struct {
	QueryPrefix   string
	PassagePrefix string
}

// EmbedConfigFor is what the families of models that need prefixes ask for, by
// the model's name.
func EmbedConfigFor(model string) EmbedConfig {
	name := strings.ToLower(model)
	switch {
	case strings.Contains(name, "e5") && !strings.Contains(name, "instruct"):
		return EmbedConfig{"query: ", "passage: "}
	case strings.Contains(name, "nomic-embed-text"):
		return EmbedConfig{"search_query: ", "search_document: "}
	}
	return EmbedConfig{}
}

// Query is a question as the model wants it.
func (c EmbedConfig) Query(text string) string { return c.QueryPrefix + text }

// Passages are texts as the model wants them, in a new slice.
func (c EmbedConfig) Passages(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = c.PassagePrefix + t
	}
	return out
}

// Embed implements [Embedder]: texts go as they are given, at most 64 in a
// request. FirstTokenTimeout bounds each request, TotalTimeout each batch with its attempts.
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, 0, len(texts))
	for len(texts) > 0 {
		n := min(maxBatch, len(texts))
		var batch [][]float32
		err := c.config.attempts(ctx, func(ctx context.Context) (bool, time.Duration, error) {
			var err error
			batch, err = c.embedBatch(ctx, texts[:n])
			retry, asked := again(err)
			return retry, asked, err
		})
		if err != nil {
			return nil, err
		}
		if len(vectors) > 0 && len(batch[0]) != len(vectors[0]) {
			return nil, mismatch("vectors of %d and of %d numbers", len(vectors[0]), len(batch[0]))
		}
		vectors, texts = append(vectors, batch...), texts[n:]
	}
	return vectors, nil
}

func (c *Client) embedBatch(ctx context.Context, texts []string) ([][]float32, error) {
	input := make([]string, len(texts))
	for i, t := range texts {
		input[i] = strings.ToValidUTF8(t, "\uFFFD")
	}
	timeout := &Error{Kind: KindTimeoutFirst, Err: fmt.Errorf("no vectors within %s", c.config.FirstTokenTimeout)}
	ctx, cancel := context.WithTimeoutCause(ctx, c.config.FirstTokenTimeout, timeout)
	defer cancel()
	ctx, seen := withExchange(ctx)
	resp, err := c.api.CreateEmbeddings(ctx, openai.EmbeddingRequest{
		Input: input, Model: openai.EmbeddingModel(c.config.Model),
	})
	if err != nil {
		return nil, failure(ctx, err, seen)
	}
	return inOrder(resp.Data, len(texts))
}

// inOrder puts the vectors in the order of their texts and checks them.
func inOrder(data []openai.Embedding, want int) ([][]float32, error) {
	if len(data) != want {
		return nil, mismatch("%d vectors for %d texts", len(data), want)
	}
	vectors := make([][]float32, want)
	for _, d := range data {
		if d.Index < 0 || d.Index >= want || vectors[d.Index] != nil {
			return nil, mismatch("vectors with wrong numbers of their texts")
		}
		if len(d.Embedding) == 0 || len(d.Embedding) != len(data[0].Embedding) {
			return nil, mismatch("vectors of %d and of %d numbers", len(data[0].Embedding), len(d.Embedding))
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, nil
}

func mismatch(format string, args ...any) *Error {
	return &Error{Kind: KindProtocol, Err: fmt.Errorf("the endpoint sent "+format, args...)}
}

// CheckEmbed embeds one word, so that a health check can say what is wrong.
func (c *Client) CheckEmbed(ctx context.Context) error {
	return c.check(ctx, func(ctx context.Context) error {
		resp, err := c.api.CreateEmbeddings(ctx, openai.EmbeddingRequest{
			Input: []string{"prøve"}, Model: openai.EmbeddingModel(c.config.Model),
		})
		if err == nil && (len(resp.Data) != 1 || len(resp.Data[0].Embedding) == 0) {
			err = errors.New("no vector")
		}
		return err
	})
}
