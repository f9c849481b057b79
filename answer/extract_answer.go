package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
)

// part is one of the things that a question asks, with what was found for it.
type part struct {
	name    string // what it asks, without what leads up to all parts
	ex      *extract.Extractor
	verdict extract.Verdict
}

// extract answers with the sources' own sentences: the question as a whole, or
// each of its parts where it has several.
func (w *work) extract(ctx context.Context, whole *extract.Extractor) error {
	w.out.Mode = ModeExtract
	if w.english() && w.out.Notice == "" {
		w.out.Notice = englishTexts.danishOnly
	}
	parts, err := w.parts(ctx, whole)
	if err != nil {
		return err
	}
	var told []told
	var unsaid, again []string
	w.out.Certainty = CertaintyNearest
	for _, p := range parts {
		if p.verdict.Refused() {
			unsaid = append(unsaid, p.name)
			continue
		}
		lines := extract.Reshape(p.ex.Compose(p.verdict), w.shape)
		if p.verdict == extract.Answered {
			w.out.Certainty = CertaintyAnswer
		}
		more := w.tell(p, lines, told, len(parts) > 1)
		if len(more) == 0 && p.verdict == extract.Nearest {
			again = append(again, p.name)
		}
		told = append(told, more...)
	}
	if len(told) == 0 {
		return w.refuse(string(whole.Judge(0)))
	}
	if w.out.Certainty == CertaintyAnswer {
		told = w.markNearest(told)
		w.name(w.say().nearestAgain, again)
	}
	w.name(w.say().unsaidPart, unsaid)
	return w.giveLines(told)
}

// told is a line of an answer with the passage it stands in.
type told struct {
	extract.Line
	passage documents.Passage
	unsure  string // the part of the question to which it is only the nearest; said before its first line
}

// tell gives the lines of a part their passages, without those that other parts have
// told before.
func (w *work) tell(p part, lines []extract.Line, before []told, several bool) []told {
	var all []told
	for _, l := range lines {
		all = append(all, told{Line: l, passage: p.ex.Hits[l.Hit].Passage})
	}
	out := untold(all, before)
	if len(out) == 0 || !several {
		return out
	}
	out[0].Paragraph = !out[0].Item
	if p.verdict == extract.Nearest {
		out[0].unsure = p.name
	}
	return out
}

// untold are the lines that were not told before, without what leads up to none of
// them.
func untold(lines, before []told) []told {
	if len(before) == 0 {
		return lines
	}
	var out []told
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		leads := strings.HasSuffix(l.Text, ":") && i+1 < len(lines) && (len(out) == 0 || out[len(out)-1].passage.ID != l.passage.ID)
		if !leads && !slices.ContainsFunc(before, func(t told) bool { return t.Text == l.Text && t.passage.ID == l.passage.ID }) {
			out = append(out, l)
		}
	}
	slices.Reverse(out)
	return out
}

// markNearest says before the first line of a part that is not surely
// answered, in an answer that is, what it is.
func (w *work) markNearest(lines []told) []told {
	for i := range lines {
		if q := lines[i].unsure; q != "" {
			lines[i].Text = fmt.Sprintf(w.say().nearestPart, q) + " " + lines[i].Text
		}
	}
	return lines
}

// name tells something of each of some parts of a question, beside the answer.
func (w *work) name(what string, parts []string) {
	for _, q := range parts {
		w.notice(fmt.Sprintf(what, q))
	}
}

// parts are the parts of a question, each judged by itself; the whole question
// where it has one, or where none of several is answered.
func (w *work) parts(ctx context.Context, whole *extract.Extractor) ([]part, error) {
	all := []part{{w.asked, whole, whole.Judge(0)}}
	text := guard.Unmarked(w.asked)
	questions := danish.Parts(text)
	if len(questions) < 2 {
		return all, nil
	}
	lead, _ := danish.Asked(text)
	var out []part
	history := turns(w.history())
	answered := false
	for _, q := range questions {
		ctx := index.Patient(ctx)
		parsed := w.snap.Parse(ctx, q, history)
		hits, err := w.snap.Search(ctx, parsed, extract.SearchDepth)
		if err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		p := part{name: strings.TrimSpace(strings.TrimPrefix(q, text[:lead])), ex: extract.New(ctx, w.snap, parsed, hits)}
		p.verdict = p.ex.Judge(0)
		answered = answered || !p.verdict.Refused()
		out = append(out, p)
		history = append(history, query.Turn{Question: q})
	}
	if !answered {
		return all, nil
	}
	return out, nil
}

// giveLines numbers the sources of lines and passes both on; a line is told
// once.
func (w *work) giveLines(lines []told) error {
	number := map[string]int{}
	for _, l := range lines {
		if number[l.passage.ID] == 0 {
			number[l.passage.ID] = len(number) + 1
			w.out.Sources = append(w.out.Sources, w.source(l.passage, number[l.passage.ID]))
		}
	}
	if w.sink.Sources != nil {
		if err := w.sink.Sources(w.out.Sources); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, l := range lines {
		if seen[l.Text] {
			continue
		}
		seen[l.Text] = true
		s := Sentence{Text: l.Text, Sources: []int{number[l.passage.ID]}, Quotes: []string{l.Quote}}
		switch {
		case l.Item:
			s.Break = BreakItem
		case l.Paragraph && len(w.out.Sentences) > 0:
			s.Break = BreakParagraph
		}
		if err := w.emit(s); err != nil {
			return err
		}
	}
	return nil
}
