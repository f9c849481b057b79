package extract

import (
	"math"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/index/query"
)

// JudgeSigns are the names of what tells whether the passages found answer a
// question, in the order of [Extractor.Signs].
var JudgeSigns = []string{"missing", "names", "focus", "kind", "counted", "pieces", "respelt", "strict", "polar",
	"followUp", "few", "numbers", "lacking", "margin", "verb", "meant", "nearest", "asked", "nearestAsked", "worded"}

// Signs are what tells whether the units answer the question, each from 0 to
// 1; what does not apply to the question counts as shown. They are those of
// the best unit, whatever the answer before said. The last four are how near it
// and the nearest unit come in meaning, and the questions that they are known to
// answer; 0 where that is not known.
func (e *Extractor) Signs() []float64 {
	best := e.most(func(u unit) float64 { return u.found })
	if best < 0 {
		return make([]float64, len(JudgeSigns))
	}
	l := e.lacks(best)
	focus, counted := e.focus(best)
	kind := one(!strict(e.q.Kind) || e.showsKind())
	few := (1 - e.Units[best].cover) / math.Max(1, float64(len(e.q.Concepts)))
	return []float64{l.missing, l.names, focus, kind, counted, l.pieces, l.respelt, one(strict(e.q.Kind)), one(e.q.Polar),
		one(e.q.FollowUp), few, l.numbers, l.lacking, e.margin(best), l.verb,
		above(e.Units[best].meant, unrelated), above(e.meant, unrelated),
		above(e.Units[best].asked, unanswered), above(e.asked, unanswered), e.Units[best].worded}
}

// above is what a cosine tells: how far it lies above what is usual, in about
// the range of the other signs.
func above(cosine, usual float64) float64 { return 5 * max(0, cosine-usual) }

// Cosines that tell nothing, with questions' vectors as [index.Hit] has them.
const (
	unrelated  = 0.64  // the mean, of questions and passages of other fields
	unanswered = 0.686 // a little below the median (0.72) of unanswerable questions and the nearest that is asked
)

// lack is what a unit and its passage lack of a question, in shares of its weight.
type lack struct {
	missing float64 // the weightiest concept that the passage does not show
	lacking float64 // the weightiest that the unit, its lead-in and its headings do not show
	names   float64 // names that the passage does not show
	pieces  float64 // concepts of which the passage shows a piece alone
	respelt float64 // concepts that were taken as misspelt
	numbers float64 // 1 where a number of the question does not stand in the passage
	verb    float64 // 1 where the unit does not show a verb of the question
}

func (e *Extractor) lacks(unit int) lack {
	u := e.Units[unit]
	var l lack
	for i, w := range e.importance {
		c := e.q.Concepts[i]
		w /= math.Max(e.total, 1e-9)
		in := math.Max(e.textShares[u.Hit][i], e.headShares[u.Hit][i])
		here := math.Max(u.shares[i], e.headShares[u.Hit][i])
		if u.leadIn >= 0 {
			here = math.Max(here, e.Units[u.leadIn].shares[i])
		}
		if in < shown {
			l.missing = max(l.missing, w)
			l.numbers = max(l.numbers, one(c.IsNumber()))
		} else if in < onePiece && c.InPieces() {
			l.pieces += w
		}
		if here < shown {
			l.lacking = max(l.lacking, w)
			l.verb = max(l.verb, one(c.Verb))
		}
		if c.Fixed != "" {
			l.respelt += w
		}
		if c.Proper() && !c.Carried {
			l.names += w * math.Max(0, 1-1.4*in)
		}
	}
	return l
}

// shown is the least share of a concept that shows it at all.
const shown = 0.3

// margin is the probability of the best unit among all.
func (e *Extractor) margin(best int) float64 {
	sum := 0.0
	for _, u := range e.Units {
		sum += math.Exp(u.found - e.Units[best].found)
	}
	return 1 / sum
}

// focus tells whether the best unit shows the thing that "hvor mange" or
// "hvilken" asks for, and, for the former, whether a number stands by it.
func (e *Extractor) focus(best int) (seen, counted float64) {
	i := e.q.Focus
	if i < 0 || i >= len(e.q.Concepts) {
		return 1, 1
	}
	u := e.Units[best]
	seen = math.Min(1, 1.5*math.Max(u.shares[i], 0.8*e.headShares[u.Hit][i]))
	if e.q.Kind != query.KindNumber || !e.q.Counts {
		return seen, 1
	}
	for _, j := range e.Choose() {
		if e.index.Counted(e.q, i, e.Units[j].Text) {
			return seen, 1
		}
	}
	return seen, 0
}

// Sure is the logarithm of the odds that the units answer the question.
func (e *Extractor) Sure() float64 { return odds(e.weights.judge, e.Signs()) }

// odds is the logarithm of odds: a constant and what the signs weigh.
func odds(weights, signs []float64) float64 { return weights[0] + weigh(weights[1:], signs) }

// ModelSlack is how much less evidence is asked for when a model reads the
// passages: it finds answers in other words, and what it writes is verified.
const ModelSlack = 2.5

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
		} else if c.Weight >= 0.6 && !c.Verb && c.Rare <= homeShare*rarest {
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
	// minStrange is how many passages it takes to know a subject.
	minStrange = 40
)

const (
	// minTopic is the share of a question that the materials must know for it
	// to be on their subject.
	minTopic = 0.3
)
