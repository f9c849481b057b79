package answer

import (
	"context"
	"slices"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/editorial"
)

// KindEditorial is the kind of a source that is an editor's answer, given to a
// model before the passages.
const KindEditorial = "redaktionelt"

// Editorial tells whose answer it is, where an editor wrote it; see [Answer].
type Editorial struct {
	ID       string `json:"id"`
	Question string `json:"question"` // what the reader's question was taken as
	Asked    bool   `json:"asked"`    // the reader asked in these very words, by letters and digits
	Owner    string `json:"owner"`    // who stands by it
	Date     string `json:"date"`     // day on which it was written, ISO 8601
}

// matched is the editor's answer that the question asks for, nil where there is
// none. A question that leans on the conversation, and one in English, has none.
func (w *work) matched(ctx context.Context) (*editorial.Match, error) {
	if w.eng.cfg.Answers == nil || w.query.FollowUp || w.query.English {
		return nil, nil
	}
	set, err := w.eng.cfg.Answers.In(ctx, w.snap.Snapshot)
	if err != nil {
		return nil, err
	}
	return set.Match(ctx, w.snap, w.query.Spelt), nil
}

// editedFirst tells whether an editor's answer goes before what a model would write.
func (w *work) editedFirst() bool {
	return w.match != nil && (w.chat == nil || w.eng.cfg.AnswersFirst)
}

// edited answers with what the editor wrote: each sentence with the passages
// that carry it.
func (w *work) edited(m *editorial.Match) error {
	a := m.Answer()
	w.out.Mode = ModeExtract
	w.out.Editorial = &Editorial{ID: a.ID, Question: a.Question, Asked: danish.Letters(a.Question) == danish.Letters(w.out.Question), Owner: a.Owner, Date: a.Date}
	sentences := make([]Sentence, len(a.Sentences))
	w.out.Sources = []Source{}
	for i, s := range a.Sentences {
		sentences[i] = Sentence{Text: s.Text, Break: s.Break, Sources: []int{}}
		for _, c := range m.Carrying(i) {
			n := w.cite(c)
			if !slices.Contains(sentences[i].Sources, n) {
				sentences[i].Sources = append(sentences[i].Sources, n)
				sentences[i].Quotes = append(sentences[i].Quotes, c.Quote)
			}
		}
	}
	if w.sink.Sources != nil {
		if err := w.sink.Sources(w.out.Sources); err != nil {
			return err
		}
	}
	for _, s := range sentences {
		if err := w.emit(s); err != nil {
			return err
		}
	}
	return nil
}

// cite is the number of a passage among the sources, which it joins.
func (w *work) cite(c editorial.Carrying) int {
	for _, s := range w.out.Sources {
		if s.ID == c.Passage.ID {
			return s.N
		}
	}
	n := len(w.out.Sources) + 1
	w.out.Sources = append(w.out.Sources, w.source(c.Passage, n))
	return n
}

// withEditorial puts the editor's answer, where the question asks for one,
// before the sources that a model is given. It opens where its first sentence
// has its evidence.
func (w *work) withEditorial(sources []Source) []Source {
	if w.match == nil {
		return sources
	}
	a := w.match.Answer()
	first := w.source(w.match.Carrying(0)[0].Passage, 1)
	first.Title, first.Section, first.Text, first.Kind = "Svar skrevet af redaktionen", []string{a.Question}, a.Text(), KindEditorial
	out := append([]Source{first}, sources...)
	for i := range out {
		out[i].N = i + 1
	}
	return out
}
