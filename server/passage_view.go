package server

import (
	"slices"
	"strings"
)

// run is a paragraph or a list of a passage.
type run struct {
	Spans []span
	Items []item
}

// item is a list item; Deep says that it stands under another.
type item struct {
	Spans []span
	Deep  bool
}

// reach is a piece of a text, in bytes.
type reach struct{ from, to int }

// runs makes paragraphs and lists of the lines of a passage without the heading
// that it may begin with; what lies in one of marked, in order, is marked.
func runs(text, heading string, marked []reach) []run {
	var out []run
	at := 0
	for i, line := range strings.SplitAfter(text, "\n") {
		start := at
		at += len(line)
		body := strings.TrimSpace(line)
		if body == "" || i == 0 && heading != "" && body == heading {
			continue
		}
		start += strings.Index(line, body)
		inner, isItem := strings.CutPrefix(body, "- ")
		if !isItem {
			out = append(out, run{Spans: spans(body, start, marked)})
			continue
		}
		it := item{spans(inner, start+len(body)-len(inner), marked), strings.HasPrefix(line, "  ")}
		if n := len(out); n > 0 && out[n-1].Items != nil {
			out[n-1].Items = append(out[n-1].Items, it)
			continue
		}
		out = append(out, run{Items: []item{it}})
	}
	return out
}

// spans cuts a text that begins at start within a passage along its marks.
func spans(text string, start int, marked []reach) []span {
	var out []span
	at := 0
	for _, m := range marked {
		from, to := max(m.from-start, at), min(m.to-start, len(text))
		if from >= to {
			continue
		}
		if from > at {
			out = append(out, span{Text: text[at:from]})
		}
		out = append(out, span{text[from:to], "mark"})
		at = to
	}
	if at < len(text) {
		out = append(out, span{Text: text[at:]})
	}
	return out
}

// quoted are the places of quotes in a text, in order and without overlap.
func quoted(text string, quotes []string) []reach {
	var out []reach
	for _, q := range quotes {
		if i := strings.Index(text, q); q != "" && i >= 0 {
			out = append(out, reach{i, i + len(q)})
		}
	}
	slices.SortFunc(out, func(a, b reach) int { return a.from - b.from })
	return out
}
