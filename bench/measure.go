package main

import (
	"math"
	"math/rand"
	"slices"

	"github.com/digitaskforce/taskforce/eval"
)

// figures are the measures of quality, means over questions.
type figures struct {
	questions                                 int
	found                                     int // questions of which a passage is relevant
	recall1, recall5, recall10, mrr10, ndcg10 float64
	each                                      []float64 // 1/rank of each question, in their order
}

// judge tells which passages are relevant to each question, as the product's
// own evaluation does: those that hold a quote of its evidence.
func judge(questions []eval.Question, passages []passage) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, q := range questions {
		ids := map[string]bool{}
		for _, p := range passages {
			if q.IsRelevant(p.ID, p.Text) {
				ids[p.ID] = true
			}
		}
		out[q.ID] = ids
	}
	return out
}

// add counts one question's hits against its relevant passages. The best nDCG
// is that of all relevant passages on top.
func (f *figures) add(hits []string, relevant map[string]bool) {
	f.questions++
	if len(relevant) > 0 {
		f.found++
	}
	first, gain, ideal := 0, 0.0, 0.0
	for i, id := range hits[:min(10, len(hits))] {
		if !relevant[id] {
			continue
		}
		gain += 1 / math.Log2(float64(i)+2)
		if first == 0 {
			first = i + 1
		}
	}
	for i := range min(10, max(1, len(relevant))) {
		ideal += 1 / math.Log2(float64(i)+2)
	}
	f.ndcg10 += gain / ideal
	rr := 0.0
	if first > 0 {
		rr = 1 / float64(first)
		f.recall10++
	}
	if first > 0 && first <= 5 {
		f.recall5++
	}
	if first == 1 {
		f.recall1++
	}
	f.mrr10 += rr
	f.each = append(f.each, rr)
}

// mean makes means of the sums that add made.
func (f figures) mean() figures {
	for _, v := range []*float64{&f.recall1, &f.recall5, &f.recall10, &f.mrr10, &f.ndcg10} {
		*v /= float64(max(1, f.questions))
	}
	return f
}

// gap is the mean difference of paired values, with the bounds between which
// 95 % of 2,000 resamples of the questions lie.
func gap(ours, theirs []float64) (mean, low, high float64) {
	diff := make([]float64, len(ours))
	for i := range ours {
		diff[i] = ours[i] - theirs[i]
		mean += diff[i] / float64(len(ours))
	}
	rng := rand.New(rand.NewSource(1))
	means := make([]float64, 2000)
	for i := range means {
		for range diff {
			means[i] += diff[rng.Intn(len(diff))] / float64(len(diff))
		}
	}
	slices.Sort(means)
	return mean, means[len(means)*25/1000], means[len(means)*975/1000]
}

// percentile is the value below which the share p of values lies.
func percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}
