package answer

import (
	"github.com/digitaskforce/taskforce/answer/verify"
)

// Making is how an answer came about, for the record that may be kept of it. It
// is no part of the answer's JSON.
type Making struct {
	Prompts string // hash of what models are told; "" where there is none
	Model   Called // that wrote the answer
	Judge   Called // that judged its sentences
	// Given are the passages that the model was given, numbered as it cites them.
	// Where it found nothing in the first ones, others follow.
	Given [][]Source
	// Shown and Withheld are the sentences of the answer and those of the model
	// that are none, in their order. Where Mode is ModeExtract, Shown cite the
	// answer's own sources; all others cite the last of Given.
	Shown, Withheld []Step
}

// Called names a model that said something.
type Called struct {
	Name string
	Host string // scheme and host of its endpoint, without path, name or password
}

// Step is what both keys made of a sentence.
type Step struct {
	Text     string
	Sources  []int
	Evidence []Evidence
	Checked  string // see [Sentence]; "" where it is withheld, or is a source's or an editor's own words
	Gap      bool
	Reason   string // why it is withheld
	// Check is the first check of the program that it did not pass, "" where it
	// passed all; Key says how far that binds ("exact", "reckoned" or "words").
	Check, Key string
	// Verdict is the judge's ("ja", "nej", "fravær"), "" where it gave none, and
	// Words the words of the passages that it rests on.
	Verdict string
	Words   []string
}

// keyNames are the keys as a Step names them.
var keyNames = map[verify.Key]string{verify.Exact: "exact", verify.Reckoned: "reckoned", verify.Words: "words"}

// stepOf is what became of a sentence on its way to the reader.
func stepOf(p *pending, out outcome) Step {
	s := Step{Text: p.verdict.Text, Sources: out.sources, Checked: out.checked, Gap: out.gap, Reason: out.reason,
		Check: p.verdict.Check, Verdict: p.ruling.says, Words: p.ruling.words}
	if out.reason != "" {
		s.Checked = ""
	}
	if s.Check != "" {
		s.Key = keyNames[p.verdict.Key]
	}
	for _, e := range out.evidence {
		s.Evidence = append(s.Evidence, Evidence(e))
	}
	return s
}

// made completes how the answer was made when it is there: sentences that no
// model wrote have the words of their sources as evidence.
func (w *work) made() {
	t := &w.out.Making
	if w.eng.cfg.Chat != nil && !w.spent {
		t.Prompts = w.eng.cfg.Prompts.Hash()
	}
	if w.out.Mode == ModeLLM && !w.out.Refused {
		return
	}
	t.Shown = nil // of a model whose sentences are not the answer
	for _, s := range w.out.Sentences {
		step := Step{Text: s.Text, Sources: s.Sources}
		for i, q := range s.Quotes {
			if i < len(s.Sources) && q != "" {
				step.Evidence = append(step.Evidence, Evidence{N: s.Sources[i], Text: q})
			}
		}
		t.Shown = append(t.Shown, step)
	}
}
