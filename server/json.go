package server

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// readJSON reads the body of a request into v, which needs a field.
func readJSON(c *fiber.Ctx, v any, field string) error {
	if err := contentIs(c, fiber.MIMEApplicationJSON); err != nil {
		return err
	}
	body := c.Request().Body()
	if err := json.Unmarshal(body, v); err != nil {
		return newProblem(400, "Indholdet kunne ikke læses. Send et JSON-objekt med feltet "+field+".")
	}
	if repeated(body) {
		return newProblem(400, "Et felt står to gange i indholdet.")
	}
	return nil
}

// level is an object or a list of a JSON text that is still open.
type level struct {
	names map[string]bool // of an object so far; nil for a list
	value bool            // a name has come, its value has not
}

// repeated tells whether a name stands twice in one object of valid JSON.
// Programs differ in which of the two they take, and encoding/json mixes two
// lists, so what a filter in front has seen might not be what is asked.
func repeated(body []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(body))
	open := []level{{}}
	for {
		token, err := dec.Token()
		if err != nil {
			return false
		}
		top := &open[len(open)-1]
		name, isText := token.(string)
		if isText && top.names != nil && !top.value {
			key := strings.ToLower(strings.ToUpper(name)) // as encoding/json compares
			if top.names[key] {
				return true
			}
			top.names[key], top.value = true, true
			continue
		}
		top.value = false
		switch token {
		case json.Delim('{'):
			open = append(open, level{names: map[string]bool{}})
		case json.Delim('['):
			open = append(open, level{})
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
	}
}
