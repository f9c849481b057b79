// Package openapi describes an HTTP API by OpenAPI 3.1, from the Go types that
// serve it. It alone knows the library that does. Start with [Describe].
package openapi

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/swaggest/jsonschema-go"
	"github.com/swaggest/openapi-go"
	"github.com/swaggest/openapi-go/openapi31"
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

// Describe gives the description as JSON. The error tells which operation or
// example is wrong.
func Describe(api API, operations []Operation) ([]byte, error) {
	r := openapi31.NewReflector()
	r.Spec.Info.WithTitle(api.Title).WithVersion(api.Version).WithDescription(api.Text)
	if api.Key != NoKey {
		r.Spec.SetHTTPBearerTokenSecurity("key", "", "A key of the service.")
	}
	r.DefaultOptions = append(r.DefaultOptions, jsonschema.InterceptProp(api.property), jsonschema.InterceptNullability(filled))
	if api.Named != nil {
		r.DefaultOptions = append(r.DefaultOptions, jsonschema.InterceptDefName(api.Named))
	}
	for _, o := range operations {
		if err := o.add(r, api.Key); err != nil {
			return nil, fmt.Errorf("openapi: %s %s: %w", o.Method, o.Path, err)
		}
	}
	out, err := json.Marshal(r.Spec)
	if err != nil {
		return nil, fmt.Errorf("openapi: %w", err)
	}
	return out, nil
}

func (o Operation) add(r *openapi31.Reflector, key Key) error {
	oc, err := r.NewOperationContext(o.Method, o.Path)
	if err != nil {
		return err
	}
	oc.SetID(o.ID)
	oc.SetSummary(o.Danish)
	oc.SetDescription(o.English)
	if exposed, ok := oc.(openapi31.OperationExposer); ok && key != NoKey && !o.Open {
		exposed.Operation().WithSecurity(map[string][]string{"key": {}})
		if key == OptionalKey {
			exposed.Operation().Security = append(exposed.Operation().Security, map[string][]string{})
		}
	}
	if o.Parameters != nil {
		oc.AddReqStructure(o.Parameters)
	}
	if o.Body != nil {
		example, err := parsed(o.Example)
		if err != nil {
			return err
		}
		oc.AddReqStructure(o.Body, openapi.WithContentType("application/json"), openapi.WithCustomize(func(c openapi.ContentOrReference) {
			if b, ok := c.(*openapi31.RequestBodyOrReference); ok {
				b.RequestBodyEns().WithRequired(true)
				setExample(b.RequestBodyEns().Content, example)
			}
		}))
	}
	for _, reply := range o.Replies {
		if err := reply.add(oc); err != nil {
			return err
		}
	}
	return r.AddOperation(oc)
}

func (p Reply) add(oc openapi.OperationContext) error {
	example, err := parsed(p.Example)
	if err != nil {
		return err
	}
	options := []openapi.ContentOption{openapi.WithHTTPStatus(p.Status), func(u *openapi.ContentUnit) { u.Description = p.Text }}
	if p.Type != "" {
		options = append(options, openapi.WithContentType(p.Type))
	}
	oc.AddRespStructure(p.Body, append(options, openapi.WithCustomize(func(c openapi.ContentOrReference) {
		if b, ok := c.(*openapi31.ResponseOrReference); ok {
			setExample(b.ResponseEns().Content, example)
		}
	}))...)
	return nil
}

func parsed(example string) (any, error) {
	if example == "" {
		return nil, nil
	}
	var v any
	if err := json.Unmarshal([]byte(example), &v); err != nil {
		return nil, fmt.Errorf("the example: %w", err)
	}
	return v, nil
}

func setExample(content map[string]openapi31.MediaType, example any) {
	if example == nil {
		return
	}
	for name, m := range content {
		content[name] = *m.WithExample(example)
	}
}

// property makes the schema say what encoding/json does: fields without
// omitempty are always in a reply, and null stands for an optional field of a request.
func (api API) property(p jsonschema.InterceptPropParams) error {
	if !p.Processed || p.ParentSchema == nil {
		return nil
	}
	oc, ok := openapi.OperationCtx(p.Context)
	if !ok {
		return nil
	}
	if p.Field.Tag.Get("visible") == "true" {
		p.PropertySchema.Pattern = &api.Visible
	}
	if p.Field.Tag.Get("contains") == "question" {
		text := (&jsonschema.Schema{}).WithType(jsonschema.String.Type()).WithPattern(api.Visible)
		question := (&jsonschema.Schema{}).WithRequired("role", "content").
			WithPropertiesItem("role", (&jsonschema.Schema{}).WithConst("user").ToSchemaOrBool()).
			WithPropertiesItem("content", text.ToSchemaOrBool())
		p.PropertySchema.WithContains(question.ToSchemaOrBool())
	}
	tag := p.Field.Tag.Get("json")
	required := p.Field.Tag.Get("required") == "true"
	if oc.IsProcessingResponse() {
		if tag != "" && !strings.Contains(tag, ",omitempty") && !required {
			p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
		}
		return nil
	}
	if tag != "" && !required {
		nullable(p.PropertySchema)
	}
	return nil
}

// filled keeps null out of lists: those of replies are never nil, and in
// requests null stands for optional fields only, see property.
func filled(p jsonschema.InterceptNullabilityParams) {
	if p.NullAdded && p.Type.Kind() == reflect.Slice {
		p.Schema.RemoveType(jsonschema.Null)
	}
}

// nullable lets a schema take null too.
func nullable(s *jsonschema.Schema) {
	if s.Ref != nil {
		ref := *s.Ref
		s.Ref = nil
		s.AnyOf = []jsonschema.SchemaOrBool{(&jsonschema.Schema{Ref: &ref}).ToSchemaOrBool(), jsonschema.Null.ToSchemaOrBool()}
		return
	}
	if s.Type != nil {
		s.AddType(jsonschema.Null)
	}
}
