package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// enough is the time after which no engine begins another timed round.
const enough = 40 * time.Second

// askAll asks every question of a file once to warm up and then in timed
// rounds, and writes what was found.
func askAll(questions, out string, rounds int, search func(asked) ([]string, error)) error {
	qs, err := readLines[asked](questions)
	if err != nil {
		return err
	}
	results := make([]found, len(qs))
	for i, q := range qs {
		hits, err := search(q)
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		results[i] = found{ID: q.ID, Hits: hits}
	}
	begin := time.Now()
	for round := 0; round < rounds && time.Since(begin) < enough; round++ {
		for i, q := range qs {
			start := time.Now()
			if _, err := search(q); err != nil {
				return fmt.Errorf("question %s: %w", q.ID, err)
			}
			results[i].MS = append(results[i].MS, since(start))
		}
	}
	return writeLines(out, results)
}

// since is a time in milliseconds.
func since(start time.Time) float64 { return float64(time.Since(start).Nanoseconds()) / 1e6 }

// boosts reads the weights of title, section and text.
func boosts(env string) (w [3]float64, err error) {
	parts := strings.Split(env, ",")
	if len(parts) != len(w) {
		return w, fmt.Errorf("BENCH_BOOSTS is %q; three numbers with commas between are needed", env)
	}
	for i, p := range parts {
		if w[i], err = strconv.ParseFloat(p, 64); err != nil {
			return w, fmt.Errorf("BENCH_BOOSTS: %w", err)
		}
	}
	return w, nil
}
