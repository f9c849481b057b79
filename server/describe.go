package server

import (
	"cmp"
	"net/http"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/server/api"
	"github.com/digitaskforce/taskforce/server/doors"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/openapi"
	"github.com/digitaskforce/taskforce/server/problem"
)

// searching, looking and modelID describe what handlers read from a request's
// address, streamEvent what a stream sends.
type (
	searching struct {
		Q string `query:"q" required:"true" maxLength:"2000" visible:"true" jsonschema:"What to search for." example:"partshøring"`
		K int    `query:"k" minimum:"1" maximum:"50" default:"10" jsonschema:"How many passages to give."`
	}
	listing struct {
		From int `query:"from" minimum:"0" default:"0" jsonschema:"How many documents to leave out: the next of the reply before."`
	}
	looking struct {
		Q string `query:"q" jsonschema:"What to search for."`
	}
	streamEvent struct {
		Event string `json:"event,omitempty"`
		Data  string `json:"data" jsonschema:"JSON, or [DONE]."`
	}
	answerPath struct {
		ID string `path:"id" pattern:"^[A-Za-z0-9_-]{1,64}$" jsonschema:"Of the answer." example:"UWFJFACX3Q23SZGQ6ISI2YKWTW"`
	}
	answerAsked struct {
		answerPath
		Format string `query:"format" enum:"json,html" default:"json" jsonschema:"A file, or a page to print."`
	}
	modelID struct {
		Model string `path:"model" example:"taskforce"`
	}
)

const (
	exampleQuestion = `{"question":"Må en sagsbehandler bruge ChatGPT?"}`
	exampleGiven    = `{"id":"1","question":"Hvor højt må hegnet være?","lang":"da","sources":[{"n":1,"title":"Regler","section":["Hegn"],"text":"Hegnet skal være højst 2 meter højt."}],"text":"Hegnet skal være højst 2 meter højt [1]."}`
	exampleOpening  = `{"token":"G7ZQJ5N2ATV6XW4KCB3RUDYHEL"}`
	exampleProblem  = `{"type":"about:blank","title":"Ugyldig forespørgsel","status":400,"detail":"Skriv et spørgsmål.","request_id":"9f86d081884c7d65"}`
	exampleFailure  = `{"error":{"message":"Skriv et spørgsmål.","type":"invalid_request_error","param":null,"code":null,"request_id":"9f86d081884c7d65"}}`
)

// problems are the errors that an operation may end with.
func problems(statuses ...int) []openapi.Reply {
	return failures("application/problem+json", problem.Problem{}, exampleProblem, statuses)
}

func failures(kind string, body any, example string, statuses []int) []openapi.Reply {
	var out []openapi.Reply
	for _, status := range statuses {
		r := openapi.Reply{Status: status, Type: kind, Body: body}
		if status == http.StatusBadRequest {
			r.Example = example
		}
		out = append(out, r)
	}
	return out
}

