// Package llm streams chat completions and computes embeddings at any
// OpenAI-compatible endpoint. Start with [NewPool] for a chat at one or several
// endpoints, with [NewClient] for embeddings; tests use the scripted server in
// llm/llmtest.
package llm

import "context"

// Message is one turn of a chat. Role is "system", "user" or "assistant".
type Message struct {
	Role    string
	Content string
}

// Usage counts the tokens of one call, 0 where the endpoint does not tell.
type Usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	// Truncated says that the reply ended because the limit on tokens was
	// reached; its last sentence may be unfinished.
	Truncated bool `json:"-"`
	// Model is the name of the model that answered, "" where none said anything;
	// Host is the scheme and the host of its endpoint.
	Model string `json:"-"`
	Host  string `json:"-"`
}

// Chat is a chat model.
type Chat interface {
	// Stream sends messages and calls onText with each piece of the reply as
	// it arrives, in order, from the calling goroutine. It returns when the
	// reply is complete, when ctx ends, or with the first error that onText or
	// the endpoint gives; a reply that was cut off is an error.
	Stream(ctx context.Context, messages []Message, onText func(string) error) (Usage, error)
	// Model is the name of the model that is asked first; Usage tells which one
	// answered.
	Model() string
}

// Embedder turns texts into vectors.
type Embedder interface {
	// Embed returns one vector for each text, all of one length.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
	// Model is the name of the model, part of the key under which vectors are cached.
	Model() string
}
