package service

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// Embedding are the flags that say how texts are compared by what they mean.
type Embedding struct {
	Meaning      string `enum:"on,off" default:"on" placeholder:"on|off" help:"Søg også på betydningen, med modellen i programmet, hvor --embed-url ikke nævner en anden; off søger på ordene alene."`
	EmbedURL     string `name:"embed-url" placeholder:"adresse" help:"Adressen på en OpenAI-kompatibel indlejringsmodel, der bruges i stedet for programmets egen."`
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

// embedder gives the embedding model: that in the program, or the client of
// one that is named; nil for none.
func (e Embedding) embedder() (index.Embedder, error) {
	if e.EmbedURL == "" {
		if e.EmbedModel != "" {
			return nil, Usage("--embed-model kræver --embed-url")
		}
		if e.Meaning == "off" {
			return nil, nil
		}
		return inside()
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

func (e embedder) Query(ctx context.Context, text string) ([]float32, error) {
	out, err := e.client.Embed(ctx, []string{e.prefix.Query(text)})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

func (e embedder) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	return e.client.Embed(ctx, e.prefix.Passages(texts))
}

func (e embedder) Model() string {
	return fmt.Sprintf("%s|%s", e.client.Model(), e.prefix.PassagePrefix)
}

// own tells whether the model in the program is used.
func (e Embedding) own() bool { return e.EmbedURL == "" && e.Meaning != "off" }

// insider is the model in the program. It computes vectors of passages for one
// library at a time, so that the other processors answer questions.
type insider struct {
	*meaning.Encoder
	turn chan struct{}
}

// inside is the model in the program, one for all libraries.
var inside = sync.OnceValues(func() (index.Embedder, error) {
	e, err := meaning.Open()
	return insider{e, make(chan struct{}, 1)}, err
})

func (e insider) Passages(ctx context.Context, texts []string) ([][]float32, error) {
	return e.inTurn(ctx, e.Encoder.Passages, texts)
}

func (e insider) Asked(ctx context.Context, questions []string) ([][]float32, error) {
	return e.inTurn(ctx, e.Encoder.Asked, questions)
}

func (e insider) inTurn(ctx context.Context, embed func(context.Context, []string) ([][]float32, error), texts []string) ([][]float32, error) {
	select {
	case e.turn <- struct{}{}:
		defer func() { <-e.turn }()
		return embed(ctx, texts)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// OwnMeaning tells whether an index uses the model in the program.
func OwnMeaning(x *index.Index) bool {
	e, err := inside()
	return err == nil && x.Model() == e.Model()
}

// Options adds the embedding model to those of an index.
func (e Embedding) Options(opt *index.Options, data string) error {
	emb, err := e.embedder()
	if err != nil || emb == nil {
		return err
	}
	opt.Embedder, opt.Vectors = emb, materials.Vectors
	if data != "" {
		opt.VectorDir = filepath.Join(data, "cache", "vectors")
	}
	return nil
}

// questionWait is how long a service waits for a question's vector by the model
// in the program, before it searches by words.
const questionWait = 50 * time.Millisecond

// onceTime is how long a single question waits for vectors of passages by the
// model in the program; the passages that are left are found by words.
const onceTime = 5 * time.Second

// embedAgain is how long a service waits before it computes vectors again that
// it could not compute.
const embedAgain = time.Minute

// Embed computes the passages' vectors; where that fails, the search goes on
// by words and the operator is told.
func (s *Opened) Embed(ctx context.Context) {
	s.embedding(ctx, s.App.Warn)
}

// EmbedOnce is Embed for one question, with the model in the program for a
// bounded time.
func (s *Opened) EmbedOnce(ctx context.Context) {
	if !s.Flags.own() {
		s.Embed(ctx)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, onceTime)
	defer cancel()
	s.Embed(ctx)
	if done, total := s.Index.Embedded(); done < total && ctx.Err() != nil {
		more := "med --data gemmes det, der er beregnet, og taskforce index beregner resten"
		if s.Flags.Data != "" {
			more = "taskforce index beregner resten"
		}
		s.App.Warn("%d af %d uddrag er sammenlignet på betydningen, resten på ordene; %s", done, total, more)
	}
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
	debug.FreeOSMemory() // reading and indexing took several times what searching needs
}

// keepInStep computes vectors each time the index has come to hold other
// passages, until ctx ends.
func (s *Opened) keepInStep(ctx context.Context, pause time.Duration) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.moved:
			s.KeepEmbedding(ctx, pause)
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
