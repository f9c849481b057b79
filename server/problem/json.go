package problem

import (
	"bytes"
	"encoding/json"
	"mime"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ReadJSON reads the body of a request into v, which needs a field.
func ReadJSON(c *fiber.Ctx, v any, field string) error {
	if err := ContentIs(c, fiber.MIMEApplicationJSON); err != nil {
		return err
	}
	body := c.Request().Body()
	if err := json.Unmarshal(body, v); err != nil || string(bytes.TrimSpace(body)) == "null" {
		return NoJSON.With(field)
	}
	return Flaw(body, fields(reflect.TypeOf(v).Elem()))
}

// fields are the names that a JSON object may have to fill a struct.
func fields(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			out[name] = true
		}
	}
	return out
}

// level is an object or a list of a JSON text that is still open.
type level struct {
	names map[string]bool // of an object so far; nil for a list
	value bool            // a name has come, its value has not
}

// Flaw finds what encoding/json takes and others would not in valid JSON: a name
// that stands twice in one object, of which programs differ in which they
// take, so what a filter in front has seen might not be what is asked; and null
// in a list that is one of the known fields.
func Flaw(body []byte, known map[string]bool) error {
	field := "" // of the outermost object
	dec := json.NewDecoder(bytes.NewReader(body))
	open := []level{{}}
	for {
		token, err := dec.Token()
		if err != nil {
			return nil
		}
		top := &open[len(open)-1]
		name, isText := token.(string)
		if isText && top.names != nil && !top.value {
			key := strings.ToLower(strings.ToUpper(name)) // as encoding/json compares
			if len(open) == 2 {
				field = key
			}
			if known != nil && !known[field] {
				key = name // nobody reads it
			}
			if top.names[key] {
				return ErrTwice
			}
			top.names[key], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case nil:
			if len(open) == 3 && top.names == nil && known[field] {
				return ErrNull
			}
		case json.Delim('{'):
			open = append(open, level{names: map[string]bool{}})
		case json.Delim('['):
			open = append(open, level{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
	}
}

// ContentIs checks the type of a request's body. Compressed bodies are not
// taken: unpacked they could exceed every limit.
func ContentIs(c *fiber.Ctx, want string) error {
	if e := c.Get(fiber.HeaderContentEncoding); e != "" && e != "identity" {
		return ErrCompressed
	}
	if got, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err != nil || got != want {
		return ContentType.With(want)
	}
	return nil
}
