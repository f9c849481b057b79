package report

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/store"
)

// Group are questions that ask for the same thing.
type Group struct {
	Question string    `json:"question"` // the one most like the others
	Count    int       `json:"count"`    // how often any of them was asked
	Wordings []Wording `json:"wordings"` // most asked first
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
	FollowUp bool      `json:"follow_up,omitempty"` // Question leans on a conversation, which is not kept
	Theme    string    `json:"theme,omitempty"`     // of Question; "" where none is known
	Owner    string    `json:"owner,omitempty"`     // mail address of who answers for the theme
}

// Wording is one way in which the question was put.
type Wording struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}

const (
	// alike is the similarity from which two groups are one, meant the share of
	// meaning in it, and byTopics a factor for those known by their topics only;
	// chosen on the odd half of testdata/alike.txt.
	alike    = 0.2
	meant    = 0.7
	byTopics = alike / 0.145
	// unrelated is the cosine of two questions that have nothing in common
	// (docs/meaning.md). Questions that are all about one thing lie nearer to
	// each other; their mean counts against as many pairs as unrelatedPairs.
	unrelated      = 0.55
	unrelatedPairs = 3
	// maxMeant bounds the questions that are compared by meaning, which takes
	// some 10 ms each.
	maxMeant = 500
	// maxWordings bounds the questions that are compared, each with each.
	maxWordings = 1500
)

// asking is one wording of a question and how often it was asked.
type asking struct {
	text        string
	count       int
	first, last time.Time
	alone       bool // it was asked without a conversation before it at least once
	theme       string
	topics      map[string]float64
	length      float64
	meaning     []float32 // nil where it is not known
}

// gather counts a question under its wording; case, spaces and punctuation at
// the end do not count.
func (b *builder) gather(in map[string]*asking, q store.Question) {
	key := wordingKey(q.Text)
	a := in[key]
	if a == nil {
		a = &asking{text: q.Text, first: q.At}
		in[key] = a
	}
	if b.cfg.Theme != nil && q.Refusal != "off_topic" {
		a.theme = b.placer.theme(q)
	}
	a.count++
	a.last = q.At
	a.alone = a.alone || !q.FollowUp
}

// wordingKey is one for all wordings that count as the same.
func wordingKey(question string) string {
	return strings.TrimRight(strings.ToLower(strings.Join(strings.Fields(question), " ")), " .?!")
}

// groups gathers the wordings that ask for the same. beyond counts the
// unanswered questions that are left out, for there were too many wordings.
func (b *builder) groups() (unanswered, offTopic []Group, beyond int) {
	asked, beyond := most(b.asked)
	astray, _ := most(b.astray)
	weigh(slices.Concat(asked, astray), b.cfg.Topics)
	mean(asked, b.cfg.Meaning)
	mean(astray, b.cfg.Meaning)
	unanswered, offTopic = group(asked), group(astray)
	for i, g := range unanswered {
		unanswered[i].Owner = b.cfg.Owners[g.Theme]
	}
	return unanswered, offTopic, beyond
}

// most gives the wordings that were asked most, and counts the questions of
// the others.
func most(asked map[string]*asking) (out []*asking, beyond int) {
	out = slices.SortedFunc(maps.Values(asked), func(x, y *asking) int {
		return cmp.Or(cmp.Compare(y.count, x.count), x.first.Compare(y.first), cmp.Compare(x.text, y.text))
	})
	n := min(maxWordings, len(out))
	for _, a := range out[n:] {
		beyond += a.count
	}
	return out[:n], beyond
}

// weigh finds the topics of the wordings.
func weigh(all []*asking, topics func(string) map[string]float64) {
	if topics == nil {
		return
	}
	for _, a := range all {
		a.topics = topics(a.text)
		sum := 0.0
		for _, t := range slices.Sorted(maps.Keys(a.topics)) { // sums of floats depend on their order
			sum += a.topics[t] * a.topics[t]
		}
		a.length = math.Sqrt(sum)
	}
}

// mean finds what the wordings asked most mean.
func mean(all []*asking, meaning func(string) []float32) {
	if meaning == nil {
		return
	}
	for _, a := range all[:min(maxMeant, len(all))] {
		a.meaning = meaning(a.text)
	}
}

// group gathers by average linkage over topics and meaning.
func group(all []*asking) []Group {
	like := similarities(all)
	out := []Group{}
	for _, members := range link(like, alike) {
		out = append(out, newGroup(all, members, like))
	}
	slices.SortStableFunc(out, func(x, y Group) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), x.First.Compare(y.First), cmp.Compare(x.Question, y.Question))
	})
	return out
}

