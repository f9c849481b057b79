package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// growth measures what the program costs as its materials grow, with the
// embedded index and with one in OpenSearch: the program itself, over HTTP.
type growth struct {
	bench                 // for the questions
	program string        // the taskforce that is measured
	jars    string        // OpenSearch's; "" starts no node
	heap    string        // of the node
	address string        // of a node that runs already, host:port
	sizes   []int         // passages
	rounds  int           // of questions one at a time
	span    time.Duration // of each round at a rate
	rate    float64       // questions a second
	answers bool          // measure whole answers too
	only    string        // the one engine that is measured; "" is both
	whole   time.Duration // how long a changed index may take to be built whole; 0 does not wait for it
	node    *node
}

func parseGrowth(args []string) (*growth, error) {
	g := &growth{}
	fs := flag.NewFlagSet("growth", flag.ContinueOnError)
	sizes := fs.String("sizes", "30000,300000,1000000", "passages, with commas between")
	shipped := fs.String("shipped", "", "folder of the question sets over the shipped materials")
	fs.StringVar(&g.work, "work", "", "folder for everything that is made; what is there is used again")
	fs.StringVar(&g.program, "program", "", "the taskforce that is measured")
	fs.StringVar(&g.jars, "jars", "", "folder of OpenSearch's jars; a node is started")
	fs.StringVar(&g.heap, "heap", "1g", "heap of that node")
	fs.StringVar(&g.address, "opensearch", "", "host:port of a node that runs already, without login")
	fs.IntVar(&g.rounds, "rounds", 3, "rounds, each engine by turns")
	fs.DurationVar(&g.span, "span", 10*time.Second, "time of each round at a rate")
	fs.Float64Var(&g.rate, "rate", 50, "questions a second")
	fs.BoolVar(&g.answers, "answers", true, "measure whole answers too")
	fs.StringVar(&g.only, "engine", "", "measure this engine only: embedded or OpenSearch")
	fs.DurationVar(&g.whole, "whole", 30*time.Minute, "with change: how long a changed index may take to be built whole; 0 does not wait for it")
	build := fs.Bool("build-only", false, "build the indexes and end")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if g.work == "" || *shipped == "" || g.program == "" || fs.NArg() > 0 || g.rounds < 1 || g.rate <= 0 || g.only != "" && g.only != embedded && g.only != shared {
		return nil, errors.New("--work, --shipped and --program are needed, and engines are embedded and OpenSearch; start this with bench/run --growth")
	}
	if *build {
		g.rounds = 0
	}
	g.sets = shippedSets(*shipped)
	for s := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < perDocument {
			return nil, fmt.Errorf("--sizes %s: whole numbers from %d with commas between", *sizes, perDocument)
		}
		g.sizes = append(g.sizes, n)
	}
	return g, nil
}

// sized is what was measured at one size.
type sized struct {
	passages int
	engines  []*measured
}

// measured is what one engine cost at one size.
type measured struct {
	name    string
	built   built
	service *service
	opening time.Duration // from the start of the service to its first answer
	alone   map[task][]float64
	loads   map[task]*load
	memory  [2]memory // of the service and, with OpenSearch, of its node
}

func (g *growth) run(ctx context.Context) error {
	if err := os.MkdirAll(g.work, 0o755); err != nil {
		return err
	}
	if err := g.startNode(); err != nil {
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
	var all []sized
	for _, n := range g.sizes {
		s, err := g.measure(ctx, n, asked)
		if err != nil {
			return fmt.Errorf("%d passages: %w", n, err)
		}
		all = append(all, s)
	}
	printGrowth(os.Stdout, all, g.rate)
	return nil
}

// measure builds what is not built yet, and asks both engines by turns.
func (g *growth) measure(ctx context.Context, n int, questions []asked) (sized, error) {
	out := sized{passages: n}
	docs, err := corpus(ctx, filepath.Join(g.work, fmt.Sprint(n)), n)
	if err != nil {
		return out, err
	}
	for _, name := range g.engineNames() {
		m := &measured{name: name, alone: map[task][]float64{}, loads: map[task]*load{}}
		if m.built, err = g.build(ctx, name, n, docs); err != nil {
			return out, err
		}
		out.engines = append(out.engines, m)
	}
	if g.rounds == 0 {
		return out, nil
	}
	defer func() {
		for _, m := range out.engines {
			m.service.stop()
		}
	}()
	for _, m := range out.engines {
		if err := g.open(ctx, m, n, docs, questions); err != nil {
			return out, err
		}
	}
	return out, g.ask(ctx, out.engines, questions)
}

// embedded and shared name the engines.
const (
	embedded = "embedded"
	shared   = "OpenSearch"
)

func (g *growth) engineNames() []string {
	switch {
	case g.only != "":
		return []string{g.only}
	case g.node == nil:
		return []string{embedded}
	}
	return []string{embedded, shared}
}

// flags are those of the program for an engine.
func (g *growth) flags(name string, n int, docs string) []string {
	dir := filepath.Join(g.work, fmt.Sprint(n))
	out := []string{"--no-materials", "--documents", docs, "--data", filepath.Join(dir, name), "--meaning", "off"}
	if name == shared {
		out = append(out, "--index", fmt.Sprintf("opensearch+http://%s/growth-%d", g.node.address, n))
	}
	return out
}

// log is where a service's log goes.
func (g *growth) log(m *measured, n int) string {
	return filepath.Join(g.work, fmt.Sprintf("%d-%s.log", n, m.name))
}

// ask measures all that is asked, the engines by turns.
func (g *growth) ask(ctx context.Context, engines []*measured, questions []asked) error {
	tasks := []task{search}
	if g.answers {
		tasks = append(tasks, answer)
	}
	for _, t := range tasks {
		for range g.rounds {
			for _, m := range engines {
				times, err := m.service.alone(ctx, t, questions)
				if err != nil {
					return fmt.Errorf("%s: %w", m.name, err)
				}
				m.alone[t] = append(m.alone[t], times...)
			}
		}
		for round := range g.rounds {
			for _, m := range engines {
				if m.loads[t] == nil {
					m.loads[t] = &load{rate: g.rate}
				}
				m.loads[t].add(m.service.atRate(ctx, t, questions, g.rate, g.span, int64(round)))
			}
		}
		for _, m := range engines {
			m.findRate(ctx, t, questions, g.span)
		}
	}
	for _, m := range engines {
		if err := g.weigh(m); err != nil {
			return err
		}
	}
	return ctx.Err()
}
