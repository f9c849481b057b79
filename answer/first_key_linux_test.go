package answer

import (
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
)

// answerOf is how many sentences an answer of the benchmark has.
const answerOf = 6

// BenchmarkFirstKey times the first key, a sentence at a time: over the fields,
// each sentence beside its own passages, and over answers of the shipped
// materials, six sentences beside the six passages that a question finds. The
// sources are read once for each answer, while the model begins; that is told
// apart. cpu is without what other programs took of the processor meanwhile.
func BenchmarkFirstKey(b *testing.B) {
	b.Run("fields", func(b *testing.B) {
		passages, sentences := readFields(b)
		c := NewChecker(CheckerConfig{})
		var all []task
		for _, l := range sentences {
			in := Given{Question: l.Question, Lang: l.Lang, Text: l.Text}
			for _, i := range l.Passages {
				in.Sources = append(in.Sources, passages[i])
				in.Sources[len(in.Sources)-1].N = len(in.Sources)
			}
			for _, p := range piecesOf(in.Text) {
				all = append(all, task{func() *verify.Verifier { return c.verifier(in) }, []string{p.marked()}})
			}
		}
		timed(b, all)
	})
	b.Run("answer", func(b *testing.B) {
		_, sentences := readFields(b)
		x := answertest.Shipped(b)
		snap := answertest.Snapshot(b, x)
		var all []task
		for _, q := range []string{"Hvad er målene for 2030?", "Må en sagsbehandler bruge ChatGPT?", "Hvilke AI-systemer er højrisiko?", "Skal der laves en konsekvensanalyse?",
			"Hvornår gælder reglerne for generativ AI?", "Hvad er forbudt AI-praksis?"} {
			_, hits, err := x.Find(b.Context(), q, nil, 6)
			if err != nil || len(hits) < 6 {
				b.Fatal(len(hits), err)
			}
			var sources []verify.Source
			var said []string
			for i, h := range hits {
				sources = append(sources, verify.Source{N: i + 1, Title: h.Title, Section: h.Section, Text: h.Text})
				for line := range strings.Lines(h.Body()) {
					said = append(said, danish.Sentences(line)...)
				}
			}
			for i := range said { // every other sentence is of another field, so that nothing is found at once
				if i%2 == 1 {
					said[i] = sentences[i%len(sentences)].Text
				}
			}
			for some := range slices.Chunk(said, answerOf) {
				all = append(all, task{func() *verify.Verifier { return &verify.Verifier{Index: snap, Sources: sources, Question: q} }, some})
			}
		}
		timed(b, all)
	})
}

// task are sentences that one verifier checks.
type task struct {
	verifier  func() *verify.Verifier
	sentences []string
}

func timed(b *testing.B, all []task) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var took, cpu, read []time.Duration
	for i := 0; b.Loop(); i++ {
		t := all[i%len(all)]
		v := t.verifier()
		before := cpuTime(b)
		v.Read()
		read = append(read, cpuTime(b)-before)
		for _, s := range t.sentences {
			start, before := time.Now(), cpuTime(b)
			v.Check(s)
			cpu, took = append(cpu, cpuTime(b)-before), append(took, time.Since(start))
		}
	}
	for name, times := range map[string][]time.Duration{"ns/sentence": took, "cpu-ns/sentence": cpu, "cpu-ns/reading": read} {
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2].Nanoseconds()), "p50-"+name)
		b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds()), "p99-"+name)
	}
}

// cpuTime is what the thread has taken of the processor.
func cpuTime(b *testing.B) time.Duration {
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &at); err != nil {
		b.Fatal(err)
	}
	return time.Duration(at.Nano())
}
