package answer

import (
	"context"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/danish"
)

// shapeWords are the folded words by which a reader asks for another form of
// the answer before, and the form that each asks for.
var shapeWords = map[string]extract.Shape{
	"kortere": extract.Shorter, "kort": extract.Shorter, "enklere": extract.Shorter, "simplere": extract.Shorter, "shorter": extract.Shorter,
	"simpler": extract.Shorter, "liste": extract.AsList, "punkter": extract.AsList, "punktform": extract.AsList, "list": extract.AsList, "bullets": extract.AsList,
}

// besideShape may stand beside the words that ask for a form.
var besideShape = danish.WordSet(`kan du goere sig det den lidt meget som en et paa i og skriv skrive sig vis vise giv give mig svaret goer gerne tak
	please make it as a in give me write say sige siges forklar forklare opstil opstille korte`)

// shapeOf is the form that a text asks for, where it asks for nothing else.
func shapeOf(text string) extract.Shape {
	shape := extract.Whole
	for _, w := range danish.Folded(danish.Tokenize(text)) {
		switch s, ok := shapeWords[w]; {
		case ok:
			shape = s
		case !besideShape[w]:
			return extract.Whole
		}
	}
	return shape
}

// resume takes up the question before where this one only asks for another
// form of its answer. It gives the question to answer and what came before it.
func (w *work) resume(ctx context.Context) {
	w.asked, w.before = w.req.Question, w.req.History
	for len(w.before) > 0 {
		last := len(w.before) - 1
		s := shapeOf(w.asked)
		if s == extract.Whole {
			if again, _ := w.snap.Reshapes(ctx, w.asked, w.before[last].Question); !again {
				return
			}
			s = shapeIn(w.asked)
		}
		if w.shape == extract.Whole {
			w.shape = s
		}
		w.asked, w.before = w.before[last].Question, w.before[:last]
	}
}

// shapeIn is the form that a text names which asks for one; Whole where it names
// none that sentences of the sources can have.
func shapeIn(text string) extract.Shape {
	for _, w := range danish.Folded(danish.Tokenize(text)) {
		if s, ok := shapeWords[w]; ok {
			return s
		}
	}
	return extract.Whole
}

// history is the conversation that a question may lean on: what was refused
// says nothing, unless all was.
func (w *work) history() []Turn {
	said := slices.DeleteFunc(slices.Clone(w.before), func(t Turn) bool { return refusedTurn(t.Answer) })
	if len(said) == 0 {
		return w.before
	}
	return said
}

// refusedTurn tells whether an answer of the conversation was a refusal.
func refusedTurn(answer string) bool {
	for _, t := range []*texts{&danishTexts, &englishTexts, danishOther, englishOther} {
		for _, r := range []string{t.unanswered, t.offTopic, t.attack, t.service, t.thanked, t.greeted} {
			if strings.HasPrefix(answer, r) {
				return true
			}
		}
	}
	return false
}
