package eval

import (
	"fmt"
	"math"
	"slices"

	"github.com/digitaskforce/taskforce/answer/extract"
)

// sample is a question as a logistic regression sees it.
type sample struct {
	set   string
	part  float64 // what it weighs
	signs []float64
	yes   bool
}

// fitJudge learns the weights by which an answered question is told from
// another: by meaning of all sets, without the signs of what is asked and without
// the margin (docs/extracts.md), and of the sets where it is known what is asked.
func fitJudge(all []fitted, names []string) {
	fmt.Printf("judgeWeights [1 %v]\n", extract.JudgeSigns)
	var byMeaning, byAsked []sample
	for _, f := range all {
		byMeaning = append(byMeaning, sample{f.set, f.part, without(f.judge, "margin", "asked", "nearestAsked", "worded"), f.yes})
	}
	for _, f := range askedOf(all) {
		byAsked = append(byAsked, sample{f.set, f.part, f.judge, f.yes})
	}
	how := learning{3000, 0.003}
	leaveOut(byMeaning, names, how)
	if len(byAsked) > 0 {
		fmt.Println("where it is known what is asked")
		leaveOut(byAsked, names, how)
	}
}

// inTenths is what differences of cosines are told in, so that their weights are
// about as large as the others' and are found in as many steps.
const inTenths = 10

// fitVain learns what counts beside the odds of an answer where it is known what is
// asked in vain.
func fitVain(all []fitted, names []string) {
	var rows []sample
	for _, f := range all {
		if f.vain {
			rows = append(rows, sample{f.set, f.part, []float64{f.sure, inTenths * f.ahead}, f.yes})
		}
	}
	if len(rows) > 0 {
		fmt.Println("beside what is asked in vain [1 sure ahead in tenths]")
		leaveOut(rows, names, learning{30000, 0.00005})
	}
}

// askedOf are the questions of the sets over materials of which it is known
// what is asked.
func askedOf(all []fitted) []fitted {
	known := map[string]bool{}
	for _, f := range all {
		for _, name := range []string{"nearestAsked", "worded"} { // by words alone there is the second only
			known[f.set] = known[f.set] || f.judge[slices.Index(extract.JudgeSigns, name)] > 0
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(f fitted) bool { return !known[f.set] })
}

// without are signs without those of some names, which are 0.
func without(signs []float64, names ...string) []float64 {
	out := slices.Clone(signs)
	for _, name := range names {
		out[slices.Index(extract.JudgeSigns, name)] = 0
	}
	return out
}

// fitBelongs learns the weights by which an answered question is told from one
// on other things: how sure its words are, how near it comes in meaning, and how much nearer than to questions on other things.
// Both kinds weigh the same. The passages that tell what is usual are of the open
// fields, so that these tell nothing of it.
func fitBelongs(all []fitted, names []string) {
	var rows []sample
	var of [2]float64 // what both kinds weigh
	for _, f := range askedOf(all) {
		if f.near > 0 && (f.yes || f.off) {
			rows = append(rows, sample{f.set, f.part, []float64{f.sure, f.near, inTenths * f.home}, f.yes})
			of[class(f.yes)] += f.part
		}
	}
	if len(rows) == 0 {
		return
	}
	for i := range rows {
		rows[i].part /= of[class(rows[i].yes)]
	}
	fmt.Println("belongsWeights [1 sure near ahead-of-elsewhere in tenths]")
	leaveOut(rows, names, learning{30000, 0.00005})
}

func class(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// learning is how many steps are taken and how strongly weights are pulled to 0.
type learning struct {
	rounds int
	pull   float64
}

// learn are the weights, after a constant, by which rows that are yes are told
// from the others: logistic regression over all sets but one.
func learn(rows []sample, out string, how learning) []float64 {
	w := make([]float64, len(rows[0].signs)+1)
	for range how.rounds {
		grad, n := make([]float64, len(w)), 0.0
		for _, f := range rows {
			if f.set == out {
				continue
			}
			n += f.part
			s := append([]float64{1}, f.signs...)
			miss := float64(class(f.yes)) - 1/(1+math.Exp(-dot(w, s)))
			for k, v := range s {
				grad[k] += f.part * miss * v
			}
		}
		for i := range w {
			pull := how.pull * w[i]
			if i == 0 {
				pull = 0
			}
			w[i] += 0.5 * (grad[i]/max(n, 1) - pull)
		}
	}
	return w
}

// leaveOut prints the weights of all rows, and the figures of each set under
// weights learned from the others.
func leaveOut(rows []sample, names []string, how learning) {
	fmt.Printf("%.2f\n", learn(rows, "", how))
	var yes, no []float64
	for _, name := range names {
		if !slices.ContainsFunc(rows, func(f sample) bool { return f.set == name }) {
			continue
		}
		w := learn(rows, name, how)
		var y, u []float64
		for _, f := range rows {
			if f.set != name {
				continue
			}
			if s := dot(w, append([]float64{1}, f.signs...)); f.yes {
				y = append(y, s)
			} else {
				u = append(u, s)
			}
		}
		fmt.Printf("left out %-70s AUC %.3f\n", name, auc(y, u))
		yes, no = append(yes, y...), append(no, u...)
	}
	fmt.Printf("all left out: AUC %.3f\n", auc(yes, no))
	for _, below := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.35} {
		at := quantile(yes, below)
		fmt.Printf("  %.2f of the answerable are below %.2f, and of the others %.3f\n", below, at, 1-above(no, at))
	}
}

func auc(yes, no []float64) float64 {
	sum := 0.0
	for _, y := range yes {
		sum += 1 - above(no, y)
	}
	return sum / float64(max(len(yes), 1))
}

func above(v []float64, at float64) float64 {
	n := 0
	for _, x := range v {
		if x > at {
			n++
		}
	}
	return share(n, len(v))
}

func quantile(v []float64, at float64) float64 {
	lo, hi := -50.0, 50.0
	for range 60 {
		mid := (lo + hi) / 2
		if 1-above(v, mid) < at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
