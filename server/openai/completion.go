package openai

import "github.com/digitaskforce/taskforce/answer"

// Completion is the answer in one piece.
type Completion struct {
	ID      string   `json:"id" example:"chatcmpl-9f86d081884c7d65"`
	Object  string   `json:"object" enum:"chat.completion"`
	Created int64    `json:"created" jsonschema:"Seconds since 1970." example:"1790000000"`
	Model   string   `json:"model" example:"taskforce"`
	Choices []Choice `json:"choices"`
	Usage   Usage    `json:"usage"`
}

// Choice is the one answer of a [Completion].
type Choice struct {
	Index        int    `json:"index"`
	Message      Reply  `json:"message"`
	Logprobs     *int   `json:"logprobs" jsonschema:"Always null."`
	FinishReason string `json:"finish_reason" enum:"stop"`
}

// Reply is the text of an answer. A refusal is text too.
type Reply struct {
	Role        string       `json:"role" enum:"assistant"`
	Content     string       `json:"content"`
	Refusal     *string      `json:"refusal" jsonschema:"Always null."`
	Annotations []Annotation `json:"annotations"`
}

// Usage is the tokens that the model took; 0 where none was asked.
type Usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// Used is the usage of an answer.
func Used(a *answer.Answer) Usage {
	u := a.Usage
	return Usage{Prompt: u.PromptTokens, Completion: u.CompletionTokens, Total: u.PromptTokens + u.CompletionTokens}
}

// NewCompletion is a text as a whole answer.
func NewCompletion(id string, created int64, text string, notes []Annotation, used Usage) Completion {
	reply := Reply{Role: "assistant", Content: text, Annotations: notes}
	return Completion{ID: id, Object: "chat.completion", Created: created, Model: Model, Usage: used,
		Choices: []Choice{{Message: reply, FinishReason: "stop"}}}
}

// Chunk is one piece of an answer in a stream.
type Chunk struct {
	ID      string        `json:"id"`
	Object  string        `json:"object"`
	Created int64         `json:"created"`
	Model   string        `json:"model"`
	Choices []ChunkChoice `json:"choices"`
	Usage   *Usage        `json:"usage,omitempty"`
}

// ChunkChoice is what a [Chunk] adds to the one answer.
type ChunkChoice struct {
	Index        int     `json:"index"`
	Delta        Delta   `json:"delta"`
	Logprobs     *int    `json:"logprobs"`
	FinishReason *string `json:"finish_reason"`
}

// Delta is what is added.
type Delta struct {
	Role        string       `json:"role,omitempty"`
	Content     *string      `json:"content,omitempty"`
	Annotations []Annotation `json:"annotations,omitempty"`
}

// Chunks makes the chunks of one stream.
type Chunks struct {
	ID      string
	Created int64
}

// Role is the first chunk.
func (c Chunks) Role() Chunk { return c.chunk(Delta{Role: "assistant", Content: new("")}, nil) }

// Content adds text.
func (c Chunks) Content(text string) Chunk { return c.chunk(Delta{Content: &text}, nil) }

// End closes the answer.
func (c Chunks) End(notes []Annotation) Chunk {
	return c.chunk(Delta{Annotations: notes}, new("stop"))
}

// Usage is the last chunk where the client asked for it.
func (c Chunks) Usage(u Usage) Chunk {
	return Chunk{ID: c.ID, Object: "chat.completion.chunk", Created: c.Created, Model: Model, Choices: []ChunkChoice{}, Usage: &u}
}

func (c Chunks) chunk(d Delta, finish *string) Chunk {
	return Chunk{ID: c.ID, Object: "chat.completion.chunk", Created: c.Created, Model: Model,
		Choices: []ChunkChoice{{Delta: d, FinishReason: finish}}}
}

// Models is the answer to GET /v1/models.
type Models struct {
	Object string  `json:"object" enum:"list"`
	Data   []Entry `json:"data"`
}

// Entry describes a model.
type Entry struct {
	ID      string `json:"id" example:"taskforce"`
	Object  string `json:"object" enum:"model"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
}

// TheModel describes the one model.
func TheModel() Entry { return Entry{ID: Model, Object: "model", OwnedBy: Model} }

// Failure is an error in OpenAI's form.
type Failure struct {
	Error FailureBody `json:"error"`
}

// FailureBody says what went wrong.
type FailureBody struct {
	Message   string  `json:"message" jsonschema:"For the user, in Danish; with ?lang=en in English."`
	Type      string  `json:"type" example:"invalid_request_error"`
	Param     *string `json:"param" jsonschema:"The field that is wrong, or null."`
	Code      *string `json:"code"`
	RequestID string  `json:"request_id" example:"9f86d081884c7d65"`
}

// NewFailure is the failure of a request with an HTTP status.
func NewFailure(status int, message, requestID string, f *Fault) Failure {
	body := FailureBody{Message: message, Type: kind(status), RequestID: requestID}
	if f != nil && f.Param != "" {
		body.Param = &f.Param
	}
	if f != nil && f.Code != "" {
		body.Code = &f.Code
	}
	return Failure{Error: body}
}

// kind is the type of a failure.
func kind(status int) string {
	switch {
	case status == 401:
		return "authentication_error"
	case status == 403:
		return "permission_error"
	case status == 429:
		return "rate_limit_error"
	case status >= 500:
		return "server_error"
	}
	return "invalid_request_error"
}
