package openapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// fields makes the schema of a struct say what encoding/json does with it. In a
// reply all fields are there but those with omitempty or omitzero, and only a
// pointer is null. In a request only those with the tag required must be there, and null
// stands for any other that is left out.
func (c *components) fields(t reflect.Type, s *jsonschema.Schema, reply bool) error {
	if !reply {
		s.Required = nil
	}
	for _, f := range reflect.VisibleFields(t) {
		name, options := jsonName(f)
		p := s.Properties[name]
		if p == nil || f.Anonymous || !f.IsExported() {
			continue
		}
		if err := c.tags(p, f); err != nil {
			return fmt.Errorf("%v.%s: %w", t, f.Name, err)
		}
		required := f.Tag.Get("required") == "true"
		if !reply && required {
			s.Required = append(s.Required, name)
		}
		null := f.Type.Kind() == reflect.Pointer && !strings.Contains(options, "omit")
		if reply && null || !reply && !required {
			nullable(p)
		}
	}
	return nil
}

// parameters describes the fields of v with the tags path and query; nil has none.
func (c *components) parameters(v any) ([]parameter, error) {
	if v == nil {
		return nil, nil
	}
	var out []parameter
	for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
		for _, in := range []string{"path", "query"} {
			name, is := f.Tag.Lookup(in)
			if !is {
				continue
			}
			s, err := c.schema(f.Type, false)
			if err == nil {
				err = c.tags(s, f)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out = append(out, parameter{Name: name, In: in, Description: f.Tag.Get("jsonschema"), Schema: s,
				Required: in == "path" || f.Tag.Get("required") == "true"})
		}
	}
	return out, nil
}

// tags adds to a field's schema what its tags say: enum (with commas between),
// pattern, minimum, maximum, minLength, maxLength, minItems, maxItems, default,
// example; visible for a text in which a reader sees something, and contains for
// messages of which one must be a question. The text of a field is the tag
// jsonschema, which the library reads.
func (c *components) tags(s *jsonschema.Schema, f reflect.StructField) error {
	tag := f.Tag.Get
	if words := tag("enum"); words != "" {
		for word := range strings.SplitSeq(words, ",") {
			s.Enum = append(s.Enum, word)
		}
	}
	s.Pattern = tag("pattern")
	if tag("visible") == "true" {
		s.Pattern = c.api.Visible
	}
	if tag("contains") == "question" {
		s.Contains = question(c.api.Visible)
	}
	var wrong []string
	number := func(name string, set func(float64)) {
		if text := tag(name); text != "" {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				wrong = append(wrong, name)
			}
			set(v)
		}
	}
	number("minimum", func(v float64) { s.Minimum = &v })
	number("maximum", func(v float64) { s.Maximum = &v })
	for name, at := range map[string]**int{"minLength": &s.MinLength, "maxLength": &s.MaxLength, "minItems": &s.MinItems, "maxItems": &s.MaxItems} {
		number(name, func(v float64) { *at = new(int(v)) })
	}
	if text := tag("default"); text != "" {
		s.Default = literal(s, text)
	}
	if text := tag("example"); text != "" {
		s.Examples = []any{literal(s, text)}
	}
	if wrong != nil {
		return fmt.Errorf("no number: %q", wrong)
	}
	return nil
}

// literal is the JSON of a value that a tag names.
func literal(s *jsonschema.Schema, text string) json.RawMessage {
	if s.Type != "string" && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	quoted, _ := json.Marshal(text) // a text can always be written
	return quoted
}

// question is a message of the user in which a reader sees something.
func question(visible string) *jsonschema.Schema {
	return &jsonschema.Schema{Required: []string{"role", "content"}, Properties: map[string]*jsonschema.Schema{
		"role":    {Const: new(any("user"))},
		"content": {Type: "string", Pattern: visible},
	}}
}

// nullable lets a schema take null too.
func nullable(s *jsonschema.Schema) {
	switch {
	case s.Ref != "":
		s.AnyOf = []*jsonschema.Schema{{Ref: s.Ref}, {Type: "null"}}
		s.Ref = ""
	case s.Type != "":
		s.Type, s.Types = "", []string{s.Type, "null"}
		if s.Enum != nil {
			s.Enum = append(slices.Clip(s.Enum), nil)
		}
	}
}
