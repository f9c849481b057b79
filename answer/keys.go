package answer

import (
	"slices"

	"github.com/digitaskforce/taskforce/answer/verify"
)

// How a sentence was checked, see [Sentence].
const (
	CheckedVerbatim = "verbatim" // a statement of a source letter by letter
	CheckedWords    = "words"    // nearly one, word by word
	CheckedMeaning  = "meaning"  // a judge found that the passages say it
)

// outcome is what both keys made of a sentence.
type outcome struct {
	reason   string // why it is withheld; "" where it is shown
	checked  string
	gap      bool // it says that the materials do not say something
	sources  []int
	evidence []verify.Evidence
}

// turnKeys decides on a sentence: what the program alone decides exactly
// stands, the judge decides the meaning, and where it gives no verdict the words do.
func turnKeys(v *verify.Verifier, verdict verify.Verdict, r ruling) outcome {
	out := outcome{reason: verdict.Reason, sources: verdict.Sources, evidence: verdict.Evidence}
	switch {
	case verdict.Verbatim:
		out.checked = CheckedVerbatim
	case !judgeable(verdict):
	case r.says == saysNot:
		if out.reason == "" {
			out.reason = verify.ReasonJudged
		}
	case r.says == absent && verdict.Denies:
		out = outcome{checked: CheckedMeaning, gap: true, sources: []int{}}
	case r.says == saysSo:
		evidence, ok := v.Holds(r.words, verdict.Sources)
		if !ok || verdict.Key == verify.Reckoned && !v.Figures(r.words) && verdict.Reason == verify.ReasonNumber {
			break // it rests on nothing that stands there
		}
		out = outcome{checked: CheckedMeaning, sources: sourcesOf(verdict.Sources, evidence), evidence: evidence}
	}
	if out.reason == "" && out.checked == "" {
		out.checked = CheckedWords
	}
	return out
}

// sourcesOf are the sources that a sentence cites, or else those of its evidence.
func sourcesOf(cited []int, evidence []verify.Evidence) []int {
	if len(cited) > 0 {
		return cited
	}
	for _, e := range evidence {
		if !slices.Contains(cited, e.N) {
			cited = append(cited, e.N)
		}
	}
	return cited
}
