package pages

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
)

// TurnView is a question and its answer as the page shows them.
type TurnView struct {
	Home     string // address of the chat that it belongs to
	Question string
	Notice   string
	Nearby   bool   // the answer is what comes nearest only
	Near     string // what says so; "" where the Notice does
	Lang     string // of the answer
	Blocks   []block
	Mode     string
	Withheld string
	Sources  []SourceView
	Nearest  []SourceView
	Next     []string
	Skeleton bool

	Record *RecordView // what opens the record of the answer; nil where none is kept

	Elsewhere bool   // the reader is told where else to ask
	Contact   string // address of whom to ask; "" for none
	Site      string // the authority's name
}

// RecordView opens the record of an answer.
type RecordView struct{ ID, Token string }

// block is a paragraph, a list or a table of an answer.
type block struct {
	List    bool
	Ordered bool
	Lines   []line // the paragraph, or the items of the list
	Table   *tableView
	Marks   []int // of the table
}

// line is a paragraph or a list item; Number is that of an item that has one.
type line struct {
	Number    int
	Sentences []sentenceView
}

// sentenceView is a sentence of an answer; Marks are the numbers of the sources
// that stand after it.
type sentenceView struct {
	Spans []Span
	Marks []int
	Gap   bool // it says what the materials do not say
}

// SourceView is a source of an answer as the page shows it.
type SourceView struct {
	N           int
	Title       string
	Where       string
	Runs        []Run
	URL         string
	PublicURL   string
	Publication string
	Origin      string // what it is, who issued it and when; "" where that is not known
	Use         string // what such a source is good for
}

func NewTurn(t *Table, a *answer.Answer) *TurnView {
	v := &TurnView{Question: a.Question, Notice: a.Notice, Lang: answerLanguage(t.Lang, a), Next: a.Next}
	if n := len(a.Withheld); n > 0 && a.Editorial == nil { // of another text than the one that stands there
		v.Withheld = t.Count(n, "chat.withheld")
	}
	if a.Record != "" {
		v.Record = &RecordView{a.ID, a.Record}
	}
	if a.Refused {
		v.Lang = t.Lang
		v.Blocks = []block{{Lines: []line{{Sentences: []sentenceView{{Spans: []Span{{Text: a.Answer}}}}}}}}
		v.Elsewhere, v.Contact = a.Refusal != answer.RefusalAttack, contactURL(a.Contact)
		v.Nearest = sourceViews(t, a.Nearest, nil)
		return v
	}
	v.Mode = modeText(t, a)
	v.Nearby = a.Certainty == answer.CertaintyNearest
	if v.Nearby {
		v.Elsewhere, v.Contact = a.Contact != "", contactURL(a.Contact)
	}
	if v.Nearby && a.Notice == "" { // which tells it too
		v.Near = t.Say("chat.near")
	}
	v.Blocks = blocks(a.Sentences)
	v.Sources = sourceViews(t, a.Sources, a.Sentences)
	return v
}

// modeText tells readers how an answer came about.
func modeText(t *Table, a *answer.Answer) string {
	switch e := a.Editorial; {
	case e != nil:
		parts := []string{t.Say("chat.mode.editorial"), t.Date(e.Date), e.Owner}
		text := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
		if e.Asked {
			return text
		}
		return text + ". " + t.Say("chat.mode.taken", e.Question) + "."
	case a.Mode == answer.ModeExtract && a.OwnWords():
		return t.Say("chat.mode.overview")
	case a.Mode == answer.ModeLLM || a.Mode == answer.ModeExtract:
		return t.Say("chat.mode." + a.Mode)
	}
	return ""
}

// answerLanguage guesses the language of an answer: extracts are in the
// sources' Danish, a model's text in the question's, which has Danish letters
// somewhere where it is Danish.
func answerLanguage(page string, a *answer.Answer) string {
	if page == LangDanish || a.Mode == answer.ModeExtract || strings.ContainsAny(strings.ToLower(a.Answer), "æøå") {
		return LangDanish
	}
	return LangEnglish
}

// sourceViews describes sources; the words that carry the sentences are marked.
func sourceViews(t *Table, sources []answer.Source, sentences []answer.Sentence) []SourceView {
	out := make([]SourceView, len(sources))
	for i, s := range sources {
		heading := ""
		if n := len(s.Section); n > 0 {
			heading = s.Section[n-1]
		}
		out[i] = SourceView{
			N: s.N, Title: s.Title, Where: t.Where(s.Title, s.Section, s.Page),
			Runs: Runs(s.Text, heading, quoted(s.Text, quotesOf(s.N, sentences))),
			URL:  PassageURL(s.Document, s.ID), Origin: originOf(t, s), Use: t.known("chat.use."+s.Kind, ""), PublicURL: PublicURL(s.PublicURL), Publication: s.Publication,
		}
		if out[i].Publication == "" {
			out[i].Publication = out[i].PublicURL
		}
		out[i].leave(t, sources[:i], s)
	}
	return out
}

// leave leaves out what the cards before a source's tell already: what its
// document is, and what such a source is good for.
func (v *SourceView) leave(t *Table, before []answer.Source, s answer.Source) {
	if slices.ContainsFunc(before, func(b answer.Source) bool { return b.Kind == s.Kind }) {
		v.Use = ""
	}
	i := slices.IndexFunc(before, func(b answer.Source) bool { return b.Document == s.Document })
	if i < 0 || before[i].N == 0 {
		return
	}
	if v.Where != "" {
		v.Title = v.Where
	}
	v.Where, v.Origin = t.Say("chat.source.same", before[i].N), ""
}

// originOf tells what a source is, who issued it and when, as far as is known.
func originOf(t *Table, s answer.Source) string {
	parts := []string{"", s.Publisher, t.Date(s.Issued)}
	if s.Kind != "" {
		parts[0] = t.Kind(s.Kind)
	}
	if s.Checked != "" {
		parts = append(parts, t.Say("chat.source.checked", t.Date(s.Checked)))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · ")
}

// quotesOf are the words of the n-th source that carry sentences.
func quotesOf(n int, sentences []answer.Sentence) []string {
	var out []string
	for _, s := range sentences {
		for i, source := range s.Sources {
			if source == n && i < len(s.Quotes) {
				out = append(out, s.Quotes[i])
			}
		}
	}
	return out
}
