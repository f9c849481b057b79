// Command load puts many readers at once before a real taskforce whose model is
// slow, and says whether all of them got their answer, what a stream costs in
// memory and what becomes of the reader beyond the limit. It builds and starts
// the service and a scripted model itself, on loopback, and ends with an error
// where a reader did not get what it should. Run it in bench/ as
// "go run ./load"; docs/faults.md holds figures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"
)

// limit bounds a whole run.
const limit = 5 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	fs := flag.NewFlagSet("load", flag.ContinueOnError)
	streams := fs.Int("streams", 1000, "readers at the same time, at most 5000; also the service's limit")
	silence := fs.Duration("silence", 20*time.Second, "how long the model says nothing")
	root := fs.String("root", "..", "folder of the program")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *streams < 1 || *streams > 5000 || *silence > time.Minute || fs.NArg() > 0 {
		return errors.New("use: load [-streams N] [-silence TIME] [-root FOLDER]")
	}
	model, err := startModel(*silence)
	if err != nil {
		return err
	}
	defer model.close()
	s, err := startService(ctx, *root, model.url, *streams)
	if err != nil {
		return err
	}
	defer s.stop()
	return measure(ctx, s, *streams)
}

// measure opens the streams, looks at the service while all are open, and
// waits for their ends.
func measure(ctx context.Context, s *service, n int) error {
	before, err := s.settled(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	ends := make([]end, n)
	var readers sync.WaitGroup
	for i := range ends {
		readers.Go(func() { ends[i] = s.read(ctx, i) })
	}
	if err := s.open(ctx, n); err != nil {
		return err
	}
	opened := time.Since(start)
	during, err := s.state(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d streams open after %.1f s\n", n, opened.Seconds())
	fmt.Printf("memory: %.0f MB before, %.0f MB with all open: %.0f KB a stream\n", before.memory/1e6, during.memory/1e6, (during.memory-before.memory)/1e3/float64(n))
	fmt.Printf("goroutines: %.0f before, %.0f with all open\n", before.goroutines, during.goroutines)
	fault := errors.Join(s.beyond(ctx), s.search(ctx))
	readers.Wait()
	fmt.Printf("all ended after %.1f s\n", time.Since(start).Seconds())
	fault = errors.Join(fault, judge(ends))
	after, err := s.settled(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("processor time of the service: %.0f ms an answer\n", 1000*(after.processor-before.processor)/float64(n))
	fmt.Printf("afterwards: %.0f streams, %.0f goroutines, %.0f MB\n", after.streams, after.goroutines, after.memory/1e6)
	return fault
}

// judge prints how the streams ended; the error counts those that did not end well.
func judge(ends []end) error {
	bad, example := 0, error(nil)
	var slowest time.Duration
	for _, e := range ends {
		if e.err != nil {
			bad, example = bad+1, e.err
		}
		slowest = max(slowest, e.first)
	}
	fmt.Printf("%d of %d readers got a whole answer of the model; the first event came after at most %.1f s\n", len(ends)-bad, len(ends), slowest.Seconds())
	if bad > 0 {
		return fmt.Errorf("%d readers did not, such as: %w", bad, example)
	}
	return nil
}
