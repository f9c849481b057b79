package golden

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/eval"
)

// field is one field of a line's object, as it stands there.
type field struct {
	name  string
	value json.RawMessage
}

// set changes the fields that a form knows, and leaves every other, and their
// order, as they are.
func (l *line) set(q eval.Question) error {
	fields, err := fieldsOf(l.text)
	if err != nil {
		return err
	}
	for _, change := range changes(q) {
		value, err := encode(change.value)
		if err != nil {
			return err
		}
		at := last(fields, change.name)
		switch {
		case at >= 0 && change.leave && !change.was(*l.question):
			// said nothing and says nothing
		case at >= 0:
			fields[at].value = value
		case !change.leave:
			fields = append(fields, field{change.name, value})
		}
	}
	end := ""
	if bytes.HasSuffix([]byte(l.text), []byte("\r")) {
		end = "\r"
	}
	text := join(fields)
	now, err := eval.ParseQuestion(text)
	if err != nil {
		return err
	}
	l.text, l.question = string(text)+end, now
	return nil
}

// last is the field of a name that counts for who reads the line: case does not
// matter, and the last one holds.
func last(fields []field, name string) int {
	for i, f := range slices.Backward(fields) {
		if strings.EqualFold(f.name, name) {
			return i
		}
	}
	return -1
}

// change is the new value of a field. leave says that it says nothing, so that
// a line without the field stays without; was tells whether the line says anything.
type change struct {
	name  string
	value any
	leave bool
	was   func(eval.Question) bool
}

// changes are the fields of a form.
func changes(q eval.Question) []change {
	lists := func(name string, list []eval.Must, of func(eval.Question) []eval.Must) change {
		return change{name, list, len(list) == 0, func(q eval.Question) bool { return len(of(q)) > 0 }}
	}
	always := func(eval.Question) bool { return true }
	return []change{
		{"id", q.ID, false, always},
		{"kind", q.Kind, q.Kind == "", func(q eval.Question) bool { return q.Kind != "" }},
		{"question", q.Question, false, always},
		lists("must", q.Must, func(q eval.Question) []eval.Must { return q.Must }),
		lists("must_not", q.MustNot, func(q eval.Question) []eval.Must { return q.MustNot }),
		lists("source", q.Source, func(q eval.Question) []eval.Must { return q.Source }),
		{"refused", q.Refused, q.Refused == nil, func(q eval.Question) bool { return q.Refused != nil }},
	}
}

// fieldsOf takes an object apart without reading its values.
func fieldsOf(text string) ([]field, error) {
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var out []field
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, ok := name.(string)
		if !ok {
			return nil, errors.New("the line is no object")
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		out = append(out, field{key, value})
	}
	if _, err := dec.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return out, nil
}

// join writes an object of fields, in their order, on one line.
func join(fields []field) []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			out.WriteByte(',')
		}
		name, _ := encode(f.name)
		out.Write(name)
		out.WriteByte(':')
		out.Write(f.value)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// encode writes a value as people read it: < and > stay.
func encode(v any) (json.RawMessage, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}
