package eval

import (
	"fmt"
	"slices"
	"strings"
)

// Series is one way of answering, such as a model with its prompts, and what
// became of the questions each time they were asked.
type Series struct {
	Name        string
	Repetitions [][]Result // one at least, each with the same questions in the same order
}

// Spread is how a figure varies over the repetitions.
type Spread struct {
	Mean float64 `json:"mean"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
}

// SeriesSummary holds the figures of a series.
type SeriesSummary struct {
	Name        string            `json:"name"`
	Repetitions int               `json:"repetitions"`
	Summary     Summary           `json:"summary"` // of the first repetition
	Spread      map[string]Spread `json:"spread"`  // by the names of [Figures], and "passed" as a share
	Wobbling    []Wobble          `json:"wobbling"`
	Calls       int               `json:"calls"` // of all repetitions
	Cached      int               `json:"cached"`
}

// Wobble is a question that did not come out the same each time.
type Wobble struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Passed   int    `json:"passed"`  // repetitions in which it passed
	Refused  int    `json:"refused"` // in which it was refused
	Of       int    `json:"of"`
}

// spreadNames are the figures whose spread is told, with their Danish names.
var spreadNames = []struct{ Name, Danish string }{
	{"passed", "bestået"}, {"must", "must"}, {"refused", "afvist"}, {"wrongly_refused", "fejlafvist"}, {"sources_held", "kilder"},
}

// Summarize computes the figures of a series.
func (s Series) Summarize(answers bool) SeriesSummary {
	out := SeriesSummary{Name: s.Name, Repetitions: len(s.Repetitions), Spread: map[string]Spread{}, Wobbling: s.wobbling()}
	values := map[string][]float64{}
	for i, results := range s.Repetitions {
		sum := Summarize(results, answers)
		if i == 0 {
			out.Summary = sum
		}
		out.Calls, out.Cached = out.Calls+sum.Calls, out.Cached+sum.Cached
		f := sum.All
		for name, v := range map[string]float64{"passed": f.passed(), "must": f.Must, "refused": f.Refused, "wrongly_refused": f.WronglyRefuse, "sources_held": f.Sources} {
			values[name] = append(values[name], v)
		}
	}
	for name, v := range values {
		out.Spread[name] = spread(v)
	}
	return out
}

func spread(v []float64) Spread {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return Spread{Mean: sum / float64(len(v)), Min: slices.Min(v), Max: slices.Max(v)}
}

// wobbling are the questions whose verdict, refusal or must texts differ
// between repetitions.
func (s Series) wobbling() []Wobble {
	out := []Wobble{}
	if len(s.Repetitions) == 0 {
		return out
	}
	for i, first := range s.Repetitions[0] {
		w := Wobble{ID: first.ID, Question: first.Question, Of: len(s.Repetitions)}
		differs := false
		for _, results := range s.Repetitions {
			r := results[i]
			differs = differs || r.Verdict != first.Verdict || r.Refusal != first.Refusal || r.Must != first.Must
			if r.Verdict == Pass {
				w.Passed++
			}
			if r.Refused {
				w.Refused++
			}
		}
		if differs {
			out = append(out, w)
		}
	}
	return out
}

// All are the results of every repetition, each with the name of the series
// and its number where there are several to tell apart.
func (s Series) All(named bool) []Result {
	var out []Result
	for i, results := range s.Repetitions {
		for _, r := range results {
			if named {
				r.Run = s.Name
			}
			if len(s.Repetitions) > 1 {
				r.Repetition = i + 1
			}
			out = append(out, r)
		}
	}
	return out
}

// Table writes the figures of a series in Danish for the terminal: those of
// the first repetition, and the spread over all.
func (s SeriesSummary) Table() string {
	var b strings.Builder
	b.WriteString(s.Summary.Table())
	if s.Repetitions < 2 {
		return b.String()
	}
	fmt.Fprintf(&b, "\n%s %8s %8s %8s\n", pad(fmt.Sprintf("%d gentagelser", s.Repetitions), 16), "snit", "mindst", "mest")
	for _, n := range spreadNames {
		v := s.Spread[n.Name]
		fmt.Fprintf(&b, "%s %8.3f %8.3f %8.3f\n", pad(n.Danish, 16), v.Mean, v.Min, v.Max)
	}
	fmt.Fprintf(&b, "sprogmodel i alt: %d kald, %d svar fra mellemlageret\n", s.Calls, s.Cached)
	fmt.Fprintf(&b, "svinger: %d spørgsmål\n", len(s.Wobbling))
	for _, w := range s.Wobbling {
		fmt.Fprintf(&b, "  %s  %s\n      bestået %d og afvist %d af %d gange\n", w.ID, w.Question, w.Passed, w.Refused, w.Of)
	}
	return b.String()
}
