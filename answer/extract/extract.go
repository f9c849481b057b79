// Package extract makes an answer of the sources' own sentences, and tells
// whether they are one. Start with [New], [Extractor.Judge] and [Extractor.Choose].
package extract

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
)

// SearchDepth is how many passages an answer is looked for in.
const SearchDepth = 10

// Extractor makes an answer of the hits' own sentences.
type Extractor struct {
	ctx        context.Context // of the question, for what the index is asked on the way
	index      comparer
	q          *query.Query
	Hits       []index.Hit
	Units      []unit
	importance []float64
	total      float64
	outline    []documents.Passage // see sections, once outlined
	outlined   bool
	sure       float64 // see Sure, once judged
	judged     bool
	said       map[string]bool // words of the answer before
	found      float64         // of the concepts that some unit shows
	rare       []float64       // weight of each concept by how few units show it
	headShares [][]float64     // per hit: what its headings show
	textShares [][]float64     // per hit: what its whole text shows
	weights    *weights

	// Of the units that come nearest; 0 where that is not known.
	meant, asked, answers float64
	// How near the nearest comes of what is asked in vain, and of questions on other
	// things; 0 where that is not known.
	vain, elsewhere float64
}

// comparer is what the extract answer needs of the index.
type comparer interface {
	danish.Analyser
	Count() int
	Counted(q *query.Query, concept int, text string) bool
	Compare(q *query.Query, texts []string) [][]float64
	Importance(q *query.Query) []float64
	Passages(ctx context.Context, document string) ([]documents.Passage, error)
	Nearness(q *query.Query, hits []index.Hit) (near float64, known bool)
	Elsewhere(q *query.Query) float64
}

func New(ctx context.Context, ix comparer, q *query.Query, hits []index.Hit) *Extractor {
	e := &Extractor{ctx: ctx, index: ix, q: q, Hits: hits, Units: units(hits), importance: ix.Importance(q)}
	texts := make([]string, 0, len(e.Units)+2*len(hits))
	for _, u := range e.Units {
		texts = append(texts, u.Text)
	}
	for _, h := range hits {
		texts = append(texts, strings.Join(append([]string{h.Title}, h.Section...), "\n"), h.Text)
	}
	shares := ix.Compare(q, texts)
	for i := range e.Units {
		e.Units[i].shares = shares[i]
	}
	for i := range hits {
		e.headShares = append(e.headShares, shares[len(e.Units)+2*i])
		e.textShares = append(e.textShares, shares[len(e.Units)+2*i+1])
	}
	for _, w := range e.importance {
		e.total += w
	}
	e.markSaying()
	e.weighs()
	e.rarity()
	e.said = map[string]bool{}
	wordsInto(e.said, q.Said)
	e.scoreUnits()
	return e
}

// weighs picks the weights by what is known of the units.
func (e *Extractor) weighs() {
	asked := len(e.Hits) > 0 && len(e.Hits[0].Asked) > 0
	e.weights = &byWords
	if asked {
		e.weights = &byAskedWords
	}
	if !meaning(e.Hits) || len(e.Units) == 0 {
		return
	}
	for _, u := range e.Units {
		e.meant, e.asked, e.answers = max(e.meant, u.meant), max(e.asked, u.asked), max(e.answers, u.answers())
	}
	for _, h := range e.Hits {
		if asked || h.Document == e.Hits[0].Document { // what others are asked in vain, this one may answer
			e.vain = max(e.vain, h.Vain)
		}
	}
	e.weights = &byMeaning
	if asked {
		e.weights, e.elsewhere = &byAsked, e.index.Elsewhere(e.q)
	}
}

// scoreUnits weighs the units; a follow-up asks for more than the answer
// before said.
func (e *Extractor) scoreUnits() {
	for i := range e.Units {
		u := &e.Units[i]
		signs := e.UnitSigns(i)
		u.cover = min(1, (signs[0]+signs[1]+signs[2]+signs[3]+signs[4])*e.found/max(e.total, 1e-9))
		u.score = weigh(e.weights.unit, signs) - saysNone*one(!u.says)
		u.found = u.score - e.weights.unit[signSaid]*signs[signSaid]
	}
}

// counts tells whether a unit says how many there are of what is asked for.
func (e *Extractor) counts(u unit) bool {
	f := e.q.Focus
	return e.q.Counts && f >= 0 && f < len(u.shares) && u.shares[f] > 0 && e.index.Counted(e.q, f, u.Text)
}

