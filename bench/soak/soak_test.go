package main

import (
	"context"
	"testing"
	"time"
)

// TestJudge tells memory that grows from memory that goes up and down.
func TestJudge(t *testing.T) {
	t.Parallel()
	var flat, grows, leaks, fails []minute
	for n := range 16 {
		m := minute{own: 200e6 + float64(n%3)*30e6, heap: 60e6 + float64(n%2)*8e6, goroutines: 40 + float64(n%5), files: 30}
		flat = append(flat, m)
		m.heap += float64(n) * 3e6
		grows = append(grows, m)
		m.heap, m.files = 60e6, 30+float64(2*n)
		leaks = append(leaks, m)
		m.files, m.asked = 30, asked{requests: 1, failed: n / 15}
		fails = append(fails, m)
	}
	for name, c := range map[string]struct {
		minutes []minute
		ok      bool
	}{"flat": {flat, true}, "grows": {grows, false}, "leaks": {leaks, false}, "fails": {fails, false}} {
		if err := judge(c.minutes); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSoak is a small run; how its memory goes in so short a time says nothing.
func TestSoak(t *testing.T) {
	p := plan{minutes: 4, rate: 5, passages: 100, change: 3 * time.Second, root: "../..", step: 3 * time.Second}
	docs, err := newDocuments(t.Context(), p.passages)
	if err != nil {
		t.Fatal(err)
	}
	defer docs.remove()
	s, err := start(t.Context(), p.root, docs.dir, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	if err := s.warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	traffic, err := newTraffic(s, p.root)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go traffic.run(ctx, p.rate)
	go docs.change(ctx, p.change)
	all, err := p.watch(ctx, s, traffic)
	if err != nil || len(all) != p.minutes {
		t.Fatal(all, err)
	}
	last := all[len(all)-1]
	if last.requests == 0 || last.changes == 0 || last.heap == 0 || last.own == 0 || last.files == 0 || last.goroutines == 0 {
		t.Errorf("nothing is seen of it: %s", last)
	}
	for _, m := range all {
		if m.failed > 0 {
			t.Error(m.example)
		}
	}
}
