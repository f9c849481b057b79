package staff

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

// Check tells which flags do not fit together, before anything is indexed; watched
// tells whether new materials are read at all.
func (f Asking) Check(watched bool) error {
	switch {
	case f.GoldenHold == 0:
		return nil
	case f.GoldenHold < time.Minute || f.GoldenHold > 30*24*time.Hour:
		return service.Usage("--golden-hold er %s; vælg en tid mellem 1m og 720h", f.GoldenHold)
	case f.Golden == "":
		return service.Usage("--golden-hold kræver --golden: de spørgsmål, som nyt materiale prøves med")
	case !watched:
		return service.Usage("--golden-hold kræver --reload over 0s, for ellers bliver nyt materiale aldrig læst ind")
	}
	return nil
}

// Hold lets new shared materials wait for an editor where they would change the
// answers to the questions of a book; nil without the flag. The caller
// closes it.
func (f Asking) Hold(book *golden.Book) *golden.Hold {
	if f.GoldenHold == 0 {
		return nil
	}
	return golden.NewHold(book, f.GoldenHold)
}

// Holder is a hold as the service asks it.
type Holder struct {
	*golden.Hold
	// Engine answers from an index as readers are answered.
	Engine func(x *index.Index) (*answer.Engine, error)
	Model  service.Model
}

// May implements [service.Holder].
func (h Holder) May(key string, files []string, open func(context.Context) (*index.Index, error), serve func() error) bool {
	return h.Hold.May(golden.Next{Key: key, Files: files, Serve: serve, Open: func(ctx context.Context) (golden.Asking, func(), error) {
		x, err := open(ctx)
		if err != nil {
			return nil, nil, err
		}
		done := func() { _ = x.Close() }
		eng, err := h.Engine(x)
		if err != nil {
			done()
			return nil, nil, err
		}
		embed, cancel := context.WithTimeout(ctx, vectorWait)
		defer cancel()
		_ = x.Embed(embed, nil) // what has no vector is found by words, as after the change
		return askingOf(eng, h.Model.Longest()), done, nil
	}})
}

// askingOf asks an engine, for a bounded time. Vectors are waited for, so that an
// answer is another for the sake of what it rests on alone.
func askingOf(eng *answer.Engine, longest time.Duration) golden.Asking {
	return func(ctx context.Context, req answer.Request) (*answer.Answer, error) {
		ctx, cancel := context.WithTimeout(ctx, longest+10*time.Second)
		defer cancel()
		return eng.Ask(index.Unhurried(ctx), req, answer.Sink{})
	}
}

var heldGauge = prometheus.NewDesc("taskforce_materials_held", "1 while new materials wait to be let into service in --golden-hold.", nil, nil)

// HoldMetrics shows whether new materials wait.
type HoldMetrics struct{ Hold *golden.Hold }

// Describe implements prometheus.Collector.
func (HoldMetrics) Describe(ch chan<- *prometheus.Desc) { ch <- heldGauge }

// Collect implements prometheus.Collector.
func (m HoldMetrics) Collect(ch chan<- prometheus.Metric) {
	held := 0.0
	if m.Hold.Held() != nil {
		held = 1
	}
	ch <- prometheus.MustNewConstMetric(heldGauge, prometheus.GaugeValue, held)
}
