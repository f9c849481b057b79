package cli

import (
	"github.com/prometheus/client_golang/prometheus"
)

var (
	reloadLabels = []string{"library"}
	reloadTime   = prometheus.NewDesc("taskforce_materials_loaded_timestamp_seconds", "When the files on the disk were last taken in.", reloadLabels, nil)
	reloadCount  = prometheus.NewDesc("taskforce_materials_reloads_total",
		"Changes of the files that were taken in, or could not be, since the start.", append(reloadLabels, "result"), nil)
	reloadKept = prometheus.NewDesc("taskforce_materials_kept_files", "Files that cannot be read any more and whose former text is used.", reloadLabels, nil)
	reloadDocs = prometheus.NewDesc("taskforce_materials_documents", "Documents that are searched.", reloadLabels, nil)
)

// Describe implements prometheus.Collector, which shows how libraries keep in
// step with their files.
func (*reloaders) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{reloadTime, reloadCount, reloadKept, reloadDocs} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (all *reloaders) Collect(ch chan<- prometheus.Metric) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, r := range all.all {
		ch <- prometheus.MustNewConstMetric(reloadTime, prometheus.GaugeValue, float64(r.at.Load()), r.name)
		ch <- prometheus.MustNewConstMetric(reloadCount, prometheus.CounterValue, float64(r.changed.Load()), r.name, "changed")
		ch <- prometheus.MustNewConstMetric(reloadCount, prometheus.CounterValue, float64(r.failed.Load()), r.name, "failed")
		ch <- prometheus.MustNewConstMetric(reloadKept, prometheus.GaugeValue, float64(r.kept.Load()), r.name)
		ch <- prometheus.MustNewConstMetric(reloadDocs, prometheus.GaugeValue, float64(len(r.index.Documents())), r.name)
	}
}
