package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// changed is what one changed page cost a running service.
type changed struct {
	name       string
	passages   int
	searchable phase // from the writing of the page until a search finds it
	whole      phase // from there until the index is built whole; zero where that was not waited for
	before     memory
}

// phase is what the service did in some time.
type phase struct {
	seconds   float64
	processor [2]float64 // seconds, of the service and, with OpenSearch, of its node
	most      memory     // of the service
	searches  load
}

// readRate is how many searches a second come meanwhile.
const readRate = 10

// runChange measures each engine at each size.
func (g *growth) runChange(ctx context.Context) error {
	if err := errors.Join(os.MkdirAll(g.work, 0o755), g.startNode()); err != nil {
		return err
	}
	defer g.stopNode()
	questions := filepath.Join(g.work, "questions.jsonl")
	if err := g.writeSpeedQuestions(questions); err != nil {
		return err
	}
	asked, err := readLines[asked](questions)
	if err != nil {
		return err
	}
	var all []*changed
	for _, n := range g.sizes {
		docs, err := corpus(ctx, filepath.Join(g.work, fmt.Sprint(n)), n)
		if err != nil {
			return err
		}
		for _, name := range g.engineNames() {
			c, err := g.change(ctx, name, n, docs, asked)
			if err != nil {
				return fmt.Errorf("%d passages, %s: %w", n, name, err)
			}
			all = append(all, c)
		}
	}
	printChanges(os.Stdout, all)
	return nil
}

// change starts a service, changes a page, and puts it back as it was.
func (g *growth) change(ctx context.Context, name string, n int, docs string, questions []asked) (*changed, error) {
	m := &measured{name: name}
	var err error
	if m.built, err = g.build(ctx, name, n, docs); err != nil {
		return nil, err
	}
	if err := g.open(ctx, m, n, docs, questions); err != nil {
		return nil, err
	}
	defer m.service.stop()
	m.service.watch.stop()
	page := filepath.Join(docs, fmt.Sprintf("dokument-%06d.md", n/perDocument/2))
	text, err := os.ReadFile(page)
	if err != nil {
		return nil, err
	}
	out := &changed{name: name, passages: n}
	if out.before, err = memoryOf(m.service.cmd.Process.Pid); err != nil {
		return nil, err
	}
	word := "kvalkeord" + strconv.FormatInt(time.Now().Unix(), 26) // in no corpus
	write := func(text []byte) error { return os.WriteFile(page, text, 0o644) }
	fmt.Fprintf(os.Stderr, "%d passages, %s: a page changes\n", n, name)
	out.searchable, err = g.phase(ctx, m, questions, func(ctx context.Context) error {
		if err := write(append(slices.Clone(text), "\n## Tilføjet\n\nSiden handler nu om "+word+".\n"...)); err != nil {
			return err
		}
		return m.service.awaits(ctx, word, true)
	})
	if err == nil && g.whole > 0 {
		out.whole, err = g.phase(ctx, m, questions, func(ctx context.Context) error { return g.awaitWhole(ctx, m, n) })
	}
	err = errors.Join(err, write(text))
	if err != nil {
		return nil, err
	}
	return out, m.service.awaits(ctx, word, false)
}

// awaits asks for a word until it is found, or no longer.
func (s *service) awaits(ctx context.Context, word string, there bool) error {
	for end := time.Now().Add(time.Hour); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		found, err := s.finds(ctx, word)
		if err != nil || found == there {
			return err
		}
	}
	return fmt.Errorf("%s is found: %v, after an hour", word, !there)
}

// finds tells whether the best passage for a word holds it.
func (s *service) finds(ctx context.Context, word string) (bool, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/search?k=1&q="+url.QueryEscape(word), nil)
	if err != nil {
		return false, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	var out struct{ Hits []struct{ Text string } }
	text, err := io.ReadAll(res.Body)
	if err != nil || json.Unmarshal(text, &out) != nil || res.StatusCode != http.StatusOK {
		return false, fmt.Errorf("searching: %s: %.200s, %w", res.Status, text, err)
	}
	return len(out.Hits) > 0 && strings.Contains(out.Hits[0].Text, word), nil
}

// builtWhole is the line of the log of an index that was built whole in the background.
const builtWhole = `"msg":"index built whole"`

// awaitWhole waits until the service's log tells that the index was built whole.
func (g *growth) awaitWhole(ctx context.Context, m *measured, n int) error {
	for end := time.Now().Add(g.whole); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		log, err := os.ReadFile(g.log(m, n))
		if err != nil || bytes.Contains(log, []byte(builtWhole)) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return fmt.Errorf("the index was not built whole within %s", g.whole)
}

// phase measures the service while do is under way and searches come.
func (g *growth) phase(ctx context.Context, m *measured, questions []asked, do func(context.Context) error) (phase, error) {
	var out phase
	pids := []int{m.service.cmd.Process.Pid}
	if m.name == shared && g.node.pid > 0 {
		pids = append(pids, g.node.pid)
	}
	var begun [2]float64
	for i, pid := range pids {
		begun[i] = processorTime(pid)
	}
	reading, stop := context.WithCancel(ctx)
	read := make(chan load)
	go func() {
		var all load
		for seed := int64(0); reading.Err() == nil; seed++ {
			all.add(m.service.atRate(ctx, search, questions, readRate, time.Second, seed))
		}
		read <- all
	}()
	w := watchMemory(pids[0])
	start := time.Now()
	err := do(ctx)
	out.seconds = time.Since(start).Seconds()
	for i, pid := range pids {
		out.processor[i] = processorTime(pid) - begun[i]
	}
	out.most = w.stop()
	stop()
	out.searches = <-read
	return out, err
}

// processorTime is what a process has used, in seconds; Linux counts in hundredths.
func processorTime(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}
