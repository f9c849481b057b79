package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/eval"
)

const (
	speedQuestions = 200
	speedRounds    = 9
)

// timing is how fast one engine was at one size.
type timing struct {
	engine   engine
	passages int
	p50, p99 float64 // ms, over questions
	every    float64 // ms, p99 of every single search
	index    report
	search   report
}

func (b *bench) measureSpeed(ctx context.Context, all []engine) ([]timing, error) {
	sizes := []int{300, 30_000}
	if b.large {
		sizes = append(sizes, 300_000)
	}
	dir := filepath.Join(b.work, "speed")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the folder for speed: %w", err)
	}
	questions := filepath.Join(dir, "questions.jsonl")
	if err := b.writeSpeedQuestions(questions); err != nil {
		return nil, err
	}
	var out []timing
	for _, n := range sizes {
		passages := filepath.Join(dir, fmt.Sprintf("passages-%d.jsonl", n))
		if err := grow(ctx, passages, n); err != nil {
			return nil, err
		}
		for _, e := range all {
			if !e.fast {
				continue
			}
			t, err := measureOne(ctx, e, n, passages, questions, filepath.Join(dir, "index-"+e.name))
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
	}
	return out, nil
}

// writeSpeedQuestions writes answerable questions of the first two sets, those
// over the shipped materials, by turns.
func (b *bench) writeSpeedQuestions(path string) error {
	var sets [2][]eval.Question
	for i := range sets {
		var err error
		if sets[i], err = eval.ReadQuestions(b.sets[i].questions); err != nil {
			return err
		}
	}
	var out []asked
	for i := 0; len(out) < speedQuestions; i++ {
		qs := sets[i%2]
		if len(qs) == 0 {
			return fmt.Errorf("%s holds no question", b.sets[i%2].questions)
		}
		out = append(out, asked{ID: fmt.Sprint(i), Question: qs[i/2%len(qs)].Question})
	}
	return writeLines(path, out)
}

func measureOne(ctx context.Context, e engine, n int, passages, questions, dir string) (timing, error) {
	if e.disk != nil {
		e.argv = e.disk
	}
	t := timing{engine: e, passages: n}
	var err error
	if t.index, err = e.index(ctx, passages, dir); err != nil {
		return t, err
	}
	search, hits, err := e.search(ctx, dir, questions, dir+".jsonl", speedRounds)
	if err != nil {
		return t, err
	}
	t.search = search
	t.p50, t.p99, t.every = percentiles(hits)
	fmt.Fprintf(os.Stderr, "%d passages: %s: p50 %.2f ms, p99 %.2f ms, index %.1f s\n", n, e.name, t.p50, t.p99, t.index.IndexMS/1000)
	return t, os.RemoveAll(dir)
}

// percentiles are those over the questions of the median of each one's times:
// a search that the machine disturbed once does not count. all is the 99th
// percentile of every single search.
func percentiles(hits []found) (p50, p99, all float64) {
	var medians, every []float64
	for _, h := range hits {
		medians = append(medians, percentile(h.MS, 0.5))
		every = append(every, h.MS...)
	}
	return percentile(medians, 0.5), percentile(medians, 0.99), percentile(every, 0.99)
}
