package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"reflect"
	"strings"
	"time"
	"unicode"

	"github.com/google/jsonschema-go/jsonschema"
)

// Described is a type that reads or writes its own JSON, and says in a JSON
// schema what that is.
type Described interface{ JSONSchema() string }

// leaves are types whose JSON the library says too little of.
var leaves = map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[time.Time](): {Type: "string", Format: "date-time"},
	reflect.TypeFor[float64]():   {Type: "number", Format: "double"},
	reflect.TypeFor[int64]():     {Type: "integer", Format: "int64"},
}

// components are the types that have a schema of their own, which others refer to.
type components struct {
	api  API
	made map[string]component
}

type component struct {
	of     reflect.Type
	reply  bool // else of a request
	schema *jsonschema.Schema
}

// schemas are the schemas by their names.
func (c *components) schemas() map[string]*jsonschema.Schema {
	out := map[string]*jsonschema.Schema{}
	for name, m := range c.made {
		out[name] = m.schema
	}
	return out
}

// own tells whether a type has a schema of its own.
func own(t reflect.Type) bool {
	if t.Name() == "" || leaves[t] != nil {
		return false
	}
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Slice || t.Implements(reflect.TypeFor[Described]())
}

// name is the type's name in the description: that of its package and its own.
func (c *components) name(t reflect.Type) string {
	name := title(path.Base(t.PkgPath())) + title(t.Name())
	if c.api.Named != nil {
		return c.api.Named(t, name)
	}
	return name
}

func title(s string) string {
	return string(unicode.ToUpper(rune(s[0]))) + s[1:]
}

// schema describes a type of a request or a reply, and what it is made of.
func (c *components) schema(t reflect.Type, reply bool) (*jsonschema.Schema, error) {
	if !own(t) {
		return c.inner(t, reply)
	}
	name := c.name(t)
	ref := &jsonschema.Schema{Ref: "#/components/schemas/" + name}
	if m, is := c.made[name]; is {
		if m.of != t || m.reply != reply {
			return nil, fmt.Errorf("%s is the name of %v and %v, or of what is read and what is written", name, m.of, t)
		}
		return ref, nil
	}
	c.made[name] = component{t, reply, nil} // types may refer to each other
	s, err := c.inner(t, reply)
	c.made[name] = component{t, reply, s}
	return ref, err
}

// inner describes a type itself, with references to those beneath it.
func (c *components) inner(t reflect.Type, reply bool) (*jsonschema.Schema, error) {
	if d, is := reflect.Zero(t).Interface().(Described); is {
		s := new(jsonschema.Schema)
		if err := json.Unmarshal([]byte(d.JSONSchema()), s); err != nil {
			return nil, fmt.Errorf("the schema of %v: %w", t, err)
		}
		return s, nil
	}
	known := maps.Clone(leaves)
	if err := c.beneath(t, reply, known); err != nil {
		return nil, err
	}
	delete(known, t) // a type that holds itself is an error, not a reference to nothing
	s, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: known})
	if err != nil {
		return nil, err
	}
	plain(s)
	if t.Kind() == reflect.Struct {
		err = c.fields(t, s, reply)
	}
	return s, err
}

// beneath describes the types that t is made of and that have schemas of their own.
func (c *components) beneath(t reflect.Type, reply bool, known map[reflect.Type]*jsonschema.Schema) error {
	var parts []reflect.Type
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		parts = []reflect.Type{t.Elem()}
	case reflect.Struct:
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() && !f.Anonymous && f.Tag.Get("json") != "-" {
				parts = append(parts, f.Type)
			}
		}
	}
	for _, p := range parts {
		if leaves[p] != nil {
			continue
		}
		if !own(p) {
			if err := c.beneath(p, reply, known); err != nil {
				return err
			}
			continue
		}
		ref, err := c.schema(p, reply)
		if err != nil {
			return err
		}
		known[p] = ref
	}
	return nil
}

// plain takes away what the library adds and JSON of ours does not hold to: an
// object may have more fields than are described, and a list or a pointer is null
// only where [components.fields] says so.
func plain(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if len(s.Types) == 2 {
		s.Type = s.Types[1] // after null
	}
	s.Types = nil
	if more := s.AdditionalProperties; more != nil && more.Not != nil {
		s.AdditionalProperties = nil
	}
	plain(s.AdditionalProperties)
	plain(s.Items)
	for _, p := range s.Properties {
		plain(p)
	}
}

// jsonName is the name of a field in JSON, and what stands behind it in its tag.
func jsonName(f reflect.StructField) (name, options string) {
	name, options, _ = strings.Cut(f.Tag.Get("json"), ",")
	if name == "" {
		name = f.Name
	}
	return name, options
}
