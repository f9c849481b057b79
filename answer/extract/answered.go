package extract

import (
	"math"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/index/query"
)

// JudgeSigns are the names of what tells whether the passages found answer a
// question, in the order of [Extractor.Signs].
var JudgeSigns = []string{"own", "place", "cover", "missing", "known", "names", "focus", "kind", "counted", "decided", "pieces", "respelt", "strict", "polar", "followUp", "short", "similar", "apart"}

// judgeWeights weigh them after a constant; learned by TestFit in eval
// (docs/extracts.md).
var judgeWeights = []float64{-4.12, 0.88, 1.01, 0.37, -2.74, 0.10, -2.47, 1.09, 1.15, 1.74, 0.82, 0.66, 1.07, 0.19, 1.21, 1.21, -1.72, 0, 0}

// Signs are what tells whether the units answer the question, each from 0 to
// 1; what does not apply to the question counts as shown. They are those of
// the best unit, whatever the answer before said.
func (e *Extractor) Signs() []float64 {
	best := e.most(func(u unit) float64 { return u.found })
	if best < 0 {
		return make([]float64, len(JudgeSigns))
	}
	u := e.Units[best]
	us := e.UnitSigns(best)
	found := e.found / math.Max(e.total, 1e-9)
	own, place := us[0]*found, (us[0]+us[1]+us[3])*found
	var missing, known, names, pieces, respelt float64
	for i, w := range e.importance {
		c := e.q.Concepts[i]
		w /= math.Max(e.total, 1e-9)
		in := math.Max(e.textShares[u.Hit][i], e.headShares[u.Hit][i])
		if c.Known {
			known += w
		}
		if in < 0.3 {
			missing = max(missing, w)
		} else if in < onePiece {
			pieces += w
		}
		if c.Fixed != "" {
			respelt += w
		}
		if c.Proper() && !c.Carried {
			names += w * math.Max(0, 1-1.4*in)
		}
	}
	focus, counted := e.focus(best)
	kind := 1.0
	if strict(e.q.Kind) && !e.showsKind() {
		kind = 0
	}
	decided := 1.0
	if e.q.Polar && !decides(u.Text) {
		decided = 0
	}
	similar, apart := e.nearest()
	words := 1 / math.Max(1, float64(len(e.q.Concepts)))
	return []float64{own, place, u.cover, missing, known, names, focus, kind, counted, decided, pieces, respelt,
		one(strict(e.q.Kind)), one(e.q.Polar), one(e.q.FollowUp), words, similar, apart}
}

// nearest is the greatest nearness of meaning among the units, and how far it
// lies above the mean.
func (e *Extractor) nearest() (best, above float64) {
	mean := 0.0
	for i := range e.Units {
		s := e.similar(i)
		best = max(best, s)
		mean += s / float64(len(e.Units))
	}
	return best, best - mean
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

// Sure is the logarithm of the odds that the units answer the question.
func (e *Extractor) Sure() float64 { return judgeWeights[0] + weigh(judgeWeights[1:], e.Signs()) }

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
)
