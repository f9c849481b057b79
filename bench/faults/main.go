// Command faults breaks one part after another of a whole installation while
// questions come at a steady rate: three replicas of taskforce behind nginx, an
// OpenSearch of three nodes and a PostgreSQL, all on loopback and started by it. It
// prints a table, and ends with an error where an answer was another one than in calm and by words alone, or feedback
// that was said to be kept is lost. Run it in bench/ as
//
//	TASKFORCE_TEST_OPENSEARCH=JARS go run ./faults
//
// as root for the small file systems that it fills; docs/faults.md holds figures.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	fs := flag.NewFlagSet("faults", flag.ContinueOnError)
	rate := fs.Float64("rate", 20, "questions a second")
	only := fs.String("only", "", "only the faults whose name holds this")
	count := fs.Int("questions", 40, "how many different questions are asked")
	root := fs.String("root", "..", "folder of the program")
	keep := fs.String("work", "", "folder for logs and data, which then stay; a temporary one")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "taskforce-faults-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	if err := os.Chmod(dir, 0o755); err != nil { // PostgreSQL runs as another user
		return err
	}
	questions, err := load(filepath.Join(*root, "eval", "testdata", "questions-tune.jsonl"), *count)
	if err != nil {
		return err
	}
	var w *world
	defer func() {
		if w != nil {
			w.end()
		}
		if f := (failure{}); errors.As(err, &f) {
			err = f.error
		}
	}()
	return guarded(func() error {
		w, err = newWorld(ctx, *root, os.Getenv("TASKFORCE_TEST_OPENSEARCH"), dir)
		if err != nil {
			return err
		}
		if err := w.vectors(ctx); err != nil {
			return err
		}
		a := newAsker(w.url, w.key, questions)
		words, err := w.byWords(ctx)
		if err != nil {
			return err
		}
		if err := a.learn(ctx, newAsker("http://"+words.link.at, w.key, nil)); err != nil {
			return err
		}
		words.kill()
		return measure(ctx, w, a, *rate, *only)
	})
}

// guarded turns what fails as in a test into an error.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(failure)
			if !ok {
				panic(r)
			}
			err = f
		}
	}()
	return f()
}

// load reads the first questions of a file that stand alone.
func load(file string, n int) (out []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan() && len(out) < n; {
		var q struct {
			Question string
			History  []any
		}
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, err
		}
		if len(q.History) == 0 {
			out = append(out, q.Question)
		}
	}
	return out, nil
}

// measure goes through the faults while questions come, and judges.
func measure(ctx context.Context, w *world, a *asker, rate float64, only string) error {
	asking, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { a.run(asking, rate); close(ended) }()
	all, err := w.goThrough(ctx, a, only)
	stop()
	<-ended
	if err != nil {
		err = fmt.Errorf("broken off: %w", err)
	}
	time.Sleep(10 * time.Second) // what waits to be kept is tried for eight
	fmt.Printf("%d questions, %g a second; %d different ones\n\n%s", len(a.done), rate, len(a.questions), head)
	var notes strings.Builder
	for _, s := range all {
		fmt.Fprintln(&notes, s.name)
		s.write(os.Stdout, &notes, a.done)
	}
	_, _ = io.WriteString(os.Stderr, "\n"+notes.String())
	return errors.Join(err, judge(ctx, w, a))
}

// goThrough lets the faults happen one by one, each in calm.
func (w *world) goThrough(ctx context.Context, a *asker, only string) (all []shown, err error) {
	for _, f := range w.faults() {
		if !strings.Contains(f.name, only) {
			continue
		}
		if err := a.calmFor(ctx, 5*time.Second); err != nil {
			return all, fmt.Errorf("before %s: %w", f.name, err)
		}
		fmt.Fprintln(os.Stderr, time.Now().Format(time.TimeOnly), f.name)
		s := shown{fault: f, at: time.Now()}
		s.end = s.at.Add(f.watch)
		err := f.begin(ctx)
		if f.heal != nil {
			sleep(ctx, time.Until(s.at.Add(f.lasts)))
			s.healed = time.Now() // from here on the part is being started
			err = errors.Join(err, f.heal(ctx))
		} else {
			s.healed = time.Now()
		}
		if least := time.Now().Add(15 * time.Second); s.end.Before(least) {
			s.end = least // mending took long
		}
		all = append(all, s)
		if err != nil {
			return all, fmt.Errorf("%s: %w", f.name, err)
		}
		sleep(ctx, time.Until(s.end))
	}
	return all, nil
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// judge fails where an answer was wrong or feedback is lost.
func judge(ctx context.Context, w *world, a *asker) error {
	feedback, questions, err := lost(ctx, w.storeURL(&link{at: w.database.Address()}), a.done)
	if err != nil {
		return err
	}
	kept, bad := 0, 0
	for _, o := range a.done {
		if o.feedback == http.StatusNoContent {
			kept++
		}
		if o.how == wrong {
			bad++
		}
	}
	fmt.Printf("\n%d of %d feedback that was answered with 204 is lost; %d answered questions are not in the database; %d answers are wrong\n", feedback, kept, questions, bad)
	if feedback+bad > 0 {
		return errors.New("not all is right")
	}
	return nil
}
