package service

import (
	"github.com/prometheus/client_golang/prometheus"
)

// Collections are not told apart: who may see the metrics may not see those.
var (
	reloadTime  = prometheus.NewDesc("taskforce_materials_loaded_timestamp_seconds", "When the files on the disk were last taken in, of the library that was longest ago.", nil, nil)
	reloadCount = prometheus.NewDesc("taskforce_materials_reloads_total",
		"Changes of the files that were taken in, or could not be, since the start.", []string{"result"}, nil)
	passageCount = prometheus.NewDesc("taskforce_passages", "Passages that questions are compared with by words and, where they have a vector, by meaning.", []string{"vector"}, nil)
	reloadKept   = prometheus.NewDesc("taskforce_materials_kept_files", "Files that cannot be read any more and whose former text is used.", nil, nil)
)

// Describe implements prometheus.Collector, which shows how libraries keep in
// step with their files.
func (*Reloaders) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{reloadTime, reloadCount, reloadKept, passageCount} {
		ch <- d
	}
}

// Embedded tells how many passages have a vector, of how many that are to have one.
func (all *Reloaders) Embedded() (done, total int) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, r := range all.all {
		d, t := r.Index.Embedded()
		done, total = done+d, total+t
	}
	return done, total
}

// Collect implements prometheus.Collector.
func (all *Reloaders) Collect(ch chan<- prometheus.Metric) {
	done, total := all.Embedded()
	ch <- prometheus.MustNewConstMetric(passageCount, prometheus.GaugeValue, float64(done), "known")
	ch <- prometheus.MustNewConstMetric(passageCount, prometheus.GaugeValue, float64(total-done), "missing")
	all.mu.Lock()
	defer all.mu.Unlock()
	var oldest, changed, failed, kept int64
	for i, r := range all.all {
		if at := r.at.Load(); i == 0 || at < oldest {
			oldest = at
		}
		changed, failed, kept = changed+r.changed.Load(), failed+r.failed.Load(), kept+r.kept.Load()
	}
	ch <- prometheus.MustNewConstMetric(reloadTime, prometheus.GaugeValue, float64(oldest))
	ch <- prometheus.MustNewConstMetric(reloadCount, prometheus.CounterValue, float64(changed), "changed")
	ch <- prometheus.MustNewConstMetric(reloadCount, prometheus.CounterValue, float64(failed), "failed")
	ch <- prometheus.MustNewConstMetric(reloadKept, prometheus.GaugeValue, float64(kept))
}
