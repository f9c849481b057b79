// Package rank scores passages for a query, and says why. Start with
// [NewMatcher] and [Matcher.Score]; [Analyse] makes the record that it looks at.
package rank

import (
	"math"
	"slices"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// Matcher finds a query's variants in the records of passages. It is for use by one
// goroutine.
type Matcher struct {
	q      *query.Query
	p      query.Params
	slots  map[uint32][]slot
	filter [1 << 12 / 64]uint64
	avg    float64
	seen   []seen // what was looked at last shows; see nothing
}

// slot says which concept a term shows, and how.
type slot struct {
	concept int
	part    bool
	v       query.Variant
	partNo  int
}

func NewMatcher(q *query.Query, p query.Params, avg float64) *Matcher {
	m := &Matcher{q: q, p: p, slots: map[uint32][]slot{}, avg: avg}
	for i, c := range q.Concepts {
		for _, v := range c.Exact {
			m.put(slot{concept: i, v: v})
		}
		for j, v := range c.Parts {
			m.put(slot{concept: i, v: v, part: true, partNo: j})
		}
	}
	return m
}

func (m *Matcher) put(s slot) {
	m.slots[s.v.Hash] = append(m.slots[s.v.Hash], s)
	h := s.v.Hash & (1<<12 - 1)
	m.filter[h/64] |= 1 << (h % 64)
}

func (m *Matcher) find(hash uint32) []slot {
	h := hash & (1<<12 - 1)
	if m.filter[h/64]&(1<<(h%64)) == 0 {
		return nil
	}
	return m.slots[hash]
}

// seen is what a passage shows of one concept.
type seen struct {
	exact  float64   // weighted count, over text and headings
	idf    float64   // of the strongest exact term
	weight float64   // of the strongest exact term
	parts  []float64 // per part variant
	pos    []int     // where in the text
}

// nothing is what a text shows of each concept before it is looked at; it takes the
// place of what the last one showed.
func (m *Matcher) nothing() []seen {
	if m.seen == nil {
		m.seen = make([]seen, len(m.q.Concepts))
	}
	for i, s := range m.seen {
		clear(s.parts)
		m.seen[i] = seen{parts: s.parts, pos: s.pos[:0]}
	}
	return m.seen
}

// Match is what a passage was found by, for explanations and for the answer.
type Match struct {
	Score    float64
	Asked    float64   // the part of it by the words of the question that comes nearest of those that the passage is known to answer
	Coverage float64   // share of the question's weight that the passage shows, 0 to 1
	Concepts []float64 // how far each concept is shown, 0 to 1
	Words    float64   // gains of the concepts and their nearness
	Covering float64   // factor for the share covered
	Suiting  float64   // factor for the kind of answer, and for a passage that is all heading
	Semantic float64   // cosine with the question, 0 without vectors
	Meaning  float64   // what the cosine added
}

// shortBody is the number of words below which a passage says little beside
// its heading.
const shortBody = 10

// Score ranks one record.
func (m *Matcher) Score(r Record) Match {
	found := m.nothing()
	m.scan(found, r.Text, func(int, int) float64 { return 1 }, true)
	m.scan(found, r.head, m.headWeight, false)
	out := Match{Concepts: make([]float64, len(found))}
	out.Words, out.Coverage = m.sum(found, float64(r.words)/m.avg, out.Concepts)
	out.Words += m.p.Proximity * m.proximity(found)
	out.Suiting = 1 + m.p.KindBonus*m.suits(found, r.Text)
	if r.words < shortBody {
		out.Suiting *= 0.5 + 0.5*float64(r.words)/shortBody
	}
	out.Covering = m.covering(out.Coverage)
	out.Score = out.Words * out.Suiting * out.Covering
	if len(r.asked) > 0 {
		out.Asked = m.p.Asked * m.bestAsked(r)
		out.Score = (1-m.p.Asked)*out.Score + out.Asked
	}
	return out
}

// sum is what the concepts gain that are seen, in a text of so many times the
// usual length, and the share of the question that they cover. How far each is
// shown goes to shares, where it is not nil.
func (m *Matcher) sum(found []seen, length float64, shares []float64) (gains, coverage float64) {
	norm := m.p.K1 * (1 - m.p.B + m.p.B*length)
	covered, total := 0.0, 0.0
	for i := range found {
		c := m.q.Concepts[i]
		gain, share := m.gain(&found[i], c, norm)
		if shares != nil {
			shares[i] = share
		}
		gains += c.Weight * gain
		w := c.Weight * max(c.Rare, c.PartIDF(), 1)
		total += w
		covered += w * share
	}
	if total > 0 {
		coverage = covered / total
	}
	return gains, coverage
}

// covering is the factor for the share of the question that is covered.
func (m *Matcher) covering(share float64) float64 {
	return math.Pow(0.05+0.95*share, m.p.Coverage)
}

// headWeight is the weight of a concept in a heading at a depth, 0 the
// innermost. What a question asks a list of stands in the heading over the
// sections that are the list.
func (m *Matcher) headWeight(concept, depth int) float64 {
	if m.q.Kind == query.KindList && concept == m.q.Focus && depth == 1 {
		depth = 0
	}
	return m.p.Head * math.Pow(m.p.HeadDecay, float64(depth))
}

// scan adds what a run of terms shows.
func (m *Matcher) scan(found []seen, run []byte, weight func(concept, pos int) float64, text bool) {
	for i := 0; i < len(run)/EntrySize; i++ {
		hash, pos := EntryAt(run, i)
		for _, s := range m.find(hash) {
			f := &found[s.concept]
			m.note(f, s, weight(s.concept, pos))
			if text {
				if n := len(f.pos); n == 0 || f.pos[n-1] != pos {
					f.pos = append(f.pos, pos)
				}
			}
		}
	}
}

// note adds one occurrence of a term to what is seen of its concept.
func (m *Matcher) note(f *seen, s slot, w float64) {
	if s.part {
		if f.parts == nil {
			f.parts = make([]float64, len(m.q.Concepts[s.concept].Parts))
		}
		f.parts[s.partNo] += w
		return
	}
	f.exact += w * s.v.Weight
	if s.v.Weight*s.v.IDF > f.weight*f.idf {
		f.weight, f.idf = s.v.Weight, s.v.IDF
	}
}

// gain is a concept's part of the score, and how far it is shown.
func (m *Matcher) gain(f *seen, c query.Concept, norm float64) (gain, share float64) {
	if f.exact > 0 {
		gain = f.weight * f.idf * (m.p.K1 + 1) * f.exact / (f.exact + norm)
		share = f.weight
	}
	if f.parts == nil {
		return gain, share
	}
	pg, ps := 0.0, 0.0
	best := map[string]float64{}
	for j, v := range c.Parts {
		if f.parts[j] == 0 {
			continue
		}
		key := trimMark(v.Term)
		g := v.Weight * v.IDF * (m.p.K1 + 1) * f.parts[j] / (f.parts[j] + norm)
		if g > best[key] {
			pg += g - best[key]
			best[key] = g
		}
		ps = math.Max(ps, v.Weight)
	}
	if len(best) > 1 {
		ps = math.Min(0.8, ps+0.3)
	}
	return max(gain, pg) + 0.2*min(gain, pg), max(share, ps)
}

func trimMark(term string) string {
	if len(term) > 0 && (term[:1] == danish.PartMark || term[:1] == danish.RootMark) {
		return term[1:]
	}
	return term
}

// proximity rewards pairs of concepts whose terms stand near each other in the
// text, by the rarer one's weight.
func (m *Matcher) proximity(found []seen) float64 {
	sum := 0.0
	for i := range found {
		for j := i + 1; j < len(found); j++ {
			if d := distance(found[i].pos, found[j].pos); d > 0 && d <= 12 {
				a, b := m.q.Concepts[i], m.q.Concepts[j]
				sum += min(a.Weight*found[i].idf, b.Weight*found[j].idf) / (1 + float64(d)/3)
			}
		}
	}
	return sum
}

// distance is the least distance between two sorted runs of positions, 0 where
// one is empty.
func distance(a, b []int) int {
	best := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		d := a[i] - b[j]
		if d < 0 {
			d = -d
		}
		if d = max(d, 1); best == 0 || d < best {
			best = d
		}
		if a[i] < b[j] {
			i++
		} else {
			j++
		}
	}
	return best
}

func SortMatches[T any](list []T, score func(T) float64) {
	slices.SortStableFunc(list, func(a, b T) int {
		switch sa, sb := score(a), score(b); {
		case sa > sb:
			return -1
		case sa < sb:
			return 1
		}
		return 0
	})
}
