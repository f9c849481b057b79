package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

// ReadResults reads a file that [Write] wrote of one run; of one that holds
// several runs, a question stands in it twice, which is an error. An error
// names the line.
func ReadResults(path string) ([]Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading results: %w", err)
	}
	defer f.Close()
	var out []Result
	seen := map[string]int{}
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<26)
	for n := 1; sc.Scan(); n++ {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		var r Result
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			return nil, AtLine(path, n, err)
		}
		if at := seen[r.ID]; at > 0 {
			return nil, AtLine(path, n, twice.Fault(nil, r.ID, at))
		}
		seen[r.ID] = n
		out = append(out, r)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return out, nil
}

// Change is a question whose outcome differs between two runs.
type Change struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Before   string `json:"before"` // what became of it, in a few words
	After    string `json:"after"`
}

// Comparison is what changed between two runs of the same questions.
type Comparison struct {
	Questions int      `json:"questions"` // that stand in both runs
	Better    []Change `json:"better"`
	Worse     []Change `json:"worse"`
	Before    Figures  `json:"before"` // over the questions of both
	After     Figures  `json:"after"`
	PMRR      float64  `json:"p_mrr"`  // chance of so large a difference in MRR@10 if the runs were alike
	PMust     float64  `json:"p_must"` // the same for the must texts
}

// Compare sets two runs beside each other. The chances come from a paired
// randomization test (Fisher; Smucker, Allan and Carterette 2007) with 10,000
// random changes of sign and a fixed seed.
func Compare(before, after []Result) Comparison {
	old := map[string]Result{}
	for _, r := range before {
		old[r.ID] = r
	}
	var a, b []Result
	var rr, must []float64
	c := Comparison{Better: []Change{}, Worse: []Change{}}
	for _, now := range after {
		was, ok := old[now.ID]
		if !ok {
			continue
		}
		a, b = append(a, was), append(b, now)
		if now.Answerable {
			rr = append(rr, reciprocal(now.Rank)-reciprocal(was.Rank))
			must = append(must, now.Must-was.Must)
		}
		c.note(was, now)
	}
	c.Questions = len(b)
	c.Before, c.After = figures(a), figures(b)
	c.PMRR, c.PMust = randomization(rr), randomization(must)
	return c
}

// note takes a question in where its outcome changed.
func (c *Comparison) note(was, now Result) {
	d := worth(now) - worth(was)
	if math.Abs(d) < 1e-9 {
		return
	}
	change := Change{ID: now.ID, Question: now.Question, Before: outcome(was), After: outcome(now)}
	if d > 0 {
		c.Better = append(c.Better, change)
	} else {
		c.Worse = append(c.Worse, change)
	}
}

// worth orders outcomes: an answerable question by its rank and its must
// texts, an unanswerable one by its refusal.
func worth(r Result) float64 {
	if !r.Answerable {
		if r.Refused {
			return 1
		}
		return 0
	}
	w := reciprocal(r.Rank) + r.Must
	if r.Refused {
		w--
	}
	return w
}

func reciprocal(rank int) float64 {
	if rank < 1 || rank > 10 {
		return 0
	}
	return 1 / float64(rank)
}

// outcome is what became of a question, in a word or two.
func outcome(r Result) string {
	refused := r.Refusal
	if refused == "" {
		refused = "answered"
	}
	if !r.Answerable {
		return refused
	}
	return fmt.Sprintf("rank %d, must %.2f, %s", r.Rank, r.Must, refused)
}

// randomization is the two-sided p-value of paired differences.
func randomization(diffs []float64) float64 {
	diffs = slices.DeleteFunc(slices.Clone(diffs), func(d float64) bool { return d == 0 })
	if len(diffs) == 0 {
		return 1
	}
	observed := 0.0
	for _, d := range diffs {
		observed += d
	}
	rng := rand.New(rand.NewPCG(1, 2))
	const rounds = 10_000
	extreme := 1
	for range rounds {
		sum := 0.0
		for _, d := range diffs {
			if rng.Uint32()&1 == 0 {
				sum += d
			} else {
				sum -= d
			}
		}
		if math.Abs(sum) >= math.Abs(observed)-1e-12 {
			extreme++
		}
	}
	return float64(extreme) / (rounds + 1)
}

// Table writes the comparison in Danish for the terminal.
func (c Comparison) Table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d spørgsmål i begge kørsler\n\n%-14s %8s %8s %8s\n", c.Questions, "", "før", "efter", "p")
	row := func(name string, before, after, p float64) {
		fmt.Fprintf(&b, "%s %8.3f %8.3f", pad(name, 14), before, after)
		if p >= 0 {
			fmt.Fprintf(&b, " %8.3f", p)
		}
		b.WriteByte('\n')
	}
	row("recall@1", c.Before.Recall1, c.After.Recall1, -1)
	row("recall@5", c.Before.Recall5, c.After.Recall5, -1)
	row("MRR@10", c.Before.MRR, c.After.MRR, c.PMRR)
	row("must", c.Before.Must, c.After.Must, c.PMust)
	row("afvist", c.Before.Refused, c.After.Refused, -1)
	row("fejlafvist", c.Before.WronglyRefuse, c.After.WronglyRefuse, -1)
	for _, part := range []struct {
		name string
		list []Change
	}{{"bedre", c.Better}, {"dårligere", c.Worse}} {
		fmt.Fprintf(&b, "\n%s: %d\n", part.name, len(part.list))
		for _, ch := range part.list {
			fmt.Fprintf(&b, "  %s  %s\n      %s  →  %s\n", ch.ID, ch.Question, ch.Before, ch.After)
		}
	}
	return b.String()
}
