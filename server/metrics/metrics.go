// Package metrics counts what an operator needs to know. Start with [New].
package metrics

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/store"
)

// Metrics counts what an operator needs to know; nothing in it tells who asked
// or what.
type Metrics struct {
	requests  *prometheus.CounterVec   // by route and status
	durations *prometheus.HistogramVec // by route
	answers   *prometheus.CounterVec   // by mode and kind of refusal
	fallbacks *prometheus.CounterVec   // by reason
	Feedback  *prometheus.CounterVec   // by vote and reason
	withheld  prometheus.Counter
	Cancelled prometheus.Counter
	Streams   prometheus.Gauge
	Show      fiber.Handler
}

// New makes the metrics, shown with more of others; r may be nil.
func New(r Recording, more []prometheus.Collector) *Metrics {
	m := &Metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taskforce_requests_total",
			Help: "Requests by route and status."}, []string{"route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "taskforce_request_duration_seconds",
			Help:    "Time from a request to the end of its response, by route.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120}}, []string{"route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taskforce_answers_total",
			Help: "Answers by mode and kind of refusal; refusal is empty for an answer."}, []string{"mode", "refusal"}),
		fallbacks: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taskforce_fallback_answers_total",
			Help: "Answers that are not, or not wholly, the model's, by reason."}, []string{"reason"}),
		Feedback: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taskforce_feedback_total",
			Help: "Feedback by vote and reason; reason is empty where none was given."}, []string{"vote", "reason"}),
		withheld: prometheus.NewCounter(prometheus.CounterOpts{Name: "taskforce_withheld_sentences_total",
			Help: "Sentences of the model that the sources did not support."}),
		Cancelled: prometheus.NewCounter(prometheus.CounterOpts{Name: "taskforce_cancelled_answers_total",
			Help: "Answers that were ended because the reader had left."}),
		Streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "taskforce_open_streams",
			Help: "Answers that are being streamed now."}),
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(m.requests, m.durations, m.answers, m.fallbacks, m.Feedback, m.withheld, m.Cancelled, m.Streams,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reg.MustRegister(more...)
	if r != nil {
		reg.MustRegister(storeMetrics(r)...)
	}
	m.Show = adaptor.HTTPHandler(promhttp.HandlerFor(reg, promhttp.HandlerOpts{DisableCompression: true}))
	return m
}

// Recording is what keeps questions and feedback, and tells how that goes.
type Recording interface{ Stats() store.Stats }

// storeMetrics tells how the recording goes.
func storeMetrics(r Recording) []prometheus.Collector {
	count := func(name, help string, value func(store.Stats) uint64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "taskforce_store_" + name + "_total", Help: help},
			func() float64 { return float64(value(r.Stats())) })
	}
	return []prometheus.Collector{
		count("written", "Questions and feedback that were kept.", func(s store.Stats) uint64 { return s.Written }),
		count("dropped", "Questions and feedback that found the queue of the store full.", func(s store.Stats) uint64 { return s.Dropped }),
		count("failed", "Questions and feedback that the store did not take.", func(s store.Stats) uint64 { return s.Failed }),
		count("unknown", "Feedback deleted whose question was never kept.", func(s store.Stats) uint64 { return s.Unknown }),
		count("deleted", "Questions that were deleted for their age.", func(s store.Stats) uint64 { return s.Swept }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "taskforce_store_waiting", Help: "Questions and feedback that wait to be kept."},
			func() float64 { return float64(r.Stats().Waiting) }),
	}
}

func (m *Metrics) Request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(route).Observe(took.Seconds())
}

func (m *Metrics) Answer(a *answer.Answer) {
	m.answers.WithLabelValues(a.Mode, a.Refusal).Inc()
	m.withheld.Add(float64(len(a.Withheld)))
	if a.Fallback != "" {
		m.fallbacks.WithLabelValues(a.Fallback).Inc()
	}
}
