package service

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/llm"
)

// Embedding are the flags that name the embedding model.
type Embedding struct {
	EmbedURL     string `name:"embed-url" placeholder:"adresse" help:"Adressen på en OpenAI-kompatibel indlejringsmodel; uden den søges der på ordene alene."`
	EmbedModel   string `name:"embed-model" placeholder:"navn" help:"Indlejringsmodellens navn."`
	EmbedKey     string `name:"embed-key" placeholder:"nøgle" help:"Nøglen til indlejringsmodellen."`
	EmbedQuery   string `name:"embed-query-prefix" placeholder:"tekst" help:"Det, modellen vil have foran et spørgsmål; findes ellers ud fra navnet."`
	EmbedPassage string `name:"embed-passage-prefix" placeholder:"tekst" help:"Det, modellen vil have foran et uddrag; findes ellers ud fra navnet."`
}

// embedder is an embedding model with what it wants before its texts.
type embedder struct {
	client *llm.Client
	prefix llm.EmbedConfig
}

// embedder makes the client of the embedding model, nil where none is named.
func (e Embedding) embedder() (index.Embedder, error) {
	if e.EmbedURL == "" {
		if e.EmbedModel != "" {
			return nil, Usage("--embed-model kræver --embed-url")
		}
		return nil, nil
	}
	if e.EmbedModel == "" {
		return nil, Usage("--embed-url kræver --embed-model")
	}
	c, err := llm.NewClient(llm.Config{URL: e.EmbedURL, Model: e.EmbedModel, Key: e.EmbedKey})
	if err != nil {
		return nil, Usage("--embed-url: %s", err)
	}
	prefix := llm.EmbedConfigFor(e.EmbedModel)
	if e.EmbedQuery != "" {
		prefix.QueryPrefix = e.EmbedQuery
	}
	if e.EmbedPassage != "" {
		prefix.PassagePrefix = e.EmbedPassage
	}
	return embedder{c, prefix}, nil
}

func (e embedder) EmbedQuery(ctx context.Context, text string) ([]float32, error) {
	out, err := e.client.Embed(ctx, []string{e.prefix.Query(text)})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (e embedder) EmbedPassages(ctx context.Context, texts []string) ([][]float32, error) {
	return e.client.Embed(ctx, e.prefix.Passages(texts))
}

func (e embedder) Name() string {
	return fmt.Sprintf("%s|%s", e.client.Model(), e.prefix.PassagePrefix)
}

// Options adds the embedding model to those of an index.
func (e Embedding) Options(opt *index.Options, data string) error {
	emb, err := e.embedder()
	if err != nil || emb == nil {
		return err
	}
	opt.Embedder = emb
	if data != "" {
		opt.VectorDir = filepath.Join(data, "cache", "vectors")
	}
	return nil
}

// embedAgain is how long a service waits before it computes vectors again that
// it could not compute.
const embedAgain = time.Minute

// Embed computes the passages' vectors; where that fails, the search goes on
// by words and the operator is told.
func (s *Opened) Embed(ctx context.Context) {
	s.embedding(ctx, s.App.Warn)
}

// KeepEmbedding is embed until it is done, with a pause between two tries. The
// operator is told once.
func (s *Opened) KeepEmbedding(ctx context.Context, pause time.Duration) {
	tell := s.App.Warn
	for !s.embedding(ctx, tell) {
		tell = func(string, ...any) {}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// embedding tells whether the vectors were computed, or told why not.
func (s *Opened) embedding(ctx context.Context, tell func(string, ...any)) bool {
	bar := NewBar(s.App, "indlejrer")
	err := s.Index.Embed(ctx, bar.Set)
	bar.Done()
	what := "indlejringsmodellen"
	if errors.Is(err, index.ErrUnavailable) {
		what = "OpenSearch"
	}
	if err != nil && ctx.Err() == nil {
		tell("%s svarer ikke (%v); søgningen går på ordene alene", what, err)
	}
	return err == nil
}
