package editorial

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

var fit = flag.Bool("fit", false, "learn the weights and bounds of matching from the shipped answers' own wordings")

// sign is how a question stands to an answer: the share of its words, and how
// far the answer stands out in meaning.
type sign struct{ words, stands float64 }

// asks is a wording with its signs for all answers, its own wording taken out of
// the right one.
type asks struct {
	right int
	signs []sign
}

// TestFit prints the weights, and what the bounds find with weights learned from
// the other answers.
func TestFit(t *testing.T) {
	if !*fit {
		t.Skip("-fit is not set")
	}
	all := wordings(t)
	fmt.Printf("%d wordings, weights %.2f\n", len(all), regress(all))
	var scored []asks
	for part := range 6 {
		w := regress(slices.DeleteFunc(slices.Clone(all), func(a asks) bool { return a.right%6 == part }))
		for _, a := range all {
			if a.right%6 == part {
				out := asks{a.right, make([]sign, len(a.signs))}
				for i, s := range a.signs {
					out.signs[i].words = w[0]*s.words + w[1]*s.stands + w[2]
				}
				scored = append(scored, out)
			}
		}
	}
	best := 0
	for score := -2.0; score <= 4; score += 0.1 {
		for lead := 0.0; lead <= 4; lead += 0.05 {
			right, wrong := 0, 0
			for _, a := range scored {
				if at := match(a, score, lead, -1); at == a.right {
					right++
				} else if at >= 0 {
					wrong++
				}
				if match(a, score, lead, a.right) >= 0 {
					wrong++
				}
			}
			if right > best && float64(right) >= 0.98*float64(right+wrong) {
				best = right
				fmt.Printf("score %.2f, lead %.2f: %d right, %d wrong\n", score, lead, right, wrong)
			}
		}
	}
}

// match is the answer that the scores, in words, choose beside one that is taken
// away; -1 where none.
func match(a asks, score, lead float64, without int) int {
	at, first, second := -1, math.Inf(-1), math.Inf(-1)
	for i, s := range a.signs {
		switch {
		case i == without:
		case s.words > first:
			at, first, second = i, s.words, first
		case s.words > second:
			second = s.words
		}
	}
	if first < score || first-second < lead {
		return -1
	}
	return at
}

func wordings(t *testing.T) []asks {
	t.Helper()
	m := answertest.Snapshot(t, answertest.Shipped(t))
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	set, err := Open(Config{Sources: []Source{{FS: materials.Answers}}, Encoder: e, Vectors: materials.AnswerVectors}).In(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	var out []asks
	for i, s := range set.served {
		bare, err := e.Passages(t.Context(), []string{s.answer.Text()})
		if err != nil {
			t.Fatal(err)
		}
		for k, own := range s.asked {
			without := &served{answer: s.answer, vector: s.vector, terms: danish.Terms{}}
			if k == 0 {
				without.vector = bare[0]
			}
			for j, other := range s.asked {
				if j != k {
					without.terms.Add(other.words)
				}
			}
			without.terms.Add(m.Words(s.answer.Text(), false))
			a, stands := asks{right: i}, set.stand(t.Context(), own.text)
			for j, other := range set.served {
				if j == i {
					other = without
				}
				a.signs = append(a.signs, sign{share(m, own.words, other.terms), stands(other)})
			}
			out = append(out, a)
		}
	}
	return out
}

// regress is a logistic regression over all pairs by Newton's method; right and
// wrong pairs weigh what they are.
func regress(all []asks) [3]float64 {
	var w [3]float64
	for range 30 {
		var grad [3]float64
		var h [3][3]float64
		for _, a := range all {
			for i, s := range a.signs {
				x := [3]float64{s.words, s.stands, 1}
				p := 1 / (1 + math.Exp(-(w[0]*x[0] + w[1]*x[1] + w[2])))
				miss := -p
				if i == a.right {
					miss++
				}
				for k := range x {
					grad[k] += miss * x[k]
					for l := range x {
						h[k][l] += p * (1 - p) * x[k] * x[l]
					}
				}
			}
		}
		step := solve(h, grad)
		for k := range w {
			w[k] += step[k]
		}
	}
	return w
}

// solve gives x of h x = b, by elimination.
func solve(h [3][3]float64, b [3]float64) [3]float64 {
	for i := range b {
		for j := i + 1; j < len(b); j++ {
			f := h[j][i] / h[i][i]
			for k := range b {
				h[j][k] -= f * h[i][k]
			}
			b[j] -= f * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for j := i + 1; j < len(b); j++ {
			b[i] -= h[i][j] * b[j]
		}
		b[i] /= h[i][i]
	}
	return b
}