// operations are the addresses for programs; what is left out is named in
// leftOut.
func operations() []openapi.Operation {
	streamed := openapi.Reply{Status: 200, Type: "text/event-stream", Body: streamEvent{}, Text: "OK"}
	ok := func(body any) openapi.Reply { return openapi.Reply{Status: 200, Body: body, Text: "OK"} }
	posted := []int{400, 401, 403, 408, 413, 415, 429, 431, 500, 503, 504}
	got := []int{400, 401, 403, 429, 431, 500, 503, 504}
	inOpenAI := func(statuses []int) []openapi.Reply {
		return failures("application/json", openai.Failure{}, exampleFailure, statuses)
	}
	return []openapi.Operation{
		{Method: "POST", Path: "/api/chat", ID: "ask", Danish: "Besvar et spørgsmål.", English: "Answers a question; with Accept: text/event-stream as a stream of events.",
			Body: answer.Request{}, Example: exampleQuestion, Replies: append(problems(posted...), ok(answer.Answer{}), streamed)},
		{Method: "POST", Path: "/api/verify", ID: "verify", Danish: "Kontrollér en tekst mod uddrag, der sendes med.", English: "Checks a text against passages that are sent with it.",
			Body: answer.Given{}, Example: exampleGiven, Replies: append(problems(append([]int{404}, posted...)...), ok(answer.Checked{}))},
		{Method: "POST", Path: "/api/feedback", ID: "rate", Danish: "Sig, hvad et svar er værd.", English: "Says what a reader thinks of an answer.",
			Body: api.Rating{}, Example: `{"id":"UWFJFACX3Q23SZGQ6ISI2YKWTW","vote":"up"}`, Replies: append(problems(posted...), openapi.Reply{Status: 204, Text: "Modtaget"})},
		{Method: "POST", Path: "/api/answers/{id}", ID: "ownRecord", Danish: "Hent det, der er gemt om et svar, med tegnet fra svaret.", English: "Gives the record of an answer to whoever asked, by the token that came with the answer.",
			Parameters: answerPath{}, Body: api.Opening{}, Example: exampleOpening, Replies: append(problems(append([]int{404}, posted...)...), ok(api.Kept{}))},
		{Method: "GET", Path: "/api/answers/{id}", ID: "record", Danish: "Hent det, der er gemt om et svar, som administrator.", English: "Gives the record of an answer to an administrator.",
			Parameters: answerAsked{}, Replies: append(problems(append([]int{401, 404}, got...)...), ok(api.Kept{}))},
		{Method: "GET", Path: "/api/search", ID: "search", Danish: "Find uddrag.", English: "Finds passages.",
			Parameters: searching{}, Replies: append(problems(got...), ok(api.Found{}))},
		{Method: "GET", Path: "/api/documents", ID: "documents", Danish: "Vis dokumenterne.", English: "Lists the documents.",
			Parameters: listing{}, Replies: append(problems(got...), ok(api.Inventory{}))},
		{Method: "GET", Path: "/admin/golden", ID: "golden", Danish: "Vis de faste spørgsmål, og hvordan deres svar står; kræver adgangen admin.", English: "Lists the golden questions and how their answers stand; takes an administrator's key.",
			Replies: append(problems(append([]int{404}, got...)...), ok(golden.List{}))},
		{Method: "GET", Path: "/search", ID: "searchPage", Danish: "Søg på en side for mennesker.", English: "The page of the search.",
			Parameters: looking{}, Replies: append(problems(got...), openapi.Reply{Status: 200, Type: "text/html", Body: "", Text: "OK"})},
		{Method: "POST", Path: "/search", ID: "retrieve", Danish: "Find uddrag til en chat som Open WebUI.", English: "Finds passages in the form of Open WebUI's external retrieval.",
			Body: doors.Retrieval{}, Example: `{"queries":["partshøring"],"collection_names":["taskforce"],"k":3}`, Replies: append(problems(posted...), ok(doors.Retrieved{}))},
		{Method: "POST", Path: "/retrieval", ID: "retrieveKnowledge", Danish: "Find uddrag til Dify.", English: "Finds passages in the form of Dify's external knowledge API.",
			Body: doors.Knowledge{}, Example: `{"knowledge_id":"taskforce","query":"partshøring","retrieval_setting":{"top_k":3,"score_threshold":0}}`,
			Replies: append(problems(append([]int{404}, posted...)...), ok(doors.Records{}))},
		{Method: "POST", Path: "/v1/chat/completions", ID: "complete", Danish: "Besvar et spørgsmål i OpenAI's form.", English: "Answers a question in OpenAI's form; with stream, as a stream of chunks.",
			Body: openai.Request{}, Example: `{"model":"taskforce","messages":[{"role":"user","content":"Må en sagsbehandler bruge ChatGPT?"}]}`,
			Replies: append(inOpenAI(append([]int{404}, posted...)), ok(openai.Completion{}), streamed)},
		{Method: "GET", Path: "/v1/models", ID: "models", Danish: "Vis modellerne i OpenAI's form.", English: "Lists the one model in OpenAI's form.",
			Replies: append(inOpenAI(got), ok(openai.Models{}))},
		{Method: "GET", Path: "/v1/models/{model}", ID: "model", Danish: "Vis en model i OpenAI's form.", English: "Describes a model in OpenAI's form.",
			Parameters: modelID{}, Replies: append(inOpenAI(append([]int{404}, got...)), ok(openai.Entry{}))},
		{Method: "GET", Path: "/healthz", ID: "health", Danish: "Sig, om tjenesten virker.", English: "Runs a search and tells whether it works.",
			Open: true, Replies: append(problems(400, 431, 500, 503), ok(api.Health{}))},
		{Method: "GET", Path: "/readyz", ID: "ready", Danish: "Sig, om tjenesten kan tage imod.", English: "Tells whether requests should be sent here.",
			Open: true, Replies: append(problems(400, 431, 503), ok(api.State{}))},
	}
}

