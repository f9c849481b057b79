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

// Judge tells what the units are to the question. slack lowers what is asked
// for.
func (e *Extractor) Judge(slack float64) Verdict {
	if e.total == 0 && e.asked == 0 || len(e.Units) == 0 { // what is asked may be known in words that no text has
		return OffTopic
	}
	if !e.judged {
		e.judged, e.sure = true, e.Sure()
	}
	sure := e.sure + slack
	if near, known := e.index.Nearness(e.q, e.Hits); known {
		return e.byMeaning(sure, near)
	}
	if !e.onTopic() {
		return OffTopic
	}
	switch {
	case sure >= e.weights.answer, sure >= e.weights.nearest && e.formed():
		return Answered
	case e.stranger():
		return OffTopic
	case sure >= e.weights.nearest:
		return Nearest
	}
	return Unanswered
}

// byMeaning is the verdict where it is known how near the hits come to the
// question in meaning, on the scale of [index.Snapshot.Nearness]. In a small
// collection no passage need come near to a question on its subject.
func (e *Extractor) byMeaning(sure, near float64) Verdict {
	switch {
	case e.Belongs(sure, near, e.AheadOfElsewhere()) < e.weights.strange && (e.index.Count() >= minStrange || !e.onTopic()):
		return OffTopic
	case e.answered(sure), sure >= e.weights.nearest && !e.InVain() && (e.formed() || e.shown()):
		return Answered
	case sure >= e.weights.nearest:
		return Nearest
	}
	return Unanswered
}

// answered tells whether odds are those of an answer, together with what is asked
// in vain where that is known: it makes nearest of an answer, and declines none,
// since who asks what is asked in vain asks of the materials' own things. Where it
// is not known what the best passage answers, only what comes nearer than the
// passages themselves counts.
func (e *Extractor) answered(sure float64) bool {
	if ahead, known := e.Ahead(); known && e.weights.vain > 0 {
		return sure+e.weights.vain*ahead >= e.weights.beside
	}
	return sure >= e.weights.answer && !e.InVain()
}

// Ahead is how much nearer to the question what the units are known to answer comes
// than what is asked in vain, of their passages or on other things: a difference of
// cosines. It is not known where nothing is asked of their passages in vain.
func (e *Extractor) Ahead() (ahead float64, known bool) {
	return min(e.answers-e.vain, e.AheadOfElsewhere()), e.vain > 0
}

// InVain tells whether what is asked in vain comes nearer to the question than all
// that the units are known to answer.
func (e *Extractor) InVain() bool {
	ahead, known := e.Ahead()
	return known && ahead < 0
}

// AheadOfElsewhere is how much nearer to the question what the units are known to
// answer comes than questions on other things: a difference of cosines; 0 where it is
// not known what they answer.
func (e *Extractor) AheadOfElsewhere() float64 {
	if e.elsewhere == 0 {
		return 0
	}
	return e.answers - e.elsewhere
}

// Belongs is the logarithm of the odds that a question is on the subject of the
// materials: of one that its words make sure of (see [Extractor.Sure]), that comes
// near to them in meaning, and nearer to what they answer than to other things.
func (e *Extractor) Belongs(sure, near, ahead float64) float64 {
	return odds(e.weights.belongs, []float64{sure, near, ahead})
}

// formed tells whether the materials have what is asked in its own form: the
// sections under a heading that names it, or a statement of each of two things
// that differ.
func (e *Extractor) formed() bool { return e.sections() != nil || e.difference() != nil }

// shown tells whether the best unit shows all that the question says. By meaning
// the signs of words weigh little, since few questions are put in a text's own;
// where one is, it is answered: of the open sets 143 of 964 answerable questions are so, and
// 14 of 438 others (docs/extracts.md).
func (e *Extractor) shown() bool {
	best := e.most(func(u unit) float64 { return u.found })
	l := e.lacks(best)
	return l.missing == 0 && l.lacking == 0 && l.names == 0 && l.numbers == 0 && l.verb == 0
}

// Nearest picks the units that come nearest to the question: the best ones, in order.
func (e *Extractor) Nearest() []int {
	best := e.Best()
	if best < 0 {
		return nil
	}
	if picked := e.ofSaid(); picked != nil {
		return picked
	}
	if e.q.Kind == query.KindList {
		if list := e.list(best); len(list) > 0 {
			return e.wholeItems(list)
		}
	}
	if e.small(e.Units[best].Hit) {
		return e.wholeItems(e.fill(e.whole(e.Units[best].Hit, best), best))
	}
	return e.wholeItems(e.fill(e.around(best), best))
}
