package extract

import (
	"math"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/index/query"
)

// evidence is what tells whether the passages found answer a question, each
// from 0 to 1; what does not apply to the question counts as shown.
type evidence struct {
	cover   float64 // share of the question that the best unit shows, with its headings and passage
	missing float64 // share of the weightiest concept that its passage does not show
	known   float64 // share that the materials know at all
	names   float64 // share of the question that is names its passage does not show
	focus   float64 // whether it shows what is asked for: the word after "hvor mange", "hvilken"
	kind    float64 // whether it holds the kind of answer
	counted float64 // whether a number stands by the thing that is counted
}

// judge gathers the evidence for the best unit.
func (e *Extractor) judge(best int) evidence {
	u := e.Units[best]
	ev := evidence{cover: u.cover, focus: 1, kind: 1, counted: 1}
	for i, w := range e.importance {
		c := e.q.Concepts[i]
		in := math.Max(e.textShares[u.Hit][i], e.headShares[u.Hit][i])
		if c.Known {
			ev.known += w
		}
		if in < 0.3 {
			ev.missing = max(ev.missing, w)
		}
		if c.Proper() && !c.Carried {
			ev.names += w * math.Max(0, 1-1.4*in)
		}
	}
	for _, v := range []*float64{&ev.missing, &ev.known, &ev.names} {
		*v /= math.Max(e.total, 1e-9)
	}
	ev.focus, ev.counted = e.focus(best)
	if strict(e.q.Kind) && e.q.Kind != query.KindPerson && !e.showsKind() {
		ev.kind = 0
	}
	return ev
}

// focus tells whether the best unit shows the thing that "hvor mange" or
// "hvilken" asks for, and, for the former, whether a number stands by it.
func (e *Extractor) focus(best int) (shown, counted float64) {
	i := e.q.Focus
	if i < 0 || i >= len(e.q.Concepts) {
		return 1, 1
	}
	u := e.Units[best]
	shown = math.Min(1, 1.5*math.Max(u.shares[i], 0.8*e.headShares[u.Hit][i]))
	if e.q.Kind != query.KindNumber || !e.q.Counts {
		return shown, 1
	}
	for _, j := range e.Choose() {
		if e.index.Counted(e.q, i, e.Units[j].Text) {
			return shown, 1
		}
	}
	return shown, 0
}

// weights of the evidence, by logistic regression on all question sets at
// hand (docs/retrieval.md); an answer is given where the sum is positive.
var evidenceWeights = struct {
	bias, cover, missing, known, names, focus, kind, counted float64
}{-8.95, 1.7, -2.5, 1, -3.4, 1.7, 4, 3}

// score is above 0 where the evidence says that the question is answered.
func (ev evidence) score() float64 {
	w := evidenceWeights
	return w.bias + w.cover*ev.cover + w.missing*ev.missing + w.known*ev.known +
		w.names*ev.names + w.focus*ev.focus + w.kind*ev.kind + w.counted*ev.counted
}

// ModelSlack is how much less evidence is asked for when a model reads the
// passages: it finds answers in other words, and what it writes is verified.
const ModelSlack = 2.5

// What the passages found are to a question that they do not answer.
const (
	Unanswered = "unanswered" // on the subject, but they do not say
	OffTopic   = "off_topic"  // the question is outside of the subject
)

// Refusal judges what was found: "" where it answers the question, else the
// kind of refusal. slack lowers what is asked for.
func Refusal(e *Extractor, slack float64) string {
	best := e.most(func(u unit) float64 { return u.found })
	if e.total == 0 || best < 0 || !e.onTopic() {
		return OffTopic
	}
	if ev := e.judge(best); ev.score()+slack <= 0 || slack == 0 && (ev.known < minKnown && ev.cover < minKnown || e.otherPerson(best)) {
		if e.stranger() {
			return OffTopic
		}
		return Unanswered
	}
	return ""
}

// otherPerson tells whether a question asks who somebody is, by a compound
// alone of which the best passage shows a piece: "statsminister" is not told of
// where it says "staten".
func (e *Extractor) otherPerson(best int) bool {
	if e.q.Kind != query.KindPerson {
		return false
	}
	hit, pieces := e.Units[best].Hit, false
	for i, c := range e.q.Concepts {
		if c.Weight < 0.6 {
			continue
		}
		if !c.InPieces() {
			return false
		}
		pieces = pieces || math.Max(e.textShares[hit][i], e.headShares[hit][i]) > onePiece
	}
	return !pieces
}

// onePiece is more than one part of a compound shows of it, and less than two do.
const onePiece = 0.65

// stranger tells whether a question that is not answered speaks of other
// things than the materials: most of what it says they do not hold, and no
// word of weight in it stands in many of their passages.
func (e *Extractor) stranger() bool {
	if e.index.Count() < minStrange {
		return false
	}
	rarest := math.Log(float64(e.index.Count())) // of a word that one passage holds, nearly
	strange, all, home := 0.0, 0.0, false
	for i, c := range e.q.Concepts {
		if c.Weight < 0.3 || !strings.ContainsFunc(c.Word, unicode.IsLetter) {
			continue
		}
		all += e.importance[i]
		if !c.Known || c.Fixed != "" || c.Rare == 0 {
			strange += e.importance[i]
		} else if c.Weight >= 0.6 && c.Rare <= homeShare*rarest {
			home = true
		}
	}
	return strange >= nearlyAll*all || !home && strange >= mostly*all
}

// onTopic tells whether the materials know what the question is about: a share
// of its words, by weight or by number.
func (e *Extractor) onTopic() bool {
	known, words, all := 0.0, 0, 0
	for i, c := range e.q.Concepts {
		said := c.Weight >= 0.6 || c.Carried && c.Weight >= 0.3
		if said {
			all++
		}
		if c.Known {
			known += e.importance[i]
			if said {
				words++
			}
		}
	}
	return words > 0 && (known/e.total >= minTopic || 2*words >= all)
}

// Bounds of a question on other things, measured on the question sets: of 28
// off the subject that were refused 21 are known by them, and of 46 on it that
// were refused 2 are taken for others.
const (
	homeShare = 0.6 // of the greatest rarity: a word that is less rare belongs to the materials
	mostly    = 0.5
	nearlyAll = 0.75
	// minStrange is how many passages it takes to know the words of a subject.
	minStrange = 40
)

const (
	// minTopic is the share of a question that the materials must know for it
	// to be on their subject.
	minTopic = 0.3
	// minKnown is the share that they must know, or that one unit must show,
	// for an answer.
	minKnown = 0.4
)
