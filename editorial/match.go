package editorial

import (
	"context"
	"math"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/meaning"
)

// What decides whether a question asks for an answer. The weights are those of
// a logistic regression over all pairs of a question and an answer, fitted with
// the question's own wording taken out of the answer; the bounds are the least
// strict at which 98 of 100 matches were right when, for as many questions
// again, the right answer was taken away (docs/editorial.md).
const (
	weightWords   = 3.22 // of the share of the question's words that the answer and its questions hold
	weightMeaning = 1.88 // of how far the answer stands out in meaning, in standard deviations
	bias          = -8.29
	leastScore    = 2.7
	leastMargin   = 1.9 // to the next answer

	// A question that shares nearly all words with one of an answer's, both
	// ways, asks for it, where no other answer's comes as near.
	sameWords = 0.92
	sameLead  = 0.08
)

// near is the share of a word's weight that counts where a text holds it in
// another form only: as part of a compound, as a word of one origin.
const near = 0.7

// asked is a way to ask for an answer, analysed.
type asked struct {
	text  string
	words []danish.Word
	terms danish.Terms
}

func newAsked(m Materials, text string) asked {
	q := asked{text: text, words: m.Words(text, false), terms: danish.Terms{}}
	q.terms.Add(q.words)
	return q
}

// weight is how much a word tells: nothing for a function word, the more the
// fewer passages hold it.
func weight(m Materials, w danish.Word) float64 {
	if w.Stop {
		return 0
	}
	return math.Log(float64(m.Count()+1) / float64(m.Spread(w)+1))
}

// share is how much of the words' weight a text holds.
func share(m Materials, words []danish.Word, terms danish.Terms) float64 {
	sum, held := 0.0, 0.0
	for _, w := range words {
		x := weight(m, w)
		sum += x
		switch {
		case w.In(terms):
			held += x
		case w.Near(terms):
			held += near * x
		}
	}
	if sum == 0 {
		return 0
	}
	return held / sum
}

// candidate is an answer beside a question.
type candidate struct {
	served *served
	same   float64 // by words both ways with the nearest of its questions, 0 to 1
	score  float64
}

// Match finds the answer that a question asks for, nil where there is none.
// m is the snapshot that the set was made for. Without an Encoder, only a
// question in nearly the same words is matched.
func (s *Set) Match(ctx context.Context, m Materials, question string) *Match {
	if same := s.exactly(question); same != nil {
		return &Match{same, true}
	}
	q := newAsked(m, question)
	all := make([]candidate, len(s.served))
	for i := range s.served {
		all[i] = candidate{served: s.served[i], same: s.served[i].same(m, q)}
	}
	best, lead := top(all, func(c candidate) float64 { return c.same })
	if best != nil && best.same >= sameWords && lead >= sameLead {
		return &Match{served: best.served}
	}
	standing := s.stand(ctx, question)
	if standing == nil {
		return nil
	}
	for i, c := range all {
		all[i].score = weightWords*share(m, q.words, c.served.terms) + weightMeaning*standing(c.served) + bias
	}
	best, lead = top(all, func(c candidate) float64 { return c.score })
	if best == nil || best.score < leastScore || lead < leastMargin {
		return nil
	}
	return &Match{served: best.served}
}

// exactly is the answer that has the question in the very words.
func (s *Set) exactly(question string) *served {
	key := danish.Letters(question)
	for _, a := range s.served {
		for _, own := range a.asked {
			if danish.Letters(own.text) == key {
				return a
			}
		}
	}
	return nil
}

// top is the candidate of the greatest value, and how far it leads the next.
func top(all []candidate, value func(candidate) float64) (*candidate, float64) {
	var best *candidate
	first, second := math.Inf(-1), math.Inf(-1)
	for i, c := range all {
		switch v := value(c); {
		case v > first:
			best, first, second = &all[i], v, first
		case v > second:
			second = v
		}
	}
	return best, first - second
}

// same is how far the nearest of the questions of an answer has the same words.
func (s *served) same(m Materials, q asked) float64 {
	most := 0.0
	for _, own := range s.asked {
		a, b := share(m, q.words, own.terms), share(m, own.words, q.terms)
		if a+b > 0 {
			most = max(most, 2*a*b/(a+b))
		}
	}
	return most
}

// stand gives how far an answer's meaning stands out for a question: the
// similarity, in standard deviations above the mean of the yardstick. It is nil
// where meaning cannot be compared.
func (s *Set) stand(ctx context.Context, question string) func(*served) float64 {
	if s.book.cfg.Encoder == nil || len(s.yardstick) < 10 {
		return nil
	}
	v, err := s.book.cfg.Encoder.Query(ctx, question)
	if err != nil {
		return nil
	}
	sum, squares := 0.0, 0.0
	for _, y := range s.yardstick {
		x := float64(meaning.Similarity(v, y))
		sum, squares = sum+x, squares+x*x
	}
	n := float64(len(s.yardstick))
	mean := sum / n
	deviation := math.Sqrt(max(squares/n-mean*mean, 1e-9))
	return func(a *served) float64 {
		if a.vector == nil {
			return -3 // meaning unknown: words alone must not decide
		}
		return (float64(meaning.Similarity(v, a.vector)) - mean) / deviation
	}
}