// Best is the number of the unit with the highest score, -1 where there is none.
func (e *Extractor) Best() int { return e.most(func(u unit) float64 { return u.score }) }

func (e *Extractor) most(of func(unit) float64) int {
	best := -1
	for i, u := range e.Units {
		if best < 0 || of(u) > of(e.Units[best]) {
			best = i
		}
	}
	return best
}

// Bounds of an extract.
const (
	nearlyAsGood  = 3  // what a further unit's score may be below the best one's
	maxSentences  = 6  // beside a list's items
	maxItems      = 40 // of a list
	smallBody     = 45 // words of a passage that is quoted whole
	maxBack       = 2  // sentences that one may bring along by pointing back
	maxPassages   = 3  // that an answer quotes, where no list is asked for
	maxIntroduced = 8  // items of a list that is quoted because its lead-in is
)

// Choose picks the units of the answer, in the order they are shown.
func (e *Extractor) Choose() []int {
	best := e.Best()
	if best < 0 {
		return nil
	}
	if picked := e.ofSaid(); picked != nil {
		return picked
	}
	return e.wholeItems(e.choose(best))
}

func (e *Extractor) choose(best int) []int {
	u := e.Units[best]
	if list := e.list(best); len(list) > 0 {
		return list
	}
	if e.small(u.Hit) {
		return e.fill(e.whole(u.Hit, best), best)
	}
	return e.fill(e.introduced(e.follow(best)), best)
}

// small tells whether a hit's text is as short as an answer.
func (e *Extractor) small(hit int) bool {
	return len(strings.Fields(e.Hits[hit].Body())) <= smallBody
}

// follow adds the sentences that follow a unit in its paragraph, as far as
// they are needed to say the whole of it.
func (e *Extractor) follow(i int) []int {
	if strict(e.q.Kind) {
		return e.around(i)
	}
	if first := e.opening(i); first >= 0 {
		i = first
	}
	out := e.around(i)
	for j := i + 1; j < len(e.Units) && len(out) < 3; j++ {
		if e.Units[j].Hit != e.Units[i].Hit || e.Units[j].line != e.Units[i].line || !e.Units[j].says {
			break
		}
		out = append(out, j)
	}
	return out
}

// opening is the first sentence of a unit's paragraph, where the question asks
// what something is and the heading names it: there it is said. -1 elsewhere.
func (e *Extractor) opening(i int) int {
	u := e.Units[i]
	if e.q.Kind != query.KindDefinition && e.q.Kind != query.KindManner {
		return -1
	}
	for c, w := range e.importance {
		if w > 0.25*e.total && e.headShares[u.Hit][c] < 0.4 {
			return -1
		}
	}
	for i > 0 && e.Units[i-1].Hit == u.Hit && e.Units[i-1].line == u.line {
		i--
	}
	return i
}

// around is a unit with what it needs to be understood: the sentence that it
// points back to, the list's lead-in, and the neighbour that holds the kind of
// answer asked for where it does not itself.
func (e *Extractor) around(i int) []int {
	u := e.Units[i]
	picked := []int{i}
	if u.leadIn >= 0 && u.leadIn < i {
		picked = append([]int{u.leadIn}, picked...)
	} else {
		for j := i; pointsBack(e.Units[j].Text) && j > 0 && e.Units[j-1].Hit == u.Hit && j > i-maxBack; j-- {
			picked = append(picked, j-1)
		}
	}
	if strict(e.q.Kind) && !shows(e.q.Kind, u.Text) {
		for _, d := range []int{1, -1, 2, -2} {
			if j := i + d; j >= 0 && j < len(e.Units) && e.Units[j].Hit == u.Hit && e.Units[j].says && shows(e.q.Kind, e.Units[j].Text) {
				picked = append(picked, j)
				break
			}
		}
	}
	slices.Sort(picked)
	return slices.Compact(picked)
}

// fill adds further units that suit nearly as well as the best, the best first,
// up to maxSentences, and completes what they belong to.
func (e *Extractor) fill(picked []int, best int) []int {
	order := make([]int, len(e.Units))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(e.Units[b].score, e.Units[a].score) })
	for _, i := range order {
		if len(picked) >= maxSentences || e.Units[i].score < e.Units[best].score-nearlyAsGood {
			break
		}
		if e.Units[i].says && !slices.Contains(picked, i) && !e.repeats(picked, i) && e.passagesOf(append(picked, i)) <= maxPassages {
			picked = append(picked, e.whatFor(i)...)
		}
	}
	return e.bridge(e.arrange(e.wholeLists(e.beside(unique(picked), best), best), best))
}

