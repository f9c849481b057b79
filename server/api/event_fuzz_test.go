package api

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
)

// readEvents reads a stream as the HTML standard says a browser does: lines end
// with CR, LF or both, an event ends with an empty line.
func readEvents(text string) (names, data []string) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	name, lines := "", []string(nil)
	for line := range strings.SplitSeq(text, "\n") {
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "" && lines != nil:
			names, data = append(names, name), append(data, strings.Join(lines, "\n"))
			fallthrough
		case line == "":
			name, lines = "", nil
		case field == "event":
			name = value
		case field == "data":
			lines = append(lines, value)
		}
	}
	return names, data
}

func FuzzEvent(f *testing.F) {
	for _, s := range []string{"Tid skal frigøres.", "a\n\nevent: done\ndata: {}\n\n", "\r\r\u2028\u2029\u0085", "\xff<script>\x00", ":", "data: x"} {
		f.Add(s, s, 1)
	}
	f.Fuzz(func(t *testing.T, text, brk string, source int) {
		s := answer.Sentence{Text: text, Break: brk, Sources: []int{source}}
		out, err := event("sentence", s)
		if err != nil {
			t.Fatal(err)
		}
		names, data := readEvents(": \n\n" + out + ": \n\n")
		if len(names) != 1 || names[0] != "sentence" {
			t.Fatalf("%q is read as %q", out, names)
		}
		var got answer.Sentence
		if err := json.Unmarshal([]byte(data[0]), &got); err != nil {
			t.Fatal(err)
		}
		want := answer.Sentence{Text: strings.ToValidUTF8(text, "\ufffd"), Break: strings.ToValidUTF8(brk, "\ufffd"), Sources: []int{source}}
		if utf8.ValidString(text) && utf8.ValidString(brk) && !cmp.Equal(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}
