// Package openai is the form of OpenAI's chat completions: what a client of
// that form sends becomes a question with its history, and a verified answer
// becomes a text whose sources such clients show. Start with
// [Request.Conversation] and [Writer].
package openai

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Model is the one model there is: the service itself.
const Model = "taskforce"

// Request is the body of POST /v1/chat/completions. Fields that it lacks are
// ignored: they tune a model, and the answer is not a model's.
type Request struct {
	Model         string         `json:"model,omitempty" jsonschema:"The id that /v1/models gives; may be left out." example:"taskforce"`
	Messages      []Message      `json:"messages" required:"true" minItems:"1" contains:"question" jsonschema:"The conversation. The last message of the user is the question."`
	Stream        *bool          `json:"stream,omitempty" jsonschema:"Send the answer sentence by sentence."`
	StreamOptions *StreamOptions `json:"stream_options,omitempty"`
	N             *Whole         `json:"n,omitempty" minimum:"1" maximum:"1" jsonschema:"One answer is given."`
	refused
}

// refused are parameters that would change what comes back, so ignoring them
// would mislead.
type refused struct {
	ToolChoice     Choosing   `json:"tool_choice,omitempty" jsonschema:"Tools may be offered, as Open WebUI does; none is called, so none may be demanded."`
	FunctionCall   Choosing   `json:"function_call,omitempty" jsonschema:"As tool_choice."`
	ResponseFormat *Format    `json:"response_format,omitempty"`
	Logprobs       *No        `json:"logprobs,omitempty" jsonschema:"There are no probabilities of tokens."`
	Modalities     []Modality `json:"modalities,omitempty" jsonschema:"The answer is text."`
}

// Modality is a form of an answer.
type Modality string

// JSONSchema names those there are.
func (Modality) JSONSchema() string { return `{"type":"string","enum":["text"]}` }

// No is what cannot be asked for.
type No bool

// JSONSchema names the values that ask for nothing.
func (No) JSONSchema() string { return `{"type":["boolean","null"],"enum":[false,null]}` }

// Whole is a whole number, also one that is written as 1.0, as JSON Schema has it.
type Whole int

// UnmarshalJSON reads a number without a fraction.
func (w *Whole) UnmarshalJSON(data []byte) error {
	var f float64
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	if f != math.Trunc(f) || math.Abs(f) > math.MaxInt32 {
		return fmt.Errorf("%s is no whole number that is taken", data)
	}
	*w = Whole(f)
	return nil
}

// Choosing says whether tools are to be called: "none", "auto", or a demand.
type Choosing struct{ demands bool }

// UnmarshalJSON reads a word or an object that names a tool.
func (c *Choosing) UnmarshalJSON(data []byte) error {
	word := strings.TrimSpace(string(data))
	c.demands = word != `"none"` && word != `"auto"` && word != "null"
	return nil
}

// Format is what kind of text is wanted.
type Format struct {
	Type string `json:"type" required:"true" enum:"text" jsonschema:"The answer is text."`
}

// StreamOptions say what a stream holds beside the answer.
type StreamOptions struct {
	IncludeUsage *bool `json:"include_usage,omitempty" jsonschema:"Send the tokens used in a last chunk."`
}

// Message is one message of the conversation.
type Message struct {
	Role    string  `json:"role" required:"true" enum:"system,developer,user,assistant,tool,function" jsonschema:"Whose message it is. Only those of user and assistant are read."`
	Content Content `json:"content" jsonschema:"Text, or a list of parts of the type text."`
}

// Content is the text of a message.
type Content struct {
	Text  string
	other string // the type of a part that is no text; "" where there is none
}

// UnmarshalJSON reads a string, a list of parts, or null.
func (c *Content) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return json.Unmarshal(data, &c.Text)
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	var texts []string
	for _, p := range parts {
		if p.Type == "refusal" {
			continue
		}
		if p.Type != "text" {
			c.other = cmp.Or(p.Type, "unknown")
			continue
		}
		texts = append(texts, p.Text)
	}
	c.Text = strings.Join(texts, "\n")
	return nil
}

// JSONSchema describes what UnmarshalJSON takes.
func (Content) JSONSchema() string {
	return `{"description":"Text, or a list of parts of the type text.","anyOf":[{"type":["string","null"]},
		{"type":"array","items":{"type":"object","required":["type"],"properties":{"type":{"enum":["text","refusal"]},"text":{"type":["string","null"]}}}}]}`
}

// JSONSchema describes what [Request.Check] lets through.
func (Choosing) JSONSchema() string { return `{"enum":["none","auto",null]}` }

// Fault is what is wrong with a request: a [*problem.Error], and what OpenAI's
// form says of it besides.
type Fault struct {
	Problem *problem.Error
	Param   string // the field
	Code    string // as OpenAI names it; may be empty
}

func (f *Fault) Error() string { return f.Problem.Error() }
func (f *Fault) Unwrap() error { return f.Problem }

// Streams tells whether the answer is wanted in pieces.
func (r *Request) Streams() bool { return r.Stream != nil && *r.Stream }

// WantsUsage tells whether a stream is to end with the tokens used.
func (r *Request) WantsUsage() bool {
	return r.StreamOptions != nil && r.StreamOptions.IncludeUsage != nil && *r.StreamOptions.IncludeUsage
}

// Check finds what the service cannot do; the error is a [*Fault].
func (r *Request) Check() error {
	fault := func(param string, err *problem.Error) error {
		return &Fault{Problem: err, Param: param, Code: "unsupported_parameter"}
	}
	switch {
	case r.Model != "" && r.Model != Model:
		return &Fault{Problem: problem.ErrModel, Param: "model", Code: "model_not_found"}
	case r.N != nil && *r.N != 1:
		return fault("n", problem.ErrOneAnswer)
	case r.ToolChoice.demands:
		return fault("tool_choice", problem.ErrTools)
	case r.FunctionCall.demands:
		return fault("function_call", problem.ErrFunctions)
	case r.ResponseFormat != nil && r.ResponseFormat.Type != "text":
		return fault("response_format", problem.ErrFormat)
	case r.Logprobs != nil && bool(*r.Logprobs):
		return fault("logprobs", problem.ErrLogprobs)
	case slices.ContainsFunc(r.Modalities, func(m Modality) bool { return m != "text" }):
		return fault("modalities", problem.ErrModalities)
	}
	return nil
}

// Conversation is the question, the last message of the user, and the turns
// before it. Messages of other roles are the client's words to a model, which
// never change how questions are answered here. The error is a [*Fault].
func (r *Request) Conversation() (string, []answer.Turn, error) {
	question, found := "", false
	var turns []answer.Turn
	for _, m := range r.Messages {
		if m.Content.other != "" {
			return "", nil, &Fault{Problem: problem.ErrOnlyText, Param: "messages"}
		}
		switch m.Role {
		case "user":
			if danish.Clean(m.Content.Text) == "" {
				continue
			}
			if found {
				turns = append(turns, answer.Turn{Question: question})
			}
			question, found = asked(m.Content.Text), true
		case "assistant":
			if found {
				turns = append(turns, answer.Turn{Question: question, Answer: Stripped(m.Content.Text)})
				found = false
			}
		case "system", "developer", "tool", "function":
		default:
			return "", nil, &Fault{Problem: problem.ErrRole, Param: "messages"}
		}
	}
	if !found && len(turns) > 0 { // what the assistant is to begin with is not taken up
		question, turns = turns[len(turns)-1].Question, turns[:len(turns)-1]
	}
	return question, turns, nil
}