// similarities compares each with each, from 0 to 1.
func similarities(all []*asking) [][]float64 {
	out := make([][]float64, len(all))
	for i := range out {
		out[i] = make([]float64, len(all))
	}
	holders := map[string][]int{}
	for i, a := range all {
		for _, t := range slices.Sorted(maps.Keys(a.topics)) {
			for _, j := range holders[t] {
				dot := a.topics[t] * all[j].topics[t] / (a.length * all[j].length)
				out[i][j] += dot
				out[j][i] += dot
			}
			holders[t] = append(holders[t], i)
		}
	}
	cos, base := cosines(all)
	for i := range all {
		for j := range i {
			v := min(1, byTopics*out[i][j])
			if i < len(cos) {
				v = (1-meant)*out[i][j] + meant*max(0, (cos[i][j]-base)/(1-base))
			}
			out[i][j], out[j][i] = v, v
		}
	}
	return out
}

// cosines are those of each wording whose meaning is known with the ones before
// it, and what to take for the cosine of unrelated ones.
func cosines(all []*asking) (cos [][]float64, base float64) {
	sum, pairs := unrelated*unrelatedPairs, float64(unrelatedPairs)
	for i, a := range all {
		if a.meaning == nil {
			break
		}
		row := make([]float64, i)
		for j := range row {
			for k, x := range a.meaning {
				row[j] += float64(x) * float64(all[j].meaning[k])
			}
			sum += row[j]
			pairs++
		}
		cos = append(cos, row)
	}
	return cos, sum / pairs
}

// link joins groups, the most alike first, while their average similarity is
// at least least. It walks chains of nearest neighbours, which takes a time
// that grows with the square of the number. like stays as it is.
func link(like [][]float64, least float64) [][]int {
	n := len(like)
	s := make([][]float64, n)
	members := make([][]int, n)
	for i := range like {
		s[i] = slices.Clone(like[i])
		members[i] = []int{i}
	}
	var chain []int
	done := make([]bool, n) // has no partner left that is alike enough
	for {
		if len(chain) == 0 {
			next := slices.IndexFunc(members, func(m []int) bool { return len(m) > 0 && !done[m[0]] })
			if next < 0 {
				break
			}
			chain = append(chain, next)
		}
		at := chain[len(chain)-1]
		near := nearest(s, members, chain, at)
		switch {
		case near < 0 || s[at][near] < least:
			done[members[at][0]] = true
			chain = chain[:len(chain)-1]
		case len(chain) > 1 && near == chain[len(chain)-2]:
			chain = chain[:len(chain)-2]
			join(s, members, min(at, near), max(at, near))
		default:
			chain = append(chain, near)
		}
	}
	return slices.DeleteFunc(members, func(m []int) bool { return len(m) == 0 })
}

// nearest finds the group most like another; of equals the one before it in
// the chain, so that the chain ends, else the first.
func nearest(s [][]float64, members [][]int, chain []int, at int) int {
	best := -1
	if len(chain) > 1 {
		best = chain[len(chain)-2]
	}
	for i := range s {
		if i != at && len(members[i]) > 0 && (best < 0 || s[at][i] > s[at][best]) {
			best = i
		}
	}
	return best
}

// join puts group b into a.
func join(s [][]float64, members [][]int, a, b int) {
	na, nb := float64(len(members[a])), float64(len(members[b]))
	for i := range s {
		v := (na*s[a][i] + nb*s[b][i]) / (na + nb)
		s[a][i], s[i][a] = v, v
	}
	members[a] = append(members[a], members[b]...)
	slices.Sort(members[a])
	members[b] = nil
}

func newGroup(all []*asking, members []int, like [][]float64) Group {
	best, most := all[members[0]], -1.0
	g := Group{First: best.first, Last: best.last}
	for _, i := range members {
		a, sum := all[i], 0.0
		for _, j := range members {
			sum += like[i][j] * float64(all[j].count)
		}
		if sum += float64(a.count); sum > most && a.alone == best.alone || a.alone && !best.alone {
			best, most = a, sum
		}
		g.Count += a.count
		g.Wordings = append(g.Wordings, Wording{a.text, a.count})
		if a.first.Before(g.First) {
			g.First = a.first
		}
		if a.last.After(g.Last) {
			g.Last = a.last
		}
	}
	g.Question, g.FollowUp, g.Theme = best.text, !best.alone, best.theme
	return g
}
