package extract

import (
	"math"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// UnitSigns are the names of what tells how well a unit suits a question, in
// the order of [Extractor.UnitSigns].
var UnitSigns = []string{"own", "leadIn", "head", "near", "passage", "rank", "kind", "counted", "focus", "polar", "item", "short", "rare", "said", "meant", "asked", "worded"}

// saysNone is what a question or a few words without a verb lose. It is not
// learned: the sets' quotes hold headings too, which answer nothing alone.
const saysNone = 3

// signSaid is the place of "said" among them.
const signSaid = 13

// fullUnit is the number of words from which a unit is not short.
const fullUnit = 8

// UnitSigns are the signs of a unit, each from 0 to 1: the share of the
// question's weight that its own words show, what its list's lead-in, its
// headings, the sentences beside it and its passage show beyond that, its
// passage's share of the best one's score, and so on. The last three are how far
// below the nearest unit it comes in meaning, and how far a question below the
// nearest of those that units are known to answer, 0 where that is not known; and
// the share of the question that the words of one of these show.
func (e *Extractor) UnitSigns(i int) []float64 {
	u := e.Units[i]
	var own, lead, head, near, passage, rare float64
	for c, w := range e.importance {
		w /= math.Max(e.found, 1e-9)
		s := u.shares[c]
		own += w * s
		rare += s * e.rare[c]
		add := func(to *float64, share float64) {
			if share > s {
				*to += w * (share - s)
				s = share
			}
		}
		if u.leadIn >= 0 {
			add(&lead, e.Units[u.leadIn].shares[c])
		}
		add(&head, e.headShares[u.Hit][c])
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(e.Units) && e.Units[j].Hit == u.Hit {
				add(&near, e.Units[j].shares[c])
			}
		}
		add(&passage, e.textShares[u.Hit][c])
	}
	rank := 0.0
	if top := e.Hits[0].Score; top > 0 {
		rank = e.Hits[u.Hit].Score / top
	}
	short := 1 - math.Min(1, float64(len(strings.Fields(u.Text)))/fullUnit)
	return []float64{own, lead, head, near, passage, rank, e.kindSign(u), one(e.counts(u)), e.focusSign(u),
		one(e.q.Polar && decides(u.Text)), one(u.Item), short, rare, e.saidSign(u), meantScale * (u.meant - e.meant), meantScale * (u.answers() - e.answers), u.worded}
}

// meantScale gives the sign of meaning about the range of the others.
const meantScale = 6

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// kindSign tells whether a unit holds the kind of answer asked for: surely, or
// only by a condition where a time is asked for.
func (e *Extractor) kindSign(u unit) float64 {
	kind := e.q.Kind
	if !strict(kind) && kind != query.KindPlace && kind != query.KindReason || !shows(kind, u.Text) {
		return 0
	}
	if kind == query.KindDate && !danish.SaysPoint(u.Text) {
		return 0.5
	}
	return 1
}

// saidSign is how much of a unit the answer before said.
func (e *Extractor) saidSign(u unit) float64 {
	if e.q.Said == "" {
		return 0
	}
	return among(e.said, u.Text)
}

func (e *Extractor) focusSign(u unit) float64 {
	if f := e.q.Focus; f >= 0 && f < len(u.shares) {
		return u.shares[f]
	}
	return 0
}

// deciding are the folded words by which a text permits, forbids, demands or
// denies.
var deciding = danish.Logic("decide")

// decides tells whether a text settles a question for yes or no.
func decides(text string) bool {
	for _, t := range danish.Tokenize(text) {
		if deciding[t.Text] {
			return true
		}
	}
	return false
}

// weigh is the sum of signs, each by its weight.
func weigh(weights, signs []float64) float64 {
	sum := 0.0
	for i, s := range signs {
		sum += weights[i] * s
	}
	return sum
}

// rarity weighs the concepts by how few of the units show them, so that what
// tells these units apart counts; the weights add up to 1.
func (e *Extractor) rarity() {
	e.rare = make([]float64, len(e.importance))
	sum := 0.0
	for c, w := range e.importance {
		shown := 0.0
		for _, u := range e.Units {
			shown += u.shares[c]
		}
		if shown > 0 {
			e.found += w
			e.rare[c] = e.q.Concepts[c].Weight * math.Log(1+float64(len(e.Units))/(shown+0.5))
			sum += e.rare[c]
		}
	}
	for c := range e.rare {
		e.rare[c] /= math.Max(sum, 1e-9)
	}
}
