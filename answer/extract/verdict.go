package extract

import "github.com/digitaskforce/taskforce/index/query"

// Verdict is what the passages found are to a question.
type Verdict string

// The verdicts: an answer, the nearest that the materials say, or none.
const (
	Answered   Verdict = "answer"
	Nearest    Verdict = "nearest"
	Unanswered Verdict = "unanswered" // on the subject, but they do not say
	OffTopic   Verdict = "off_topic"  // the question is outside of the subject
)

// Refused tells whether a verdict is no answer at all.
func (v Verdict) Refused() bool { return v == Unanswered || v == OffTopic }

// Bounds of [Extractor.Sure]: with each set left out of the fitting, three in
// ten of the answerable questions lie below sureAnswer and less than one in
// fifty below sureNearest (docs/extracts.md).
const (
	sureAnswer  = 1.15
	sureNearest = -0.8
	// belongs is the bound of [Belongs]: with each set left out, one in fifty of
	// the answerable questions lies below it.
	belongs = -1.74
)

// Judge tells what the units are to the question. slack lowers what is asked
// for.
func (e *Extractor) Judge(slack float64) Verdict {
	if e.total == 0 || len(e.Units) == 0 {
		return OffTopic
	}
	if !e.judged {
		e.judged, e.sure = true, e.Sure()
	}
	sure := e.sure + slack
	if near, known := e.index.Nearness(e.Hits); known && e.index.Count() >= minStrange {
		return e.byMeaning(sure, near)
	}
	if !e.onTopic() {
		return OffTopic
	}
	switch {
	case sure >= sureAnswer, sure >= sureNearest && e.formed():
		return Answered
	case e.stranger():
		return OffTopic
	case sure >= sureNearest:
		return Nearest
	}
	return Unanswered
}

// byMeaning is the verdict where it is known how near the hits come to the
// question in meaning, on the scale of [index.Snapshot.Nearness], and there are
// enough passages for one on its subject to come near.
func (e *Extractor) byMeaning(sure, near float64) Verdict {
	switch {
	case Belongs(sure, near) < belongs:
		return OffTopic
	case sure >= sureAnswer, sure >= sureNearest && e.formed():
		return Answered
	case sure >= sureNearest:
		return Nearest
	}
	return Unanswered
}

// Belongs is the logarithm of the odds that a question is on the subject of the
// materials: of one that its words make sure of (see [Extractor.Sure]), and
// that comes near to them in meaning. Learned by TestFit in eval.
func Belongs(sure, near float64) float64 {
	return belongsWeights[0] + belongsWeights[1]*sure + belongsWeights[2]*near
}

var belongsWeights = [3]float64{-4.43, 1.17, 12.74}

// formed tells whether the materials have what is asked in its own form: the
// sections under a heading that names it, or a statement of each of two things
// that differ.
func (e *Extractor) formed() bool { return e.sections() != nil || e.difference() != nil }

// Passage picks the units of the one passage that is nearest to the question:
// the best ones, in order.
func (e *Extractor) Passage() []int {
	best := e.Best()
	if best < 0 {
		return nil
	}
	hit := e.Units[best].Hit
	near := func(i int) bool { return e.Units[i].Hit == hit && (e.Units[i].says || i == best) }
	picked := e.fillFrom(e.around(best), best, nothingLess, near)
	if e.q.Kind == query.KindList {
		if list := e.list(best); len(list) > 0 {
			return list
		}
	}
	return picked
}

// nothingLess takes units however much less they suit than the best.
const nothingLess = 1e9
