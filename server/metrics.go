package server

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/digitaskforce/taskforce/answer"
)

// metrics counts what an operator needs to know; nothing in it tells who asked
// or what.
type metrics struct {
	requests  *prometheus.CounterVec   // by route and status
	durations *prometheus.HistogramVec // by route
	answers   *prometheus.CounterVec   // by mode and kind of refusal
	withheld  prometheus.Counter
	cancelled prometheus.Counter
	streams   prometheus.Gauge
	show      fiber.Handler
}

func newMetrics() *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taskforce_requests_total",
			Help: "Requests by route and status."}, []string{"route", "status"}),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "taskforce_request_duration_seconds",
			Help:    "Time from a request to the end of its response, by route.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120}}, []string{"route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "taskforce_answers_total",
			Help: "Answers by mode and kind of refusal; refusal is empty for an answer."}, []string{"mode", "refusal"}),
		withheld: prometheus.NewCounter(prometheus.CounterOpts{Name: "taskforce_withheld_sentences_total",
			Help: "Sentences of the model that the sources did not support."}),
		cancelled: prometheus.NewCounter(prometheus.CounterOpts{Name: "taskforce_cancelled_answers_total",
			Help: "Answers that were ended because the reader had left."}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "taskforce_open_streams",
			Help: "Answers that are being streamed now."}),
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(m.requests, m.durations, m.answers, m.withheld, m.cancelled, m.streams,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.show = adaptor.HTTPHandler(promhttp.HandlerFor(reg, promhttp.HandlerOpts{DisableCompression: true}))
	return m
}

func (m *metrics) request(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Inc()
	m.durations.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) answer(a *answer.Answer) {
	m.answers.WithLabelValues(a.Mode, a.Refusal).Inc()
	m.withheld.Add(float64(len(a.Withheld)))
}

// showMetrics answers GET /metrics in Prometheus' text format.
func (s *Server) showMetrics(c *fiber.Ctx) error { return s.metrics.show(c) }
