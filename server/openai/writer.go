package openai

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
)

// Annotation says which source carries a place of the text.
type Annotation struct {
	Type     string   `json:"type" enum:"url_citation"`
	Citation Citation `json:"url_citation"`
}

// Citation is a source and the place of its mark in the text.
type Citation struct {
	Start int    `json:"start_index" jsonschema:"Where the mark, such as [1], begins in the text, in characters from 0."`
	End   int    `json:"end_index" jsonschema:"Where it has ended."`
	Title string `json:"title" jsonschema:"Title and section of the source."`
	URL   string `json:"url" jsonschema:"The page that shows the passage in its document."`
}

// Writer makes the text of an answer while it comes. Its sources are numbered
// from 1 in the order in which they are cited, since clients show them as a
// list of their own.
type Writer struct {
	English bool                         // language of what stands around the answer
	Address func(s answer.Source) string // the page that shows a source

	sentences []answer.Sentence // with the text's own numbers
	cited     []int             // the engine's numbers, in the order of the text
	marks     []mark
	text      string
	sources   []answer.Source
}

// mark is the place of a citation.
type mark struct{ source, start, end int }

// words stand around an answer; the former are cut out of a conversation again.
type words struct{ sources, nearest, notice string }

var (
	langDanish = words{"\n\nKilder:\n", "\n\nNærmeste afsnit:\n", "\n\nBemærk: "}
	english    = words{"\n\nSources:\n", "\n\nNearest sections:\n", "\n\nNote: "}
)

// Sentence gives the next piece of the text.
func (w *Writer) Sentence(s answer.Sentence) string {
	cited := s.Sources
	s.Sources = make([]int, len(cited))
	for i, n := range cited {
		s.Sources[i] = w.number(n)
	}
	w.sentences = append(w.sentences, s)
	piece := strings.TrimPrefix(answer.Text(w.sentences), w.text)
	w.text += piece
	at := utf8.RuneCountInString(w.text)
	for i := len(cited) - 1; i >= 0; i-- { // the marks end the sentence
		start := at - len(fmt.Sprintf("[%d]", s.Sources[i]))
		w.marks = append(w.marks, mark{cited[i], start, at})
		at = start
	}
	slices.SortFunc(w.marks, func(a, b mark) int { return a.start - b.start })
	return piece
}

// number is a source's in the text.
func (w *Writer) number(n int) int {
	at := slices.Index(w.cited, n)
	if at < 0 {
		at = len(w.cited)
		w.cited = append(w.cited, n)
	}
	return at + 1
}

// End gives the last piece of the text: the refusal of an answer without
// sentences, what was unusual, and the sources.
func (w *Writer) End(a *answer.Answer) string {
	say := langDanish
	if w.English {
		say = english
	}
	w.sources = a.Sources
	var b strings.Builder
	if len(w.sentences) == 0 {
		b.WriteString(a.Answer)
	}
	if a.Notice != "" {
		b.WriteString(say.notice + a.Notice)
	}
	b.WriteString(w.list(say.sources, w.used(), func(i int) string { return fmt.Sprintf("[%d] ", i+1) }))
	b.WriteString(w.list(say.nearest, a.Nearest, func(int) string { return "- " }))
	w.text += b.String()
	return b.String()
}

// used are the sources that the text cites, in its order.
func (w *Writer) used() []answer.Source {
	var out []answer.Source
	for _, n := range w.cited {
		if i := slices.IndexFunc(w.sources, func(s answer.Source) bool { return s.N == n }); i >= 0 {
			out = append(out, w.sources[i])
		}
	}
	return out
}

func (w *Writer) list(head string, sources []answer.Source, bullet func(i int) string) string {
	if len(sources) == 0 {
		return ""
	}
	lines := make([]string, len(sources))
	for i, s := range sources {
		lines[i] = bullet(i) + title(s) + " – " + w.Address(s)
	}
	return head + strings.Join(lines, "\n")
}

// Text is the whole text so far.
func (w *Writer) Text() string { return w.text }

// Annotations are the citations of the text, in its order, once it has ended.
func (w *Writer) Annotations() []Annotation {
	out := []Annotation{}
	for _, m := range w.marks {
		i := slices.IndexFunc(w.sources, func(s answer.Source) bool { return s.N == m.source })
		if i < 0 {
			continue
		}
		s := w.sources[i]
		out = append(out, Annotation{Type: "url_citation",
			Citation: Citation{Start: m.start, End: m.end, Title: title(s), URL: w.Address(s)}})
	}
	return out
}

func title(s answer.Source) string { return Title(s.Title, s.Section, s.Page) }

// Title names a place of a document in one line: its title, the nearest
// heading, and the page where it has one.
func Title(document string, section []string, page int) string {
	out := document
	if n := len(section); n > 0 && section[n-1] != document {
		out += " – " + section[n-1]
	}
	if page > 0 {
		out += fmt.Sprintf(", s. %d", page)
	}
	return danish.Clean(out)
}

// Stripped is the text of an earlier answer without what stood around it.
func Stripped(text string) string {
	for _, w := range []words{langDanish, english} {
		for _, head := range []string{w.notice, w.sources, w.nearest} {
			text, _, _ = strings.Cut(text, head)
		}
	}
	return text
}
