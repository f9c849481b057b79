package server

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
)

// described is what the tests read of the description.
type described struct {
	Paths map[string]map[string]struct {
		RequestBody struct{ Content map[string]media }
		Responses   map[string]struct{ Content map[string]media }
		Security    []map[string][]string
	}
}

type media struct {
	Schema  json.RawMessage
	Example any
}

func describe(t *testing.T, s *Server) (described, json.RawMessage) {
	t.Helper()
	text, err := s.description()
	if err != nil {
		t.Fatal(err)
	}
	var d described
	var parts struct {
		Components struct{ Schemas json.RawMessage }
	}
	for _, v := range []any{&d, &parts} {
		if err := json.Unmarshal(text, v); err != nil {
			t.Fatal(err)
		}
	}
	return d, parts.Components.Schemas
}

// schemas are those of the description that can be checked against, each made once.
type schemas struct {
	defs json.RawMessage
	made map[string]*jsonschema.Resolved
}

func (k *schemas) of(t *testing.T, schema json.RawMessage) *jsonschema.Resolved {
	t.Helper()
	if r := k.made[string(schema)]; r != nil {
		return r
	}
	whole := `{"allOf":[` + string(schema) + `],"$defs":` + string(k.defs) + `}`
	var s jsonschema.Schema
	if err := json.Unmarshal([]byte(strings.ReplaceAll(whole, "#/components/schemas/", "#/$defs/")), &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	k.made[string(schema)] = r
	return r
}

// TestRoutesAreDescribed finds each address of the router in the description,
// or among those that are left out, and the other way round.
func TestRoutesAreDescribed(t *testing.T) {
	s := sample(t)
	d, _ := describe(t, s)
	routes := map[string]bool{}
	for _, r := range s.app.GetRoutes(true) {
		if r.Method == "HEAD" {
			continue
		}
		key := r.Method + " " + r.Path
		routes[key] = true
		path := strings.NewReplacer(":model", "{model}", ":id", "{id}").Replace(r.Path)
		_, isDescribed := d.Paths[path][strings.ToLower(r.Method)]
		if _, isLeftOut := leftOut[key]; isDescribed == isLeftOut {
			t.Errorf("%s is described: %v, left out: %v", key, isDescribed, isLeftOut)
		}
	}
	for key := range leftOut {
		if !routes[key] {
			t.Errorf("%s is left out, but no address", key)
		}
	}
	for path, item := range d.Paths {
		for method := range item {
			if key := strings.ToUpper(method) + " " + strings.NewReplacer("{model}", ":model", "{id}", ":id").Replace(path); !routes[key] {
				t.Errorf("%s is described, but no address", key)
			}
		}
	}
}

// TestExamplesOfDescription checks each example against its schema, and what
// the service answers to it.
func TestExamplesOfDescription(t *testing.T) {
	s := sample(t)
	d, defs := describe(t, s)
	known := &schemas{defs, map[string]*jsonschema.Resolved{}}
	requests := 0
	for path, item := range d.Paths {
		for method, o := range item {
			for status, r := range o.Responses {
				for kind, c := range r.Content {
					if c.Example != nil && known.of(t, c.Schema).Validate(c.Example) != nil {
						t.Errorf("%s %s, %s %s: the example does not fit", method, path, status, kind)
					}
				}
			}
			body := o.RequestBody.Content["application/json"]
			if method == "post" {
				requests++
				if err := known.of(t, body.Schema).Validate(body.Example); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
			for _, example := range []any{body.Example, map[string]any{"nix": 1}} {
				text, err := json.Marshal(example)
				if err != nil {
					t.Fatal(err)
				}
				req := httptest.NewRequest(strings.ToUpper(method), strings.ReplaceAll(path, "{model}", "taskforce")+"?q=tid", bytes.NewReader(text))
				req.Header.Set("Content-Type", "application/json")
				res, err := s.app.Test(req, -1)
				if err != nil {
					t.Fatal(err)
				}
				var got bytes.Buffer
				_, _ = got.ReadFrom(res.Body)
				_ = res.Body.Close()
				reply, ok := o.Responses[res.Status[:3]]
				if !ok {
					t.Errorf("%s %s: %s is not described", method, path, res.Status)
				}
				kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
				content, ok := reply.Content[kind]
				if got.Len() == 0 || kind == "text/html" {
					continue
				}
				var v any
				if err := json.Unmarshal(got.Bytes(), &v); !ok || err != nil {
					t.Errorf("%s %s: %s of type %s: %v", method, path, res.Status, kind, err)
				} else if err := known.of(t, content.Schema).Validate(v); err != nil {
					t.Errorf("%s %s: %s: %v in %s", method, path, res.Status, err, got.String())
				}
			}
		}
	}
	if requests < 4 {
		t.Errorf("%d requests only", requests)
	}
}

type fixed struct{ Library }

func (fixed) Ready() bool { return true }
func (fixed) Documents() []documents.Info {
	return []documents.Info{{ID: "d", Title: "D", Path: "d.md"}}
}
func (l fixed) Document(id string) (documents.Info, bool) {
	return l.Documents()[0], id == "d"
}
func (fixed) Failures() []documents.Failure { return nil }
func (fixed) Search(context.Context, string, []answer.Turn, int) ([]Hit, error) {
	return []Hit{{Passage: documents.Passage{ID: "d-1", Document: "d", Title: "D", Section: []string{"D"}, Text: "Tid."}, Score: 1}}, nil
}

type says struct{}

func (says) Ask(_ context.Context, req answer.Request, _ answer.Sink) (*answer.Answer, error) {
	return &answer.Answer{Question: req.Question, Answer: "Tid. [1]", Sentences: []answer.Sentence{{Text: "Tid.", Sources: []int{1}}},
		Sources: []answer.Source{{N: 1, ID: "d-1", Document: "d", Title: "D", Section: []string{}}}, Withheld: []answer.Withheld{}}, nil
}

func sample(t *testing.T) *Server {
	t.Helper()
	s, err := New(Config{Answerer: says{}, Library: fixed{}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