// passagesOf is how many passages units stand in.
func (e *Extractor) passagesOf(picked []int) int {
	hits := map[int]bool{}
	for _, i := range picked {
		hits[e.Units[i].Hit] = true
	}
	return len(hits)
}

// whatFor is a further unit with the sentence that it points back to.
func (e *Extractor) whatFor(i int) []int {
	if e.Units[i].leadIn < 0 && pointsBack(e.Units[i].Text) && i > 0 && e.Units[i-1].Hit == e.Units[i].Hit {
		return []int{i - 1, i}
	}
	return []int{i}
}

// bridge puts a sentence back that was left out between two picked ones of one
// paragraph, so that the quotation reads on.
func (e *Extractor) bridge(picked []int) []int {
	out := picked[:0:0]
	for k, i := range picked {
		if k > 0 && i == picked[k-1]+2 && e.Units[i-1].says && e.Units[i].Hit == e.Units[i-2].Hit && e.Units[i].line == e.Units[i-2].line {
			out = append(out, i-1)
		}
		out = append(out, i)
	}
	return out
}

// own is the share of the question that a unit's own words show.
func (e *Extractor) own(i int) float64 {
	sum := 0.0
	for c, w := range e.importance {
		sum += w * e.Units[i].shares[c]
	}
	return sum
}

// repeats tells whether what a unit says mostly stands in the picked ones.
func (e *Extractor) repeats(picked []int, i int) bool {
	said := map[string]bool{}
	for _, p := range picked {
		wordsInto(said, e.Units[p].Text)
	}
	return among(said, e.Units[i].Text) >= 0.8
}

// wordsInto adds the words of a text to a set.
func wordsInto(set map[string]bool, text string) {
	for w := range strings.FieldsSeq(text) {
		set[danish.Letters(w)] = true
	}
}

// among is the share of the words of meaning in a text that stand in a set; 1
// for a text without any.
func among(set map[string]bool, text string) float64 {
	all, again := 0.0, 0.0
	for w := range strings.FieldsSeq(text) {
		if w = danish.Letters(w); len(w) > 3 || hasDigit.MatchString(w) {
			all++
			again += one(set[w])
		}
	}
	if all == 0 {
		return 1
	}
	return again / all
}

// arrange puts the best unit's passage first and keeps each passage's order.
func (e *Extractor) arrange(picked []int, best int) []int {
	first := e.Units[best].Hit
	slices.SortFunc(picked, func(a, b int) int {
		ha, hb := e.Units[a].Hit, e.Units[b].Hit
		if ha != hb {
			if ha == first {
				return -1
			}
			if hb == first {
				return 1
			}
			return ha - hb
		}
		return a - b
	})
	return picked
}

// whole is a hit's text, but for its questions and for lone words, which are
// left of a picture or a margin.
func (e *Extractor) whole(hit, best int) []int {
	var out []int
	for i, u := range e.Units {
		lone := !u.Item && !strings.ContainsFunc(u.Text, func(r rune) bool { return !unicode.IsLetter(r) })
		if u.Hit == hit && (i == best || !lone && !strings.HasSuffix(u.Text, "?")) {
			out = append(out, i)
		}
	}
	return out
}

// pointing are the folded words that point to the sentence before where they
// begin one, and linking those that do wherever its first words hold them.
var (
	pointing = danish.WordSet(`det den de dette denne disse dermed derved herved derfor samtidig her hertil han hun dertil heraf herefter derefter
		sker goer bl fx sidstnaevnte foerstnaevnte ordningen loesningen vaerktoejet`)
	linking = danish.WordSet(`desuden endvidere derfor dermed imidlertid derimod tillige derudover herudover dog ligeledes`)
)

// pointsBack tells whether a sentence begins by pointing to the one before it.
func pointsBack(text string) bool {
	for i, w := range danish.Folded(danish.Tokenize(text)) {
		if i == 0 && pointing[w] || linking[w] {
			return true
		}
		if i == linkWithin {
			break
		}
	}
	return false
}

// linkWithin is the number of the last word that may link a sentence to the
// one before.
const linkWithin = 4

// showsKind tells whether the answer that would be given holds the kind asked for.
func (e *Extractor) showsKind() bool {
	return slices.ContainsFunc(e.Choose(), func(i int) bool { return shows(e.q.Kind, e.Units[i].Text) })
}
