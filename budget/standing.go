package budget

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Standing is how the budget of the whole service stands today, in tokens or in money.
type Standing struct {
	Amount         // what may be used
	Used   float64 // may be more, by the answers that were under way when it was used up
	Spent  bool
}

// Service tells how the budget of the whole service stands; ok is false where it has none.
func (b *Budget) Service(ctx context.Context) (s Standing, ok bool) {
	if b == nil || b.cfg.Service == (Amount{}) {
		return s, false
	}
	limited, _ := b.limits(context.WithValue(ctx, authorityKey{}, nil))
	states, err := b.cfg.Meter.Add(ctx, 0, limited...)
	if err != nil {
		return s, false
	}
	s = Standing{Amount: b.cfg.Service, Used: float64(states[0].Used), Spent: states[0].Left == 0}
	if s.Money {
		s.Used /= nano
	}
	return s, true
}

// scrapeTime bounds the wait for what is used, for the metrics.
const scrapeTime = 2 * time.Second

var (
	tokensUsed = prometheus.NewDesc("taskforce_model_tokens_total",
		"Tokens to and from the models, by direction: what their endpoints told, else an estimate.", []string{"direction"}, nil)
	most    = prometheus.NewDesc("taskforce_model_budget", "What the service may use of models in a day, by unit.", []string{"unit"}, nil)
	used    = prometheus.NewDesc("taskforce_model_budget_used", "What the service has used of it since midnight, by unit.", []string{"unit"}, nil)
	refused = prometheus.NewDesc("taskforce_model_budget_refusals_total",
		"Answers and checks that no model was asked for since a budget was used up, by whose it was.", []string{"of"}, nil)
)

// Describe implements prometheus.Collector.
func (b *Budget) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{tokensUsed, most, used, refused} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (b *Budget) Collect(ch chan<- prometheus.Metric) {
	counter := func(d *prometheus.Desc, n int64, label string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), label)
	}
	counter(tokensUsed, b.prompt.Load(), "prompt")
	counter(tokensUsed, b.completion.Load(), "completion")
	counter(refused, b.refused[ofService].Load(), "service")
	counter(refused, b.refused[ofAuthority].Load(), "authority")
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTime)
	defer cancel()
	s, ok := b.Service(ctx)
	if !ok {
		return
	}
	ch <- prometheus.MustNewConstMetric(most, prometheus.GaugeValue, s.N, s.unit())
	ch <- prometheus.MustNewConstMetric(used, prometheus.GaugeValue, s.Used, s.unit())
}

func (a Amount) unit() string {
	if a.Money {
		return "money"
	}
	return "tokens"
}
