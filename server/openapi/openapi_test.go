package openapi

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type word string

func (word) JSONSchema() string { return `{"enum":["a","b"]}` }

type base struct {
	ID string `path:"id" json:"id" jsonschema:"Of it." pattern:"^x$"`
}

type part struct {
	N     int64    `json:"n"`
	Trail []string `json:"trail,omitempty"`
}

type asked struct {
	base
	Text  string  `json:"text" required:"true" maxLength:"9" visible:"true" example:"hegn"`
	Kind  string  `json:"kind,omitempty" enum:"x,y" default:"x"`
	Part  *part   `json:"part,omitempty" jsonschema:"A part."`
	Word  word    `json:"word"`
	Share float64 `json:"share" minimum:"0.5" example:"1"`
	Value any     `json:"value,omitempty"`
	Own   string  `json:"-"`
}

type told struct {
	At    time.Time         `json:"at"`
	Seen  time.Time         `json:"seen,omitzero"`
	Lists [][]string        `json:"lists"`
	Names map[string]string `json:"names"`
	None  *int              `json:"none"`
	Some  *int              `json:"some,omitempty"`
	Inner inner             `json:"inner"`
}

type inner struct {
	Back *told `json:"back,omitempty"`
}

type looking struct {
	base
	K int `query:"k" required:"true" minimum:"1" default:"10"`
}

type itself struct {
	Next *itself `json:"next"`
}

func described(t *testing.T, key Key) map[string]any {
	t.Helper()
	text, err := Describe(API{Title: "T", Version: "1", Key: key, Visible: "[^ ]", Named: func(_ reflect.Type, name string) string { return strings.TrimPrefix(name, "Openapi") }}, []Operation{
		{Method: "POST", Path: "/a", ID: "a", Danish: "Spørg.", English: "Ask.", Body: asked{}, Example: `{"text":"x"}`,
			Replies: []Reply{{Status: 200, Body: told{}, Text: "OK"}, {Status: 200, Type: "text/html", Body: "", Text: "OK"}, {Status: 204, Text: "None"}}},
		{Method: "GET", Path: "/b/{id}", ID: "b", Parameters: looking{}, Open: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestSchemas compares what types become with what encoding/json reads and writes of them.
func TestSchemas(t *testing.T) {
	got := described(t, NoKey)["components"].(map[string]any)
	want := parsed(t, `{"schemas":{
		"Asked":{"type":"object","required":["text"],"properties":{
			"id":{"type":["string","null"],"description":"Of it.","pattern":"^x$"},
			"text":{"type":"string","maxLength":9,"pattern":"[^ ]","examples":["hegn"]},
			"kind":{"type":["string","null"],"enum":["x","y",null],"default":"x"},
			"part":{"anyOf":[{"$ref":"#/components/schemas/Part"},{"type":"null"}],"description":"A part."},
			"word":{"anyOf":[{"$ref":"#/components/schemas/Word"},{"type":"null"}]},
			"share":{"type":["number","null"],"format":"double","minimum":0.5,"examples":[1]},
			"value":true}},
		"Part":{"type":"object","properties":{"n":{"type":["integer","null"],"format":"int64"},"trail":{"type":["array","null"],"items":{"type":"string"}}}},
		"Word":{"enum":["a","b"]},
		"Told":{"type":"object","required":["at","lists","names","none","inner"],"properties":{
			"at":{"type":"string","format":"date-time"},"seen":{"type":"string","format":"date-time"},
			"lists":{"type":"array","items":{"type":"array","items":{"type":"string"}}},
			"names":{"type":"object","additionalProperties":{"type":"string"}},
			"none":{"type":["integer","null"]},"some":{"type":"integer"},
			"inner":{"$ref":"#/components/schemas/Inner"}}},
		"Inner":{"type":"object","properties":{"back":{"$ref":"#/components/schemas/Told"}}}}}`)
	if diff := cmp.Diff(want, any(got)); diff != "" {
		t.Error(diff)
	}
}

// TestOperations compares operations with what OpenAPI 3.1 calls their parts.
func TestOperations(t *testing.T) {
	got := described(t, OptionalKey)
	want := parsed(t, `{"/a":{"post":{"operationId":"a","summary":"Spørg.","description":"Ask.","security":[{"key":[]},{}],
			"requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Asked"},"example":{"text":"x"}}}},
			"responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Told"}},"text/html":{"schema":{"type":"string"}}}},
				"204":{"description":"None"}}}},
		"/b/{id}":{"get":{"operationId":"b","summary":"","description":"","responses":{},"parameters":[
			{"name":"id","in":"path","required":true,"description":"Of it.","schema":{"type":"string","pattern":"^x$"}},
			{"name":"k","in":"query","required":true,"schema":{"type":"integer","minimum":1,"default":10}}]}}}`)
	if diff := cmp.Diff(want, got["paths"]); diff != "" {
		t.Error(diff)
	}
	keys := parsed(t, `{"key":{"type":"http","scheme":"bearer","description":"A key of the service."}}`)
	if diff := cmp.Diff(keys, got["components"].(map[string]any)["securitySchemes"]); diff != "" {
		t.Error(diff)
	}
}

// TestWrongDescriptions refuses what cannot be described truly.
func TestWrongDescriptions(t *testing.T) {
	type unread struct {
		N int `json:"n" minimum:"one"`
	}
	reply := []Reply{{Status: 200, Body: part{}}}
	for name, o := range map[string]Operation{
		"example":          {Body: part{}, Example: "{"},
		"number":           {Body: unread{}},
		"itself":           {Body: itself{}},
		"read and written": {Body: part{}, Replies: reply},
	} {
		if _, err := Describe(API{}, []Operation{o}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Describe(API{}, []Operation{{Replies: reply}}); err != nil {
		t.Error(err)
	}
}
