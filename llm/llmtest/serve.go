package llmtest

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
)

// Message is one turn of a request.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Request is what a client sent. Input holds texts to embed, Messages a chat.
type Request struct {
	Path   string      `json:"-"`
	Query  string      `json:"-"`
	Header http.Header `json:"-"`

	Model               string    `json:"model"`
	Messages            []Message `json:"messages"`
	Input               []string  `json:"input"`
	Stream              bool      `json:"stream"`
	MaxTokens           int       `json:"max_tokens"`
	MaxCompletionTokens int       `json:"max_completion_tokens"`
	Temperature         float64   `json:"temperature"`
	StreamOptions       struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

func (r Request) isChat() bool { return strings.HasSuffix(r.Path, "/chat/completions") }

// System is the text of the system message.
func (r Request) System() string { return r.last("system") }

// User is the text of the last message of the user.
func (r Request) User() string { return r.last("user") }

func (r Request) last(role string) string {
	text := ""
	for _, m := range r.Messages {
		if m.Role == role {
			text = m.Content
		}
	}
	return text
}

// ServeHTTP answers /models, /embeddings and /chat/completions under any base.
func (f *Fake) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r := Request{Path: req.URL.Path, Query: req.URL.RawQuery, Header: req.Header.Clone()}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, 16<<20))
	if err == nil && len(body) > 0 {
		err = json.Unmarshal(body, &r)
	}
	switch {
	case err != nil:
		writeError(w, Fail(http.StatusBadRequest, "the request is no JSON"))
		return
	case !f.allows(req):
		writeError(w, Fail(http.StatusUnauthorized, "Incorrect API key provided: "+req.Header.Get("Authorization")))
		return
	case f.NoStreamOptions && r.StreamOptions.IncludeUsage:
		writeError(w, Fail(http.StatusBadRequest, "Unknown parameter: 'stream_options'"))
		return
	}
	step := f.record(r)
	switch {
	case r.isChat():
		f.chat(w, req, r, step)
	case strings.HasSuffix(r.Path, "/embeddings"):
		f.embed(w, r)
	case strings.HasSuffix(r.Path, "/models") && len(f.Models) > 0:
		f.list(w)
	default:
		writeError(w, Fail(http.StatusNotFound, "no such address"))
	}
}

func (f *Fake) allows(req *http.Request) bool {
	return f.Key == "" || req.Header.Get("Authorization") == "Bearer "+f.Key || req.Header.Get("Api-Key") == f.Key
}

func (f *Fake) list(w http.ResponseWriter) {
	type model struct {
		ID string `json:"id"`
	}
	models := []model{}
	for _, name := range f.Models {
		models = append(models, model{name})
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": models})
}

func (f *Fake) chat(w http.ResponseWriter, req *http.Request, r Request, step Step) {
	if step.Reply != nil {
		step.Pieces = step.Reply(r)
	}
	switch {
	case step.Status != 0 && step.Status != http.StatusOK:
		if !pause(req.Context(), step.FirstDelay) {
			f.countCancelled()
			return
		}
		writeError(w, step)
	case step.End == Reset && len(step.Pieces) == 0:
		reset(w)
	case !r.Stream:
		writeJSON(w, http.StatusOK, map[string]any{"choices": []any{map[string]any{
			"index": 0, "finish_reason": "stop",
			"message": Message{"assistant", strings.Join(step.Pieces, "")},
		}}})
	default:
		f.stream(w, req, r, step)
	}
}

func writeError(w http.ResponseWriter, step Step) {
	for name, value := range step.Header {
		w.Header().Set(name, value)
	}
	problem := map[string]any{"message": step.Message, "type": "error"}
	if step.Code != "" {
		problem["code"] = step.Code
	}
	writeJSON(w, step.Status, map[string]any{"error": problem})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A client that has left is no fault of the fake.
	_ = json.NewEncoder(w).Encode(value)
}

// reset ends the connection at once, unread data lost.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