// leftOut are the addresses that the description leaves out, and why.
var leftOut = map[string]string{
	"GET /": "page", "POST /": "page", "GET /widget": "page", "POST /widget": "page", "GET /widget.js": "script",
	"GET /documents": "page", "GET /documents/:document": "page", "GET /documents/:document/file": "file", "GET /privacy": "page", "GET /was": "page", "GET /favicon.ico": "page",
	"GET /static/:hash/:file": "file", "GET /login": "page", "GET /login/start": "page", "GET " + access.CallbackPath: "page", "POST /logout": "page", "GET /metrics": "Prometheus' text format",
	"GET /admin": "page", "POST /admin/key": "page", "POST /admin/leave": "page", "GET /admin/report": "page", "GET /admin/golden/new": "page", "GET /admin/golden/edit": "page", "POST /admin/golden/save": "page", "POST /admin/golden/:act": "page",
	"GET /admin/documents": "page", "GET /admin/documents/file": "page", "GET /admin/documents/original": "file", "POST " + uploadPath: "page", "POST /admin/documents/do": "page", "POST /admin/documents/undo": "page",
	"GET /admin/answers": "page", "GET /admin/answers/new": "page", "GET /admin/answers/edit": "page", "POST /admin/answers/save": "page", "POST /admin/answers/do": "page", "POST /admin/answers/undo": "page",
	"POST /mcp": "a protocol with a description of its own", "GET /openapi.json": "this",
}

// describeAPI makes the description that GET /openapi.json gives.
func (s *Server) describeAPI() ([]byte, error) {
	version := s.core.Config.Version
	if version == "" {
		version = "0"
	}
	return openapi.Describe(openapi.API{Title: "taskforce", Version: version, Key: s.keyWanted(), Visible: visible(), Named: schemaName,
		Text: "Svar, søgning og dokumenter fra Digital Taskforce for kunstig intelligens. " +
			"Answers, search and documents of Denmark's Digital Taskforce for AI."}, titled(operations(), s.core.Danish()))
}

// titled puts the words of errors into replies that have none yet.
func titled(all []openapi.Operation, words problem.Words) []openapi.Operation {
	for _, o := range all {
		for i, r := range o.Replies {
			o.Replies[i].Text = cmp.Or(r.Text, words.FaultTitle(r.Status))
		}
	}
	return all
}

// schemaName is the name of a schema, which clients' generated code has: it does
// not tell in which room of the server the type stands.
func schemaName(t reflect.Type, name string) string {
	for _, room := range []string{"Api", "Core", "Doors"} {
		if rest, in := strings.CutPrefix(name, room); in && strings.HasSuffix(t.PkgPath(), "/server/"+strings.ToLower(room)) {
			return "Server" + rest
		}
	}
	return name
}

// visible is a pattern that texts match in which a reader sees something, as
// [danish.Clean] has it: a character other than these.
func visible() string {
	var b strings.Builder
	b.WriteString("[^")
	hidden := func(r rune) bool { return utf8.ValidRune(r) && danish.Clean(string(r)) == "" }
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !hidden(r) {
			continue
		}
		from := r
		for r < unicode.MaxRune && hidden(r+1) {
			r++
		}
		b.WriteRune(from)
		if r > from {
			b.WriteByte('-')
			b.WriteRune(r)
		}
	}
	b.WriteByte(']')
	return b.String()
}

// keyWanted tells whether the operations ask for a key.
func (s *Server) keyWanted() openapi.Key {
	switch {
	case s.core.Config.Gate.Closed():
		return openapi.NeedsKey
	case s.core.Config.Gate.Guarded():
		return openapi.OptionalKey
	}
	return openapi.NoKey
}

// showDescription answers GET /openapi.json.
func (s *Server) showDescription(c *fiber.Ctx) error {
	text, err := s.description()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}
