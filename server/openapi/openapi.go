// Package openapi describes an HTTP API by OpenAPI 3.1, from the Go types that
// serve it: their fields' names and kinds, and the tags that [tags] reads. Start
// with [Describe].
package openapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Operation is one method of one address.
type Operation struct {
	Method, Path string // the path with {name} for its parameters
	ID           string
	Danish       string // one sentence each
	English      string
	Parameters   any    // a struct with path and query tags; nil for none
	Body         any    // of application/json; nil for none
	Example      string // JSON of the body
	Replies      []Reply
	Open         bool // no key is ever asked for
}

// Reply is a reply that an operation may give.
type Reply struct {
	Status  int
	Type    string // of the content; "" for application/json
	Body    any    // nil for a reply without one
	Example string // JSON of the body; may be empty
	Text    string
}

// Key says whether the operations ask for a key.
type Key int

// What is asked for.
const (
	NoKey       Key = iota // nothing is
	OptionalKey            // a key gives more
	NeedsKey               // nobody comes in without one
)

// API is what is described.
type API struct {
	Title, Text, Version string
	Key                  Key
	Visible              string // the pattern of fields with the tag visible
	// Named gives a type's schema its name, of that which it would have; nil keeps that.
	Named func(t reflect.Type, name string) string
}

// Describe gives the description as JSON. The error tells which operation, type
// or example is wrong.
func Describe(api API, operations []Operation) ([]byte, error) {
	types := &components{api: api, made: map[string]component{}}
	out := document{OpenAPI: "3.1.0", Info: info{api.Title, api.Text, api.Version}, Paths: map[string]map[string]operation{}}
	for _, o := range operations {
		made, err := o.describe(types)
		if err != nil {
			return nil, fmt.Errorf("openapi: %s %s: %w", o.Method, o.Path, err)
		}
		if out.Paths[o.Path] == nil {
			out.Paths[o.Path] = map[string]operation{}
		}
		out.Paths[o.Path][strings.ToLower(o.Method)] = made
	}
	out.Components.Schemas = types.schemas()
	if api.Key != NoKey {
		out.Components.Security = map[string]scheme{keyName: {Type: "http", Scheme: "bearer", Description: "A key of the service."}}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	return text, nil
}

func (o Operation) describe(types *components) (operation, error) {
	out := operation{ID: o.ID, Summary: o.Danish, Description: o.English, Responses: map[string]response{}}
	if !o.Open {
		out.Security = types.api.Key.security()
	}
	var err error
	if out.Parameters, err = types.parameters(o.Parameters); err != nil {
		return out, err
	}
	if o.Body != nil {
		m, err := types.media(o.Body, o.Example, false)
		if err != nil {
			return out, err
		}
		out.Body = &body{Required: true, Content: map[string]media{"application/json": m}}
	}
	for _, r := range o.Replies {
		if err := r.add(types, out.Responses); err != nil {
			return out, err
		}
	}
	return out, nil
}

// add describes a reply beside those of the same status.
func (p Reply) add(types *components, to map[string]response) error {
	status := strconv.Itoa(p.Status)
	r, is := to[status]
	if !is {
		r = response{Description: p.Text}
	}
	if p.Body != nil {
		m, err := types.media(p.Body, p.Example, true)
		if err != nil {
			return err
		}
		if r.Content == nil {
			r.Content = map[string]media{}
		}
		r.Content[kind(p.Type)] = m
	}
	to[status] = r
	return nil
}

func kind(named string) string {
	if named == "" {
		return "application/json"
	}
	return named
}

// security is what an operation asks for: any one of these.
func (k Key) security() []map[string][]string {
	switch k {
	case NeedsKey:
		return []map[string][]string{{keyName: {}}}
	case OptionalKey:
		return []map[string][]string{{keyName: {}}, {}}
	}
	return nil
}

// media describes a body, and gives an example of it.
func (c *components) media(body any, example string, reply bool) (media, error) {
	s, err := c.schema(reflect.TypeOf(body), reply)
	if err != nil {
		return media{}, err
	}
	out := media{Schema: s}
	if example == "" {
		return out, nil
	}
	if err := json.Unmarshal([]byte(example), &out.Example); err != nil {
		return media{}, fmt.Errorf("the example: %w", err)
	}
	return out, nil
}
