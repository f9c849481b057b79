// Command bench puts the same passages and questions through taskforce's own
// index and through other search engines, and prints tables of quality and
// speed. Start it with the script run, which installs the engines;
// docs/benchmark.md says what is measured and how.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

var errUse = errors.New("use: bench [flags], or as an engine: bench taskforce|bleve index PASSAGES DIR | search DIR QUESTIONS OUT ROUNDS")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := dispatch(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func dispatch(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "taskforce":
			return runTaskforce(ctx, args[1:])
		case "bleve":
			return runBleve(args[1:])
		case "growth":
			g, err := parseGrowth(args[1:])
			if err != nil {
				return err
			}
			return g.run(ctx)
		case "change":
			g, err := parseGrowth(args[1:])
			if err != nil {
				return err
			}
			return g.runChange(ctx)
		}
	}
	b, err := parse(args)
	if err != nil {
		return err
	}
	return b.run(ctx)
}

// bench is what one run does.
type bench struct {
	tools   tools
	sets    []set
	work    string // folder for everything that is made
	boosts  string // weights of title, section and text for the peers
	only    string // names of engines; "" is all
	large   bool   // measure speed at 300,000 passages too
	quality bool
	speed   bool
}

func parse(args []string) (*bench, error) {
	b := &bench{}
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	var next set
	shipped := fs.String("shipped", "", "folder of the question sets over the shipped materials; empty leaves them out")
	fs.Func("name", "name of the sets that follow; those of one name are judged together", func(v string) error { next.name = v; return nil })
	fs.Func("docs", "documents of the question files that follow: a folder or a file", func(v string) error { next.docs = v; return nil })
	fs.Func("questions", "question file over the documents named before it", func(v string) error {
		s := next
		s.questions = v
		if s.name == "" {
			s.name = filepath.Base(v)
		}
		b.sets = append(b.sets, s)
		return nil
	})
	fs.StringVar(&b.work, "work", "", "folder for everything that is made")
	fs.StringVar(&b.boosts, "boosts", "0.2,0.2,1", "weights of title, section and text for the peers")
	fs.StringVar(&b.only, "only", "", "measure these engines only, with commas between")
	fs.BoolVar(&b.large, "large", false, "measure speed at 300,000 passages too")
	fs.BoolVar(&b.quality, "quality", true, "measure quality")
	fs.BoolVar(&b.speed, "speed", true, "measure speed")
	fs.StringVar(&b.tools.python, "python", "", "python with the peers' packages")
	fs.StringVar(&b.tools.java, "java", "", "class path of the peer in Java")
	fs.StringVar(&b.tools.opensearch, "opensearch", "", "address of an index in an OpenSearch, as of taskforce --index")
	fs.BoolVar(&b.tools.openwebui, "openwebui", false, "the python has the packages of peers/openwebui.txt")
	fs.BoolVar(&b.tools.postgres, "postgres", false, "a server runs where PGHOST says")
	fs.StringVar(&b.tools.peers, "peers", "peers", "folder of the peers' programs")
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if *shipped != "" {
		b.sets = append(shippedSets(*shipped), b.sets...)
	}
	if b.work == "" || *shipped == "" && b.speed || len(b.sets) == 0 || fs.NArg() > 0 {
		return nil, errors.New("--work, a set, and for speed --shipped are needed; start the benchmark with bench/run")
	}
	return b, nil
}

// shippedSets are the question sets over the shipped materials.
func shippedSets(dir string) []set {
	return []set{
		{name: "shipped materials, tuned on", questions: filepath.Join(dir, "questions-tune.jsonl")},
		{name: "shipped materials, held out", questions: filepath.Join(dir, "questions-held.jsonl")},
		{name: "shipped materials, by another author", questions: filepath.Join(dir, "questions-other.jsonl")},
	}
}

func (b *bench) run(ctx context.Context) error {
	if err := os.Setenv("BENCH_BOOSTS", b.boosts); err != nil {
		return err
	}
	var chosen []engine
	for _, e := range engines(b.tools) {
		if b.only == "" || strings.Contains(","+b.only+",", ","+e.name+",") {
			chosen = append(chosen, e)
		}
	}
	if b.quality {
		results, err := b.measureQuality(ctx, chosen)
		if err != nil {
			return err
		}
		printQuality(os.Stdout, results)
		printKinds(os.Stdout, results)
		if err := writeLost(filepath.Join(b.work, "lost.md"), results); err != nil {
			return err
		}
	}
	if b.speed {
		results, err := b.measureSpeed(ctx, chosen)
		if err != nil {
			return err
		}
		printSpeed(os.Stdout, results)
	}
	return nil
}
