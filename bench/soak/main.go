// Command soak puts a mixed load on a real taskforce for a long time, while its
// documents change, and says whether its memory stays flat: questions with a model and
// streamed, searches, pages of documents, verifications and feedback, kept in a store.
// It builds and starts the service and a scripted model itself, on loopback, and ends
// with an error where a request failed or something grew. Run it in bench/ as
// "go run ./soak"; docs/faults.md holds figures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// plan is what a run does.
type plan struct {
	minutes  int
	rate     float64       // requests a second
	passages int           // beside the shipped ones
	change   time.Duration // between two changes of the documents
	own      bool          // vectors by the model in the program
	root     string        // folder of the program
	step     time.Duration // a minute, but in tests
}

func run(ctx context.Context, args []string) error {
	p := plan{step: time.Minute}
	fs := flag.NewFlagSet("soak", flag.ContinueOnError)
	fs.IntVar(&p.minutes, "minutes", 40, "how long, at most 600")
	fs.Float64Var(&p.rate, "rate", 5, "requests a second, at most 100")
	fs.IntVar(&p.passages, "passages", 6000, "passages of the documents that change, at most 100000; from 5000 on the index is amended")
	fs.DurationVar(&p.change, "change", 15*time.Second, "time between two changes of the documents")
	fs.BoolVar(&p.own, "own", false, "compute vectors with the model in the program, which takes a second for a few passages, and not with a scripted one")
	fs.StringVar(&p.root, "root", "..", "folder of the program")
	fs.DurationVar(&p.step, "step", p.step, "time between two lines")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if p.minutes < 4 || p.minutes > 600 || p.rate <= 0 || p.rate > 100 || p.passages < sections || p.passages > 100_000 || p.change < time.Second || p.step <= 0 || fs.NArg() > 0 {
		return errors.New("use: soak [-minutes N] [-rate N] [-passages N] [-change TIME] [-root FOLDER]; at least 4 minutes")
	}
	return p.run(ctx)
}

func (p plan) run(ctx context.Context) error {
	docs, err := newDocuments(ctx, p.passages)
	if err != nil {
		return err
	}
	defer docs.remove()
	s, err := start(ctx, p.root, docs.dir, p.own)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Fprintln(os.Stderr, "soak: waiting for the vectors of all passages")
	if err := s.warm(ctx); err != nil {
		return err
	}
	t, err := newTraffic(s, p.root)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(p.minutes)*p.step+p.step/2)
	defer cancel()
	go t.run(ctx, p.rate)
	go docs.change(ctx, p.change)
	all, err := p.watch(ctx, s, t)
	if err != nil {
		return err
	}
	return judge(all)
}

// watch prints a line a minute.
func (p plan) watch(ctx context.Context, s *service, t *traffic) ([]minute, error) {
	fmt.Println("| minute | requests | failed | p50 / p99, ms | changes | built whole | resident, MB | own, MB | live heap, MB | goroutines | open files |")
	fmt.Println("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
	var all []minute
	tick := time.NewTicker(p.step)
	defer tick.Stop()
	for n := 1; n <= p.minutes; n++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		m, err := s.state(ctx)
		if err != nil {
			return nil, err
		}
		m.asked = t.take()
		fmt.Printf("| %d | %s |\n", n, m)
		all = append(all, m)
	}
	return all, nil
}
