package prompts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Part is a piece of a passage.
type Part struct {
	N    int // number of the passage
	Text string
}

// JudgeInput is what a judge decides from.
type JudgeInput struct {
	Question  string
	Passages  []Passage
	Evidence  []Part   // places of the passages to mark
	Sentences []string // to be judged, numbered from 1
}

// RepairInput is what withheld sentences are written anew from.
type RepairInput struct {
	Question  string
	Passages  []Passage
	Sentences []Withheld // numbered from 1
	Language  string     // "da" or "en"
}

// Withheld is a sentence that was withheld, why, and the places that are
// nearest to it.
type Withheld struct {
	Text, Reason string
	Evidence     []Part
}

// Judge asks whether the passages say what each sentence says; the reply is a
// line of JSON for each. Its blocks end with a code that is made of all that
// stands in them, so that none of it can know it.
func (s *Set) Judge(in JudgeInput) (Prompt, error) {
	data := judgeData{Question: marks.Replace(block(cut(in.Question, maxQuestion))), Passages: passageData(marked(in.Passages, in.Evidence))}
	for i, text := range in.Sentences {
		data.Sentences = append(data.Sentences, numbered{N: i + 1, Text: marks.Replace(line(text))})
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%v", data))
	data.Code = hex.EncodeToString(sum[:6])
	return render(s.judge, data)
}

// Repair asks for each withheld sentence once more, numbered.
func (s *Set) Repair(in RepairInput) (Prompt, error) {
	data := repairData{Unanswered: Unanswered, Language: in.Language, Question: block(cut(in.Question, maxQuestion)), Passages: passageData(in.Passages)}
	for i, w := range in.Sentences {
		view := numbered{N: i + 1, Text: line(w.Text), Reason: attribute(w.Reason)}
		for _, e := range w.Evidence {
			view.Evidence = append(view.Evidence, Part{e.N, line(e.Text)})
		}
		data.Sentences = append(data.Sentences, view)
	}
	return render(s.repair, data)
}

// What the templates of a judge and of a repair see; every text is escaped.
type (
	judgeData struct {
		Code      string
		Question  string
		Passages  []passageView
		Sentences []numbered
	}
	repairData struct {
		Unanswered, Language, Question string
		Passages                       []passageView
		Sentences                      []numbered
	}
	numbered struct {
		N            int
		Text, Reason string
		Evidence     []Part
	}
)

// marks stand around the evidence in a passage; texts cannot bring their own.
var marks = strings.NewReplacer("⟦", "[", "⟧", "]")

// marked are passages with the evidence between marks.
func marked(passages []Passage, evidence []Part) []Passage {
	out := make([]Passage, len(passages))
	for i, p := range passages {
		p.Title, p.Text = marks.Replace(p.Title), marks.Replace(p.Text)
		p.Section = strings.Split(marks.Replace(strings.Join(p.Section, "\x00")), "\x00")
		for _, e := range evidence {
			if text := marks.Replace(e.Text); e.N == p.N && text != "" {
				p.Text = strings.Replace(p.Text, text, "⟦"+text+"⟧", 1)
			}
		}
		out[i] = p
	}
	return out
}
