package endpoints

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/digitaskforce/taskforce/llm"
)

var (
	modelLabels   = []string{"endpoint", "model"}
	modelReplies  = prometheus.NewDesc("taskforce_model_replies_total", "Calls that the model's endpoint answered.", modelLabels, nil)
	modelFailures = prometheus.NewDesc("taskforce_model_failures_total",
		"Attempts at the model's endpoint that failed, by kind; skipped counts calls that it was not asked.", append(modelLabels, "kind"), nil)
	modelBreaker = prometheus.NewDesc("taskforce_model_breaker_state",
		"Whether the model's endpoint is asked: 0 yes, 1 one call tries it, 2 it is skipped.", modelLabels, nil)
)

// poolCollector shows Prometheus how the endpoints of a pool are doing.
type poolCollector struct{ pool *llm.Pool }

// Metrics are those of the model's endpoints, none without a model.
func Metrics(pool *llm.Pool) []prometheus.Collector {
	if pool == nil {
		return nil
	}
	return []prometheus.Collector{poolCollector{pool}}
}

// Describe implements prometheus.Collector.
func (poolCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{modelReplies, modelFailures, modelBreaker} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c poolCollector) Collect(ch chan<- prometheus.Metric) {
	for i, s := range c.pool.Status() {
		labels := []string{strconv.Itoa(i + 1), s.Model}
		ch <- prometheus.MustNewConstMetric(modelReplies, prometheus.CounterValue, float64(s.Replies), labels...)
		ch <- prometheus.MustNewConstMetric(modelBreaker, prometheus.GaugeValue, float64(s.State), labels...)
		for kind, n := range s.Failures {
			ch <- prometheus.MustNewConstMetric(modelFailures, prometheus.CounterValue, float64(n), append(labels, string(kind))...)
		}
	}
}
