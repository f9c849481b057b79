package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// minute is what the service said of itself at the end of a minute, and what was
// asked in it.
type minute struct {
	asked
	changes, whole float64
	resident       float64 // bytes, with the pages of files that are mapped
	own            float64 // bytes that the process allocated
	heap           float64 // bytes that were alive at the last garbage collection
	goroutines     float64
	files          float64
}

func (m minute) String() string {
	return fmt.Sprintf("%d | %d | %.0f / %.0f | %.0f | %.0f | %.0f | %.0f | %.1f | %.0f | %.0f", m.requests, m.failed,
		percentile(m.times, 0.5), percentile(m.times, 0.99), m.changes, m.whole, m.resident/1e6, m.own/1e6, m.heap/1e6, m.goroutines, m.files)
}

func percentile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}

// metrics are the service's, by name and labels.
func (s *service) metrics(ctx context.Context) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	res, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out := map[string]float64{}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		at := strings.LastIndexByte(lines.Text(), ' ')
		if v, err := strconv.ParseFloat(lines.Text()[at+1:], 64); err == nil && at > 0 {
			out[lines.Text()[:at]] = v
		}
	}
	return out, lines.Err()
}

func (s *service) state(ctx context.Context) (minute, error) {
	m, err := s.metrics(ctx)
	if err != nil {
		return minute{}, err
	}
	out := minute{changes: m[`taskforce_materials_reloads_total{result="changed"}`], whole: float64(s.whole.Load()), resident: m["process_resident_memory_bytes"],
		heap: m["go_memstats_next_gc_bytes"] / 2, goroutines: m["go_goroutines"], files: m["process_open_fds"]}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return out, err
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			out.own = kb * 1024
		}
	}
	return out, nil
}

// warmTime bounds the wait for the vectors of all passages.
const warmTime = 30 * time.Minute

// warm waits until each passage has its vector.
func (s *service) warm(ctx context.Context) error {
	for end := time.Now().Add(warmTime); time.Now().Before(end); {
		m, err := s.metrics(ctx)
		if err != nil {
			return err
		}
		if m[`taskforce_passages{vector="known"}`] > 0 && m[`taskforce_passages{vector="missing"}`] == 0 {
			return nil
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.New("the vectors are not there")
}

// most is how much more the last quarter of the minutes may show than the
// second, in which all that is kept on purpose has filled.
const most = 1.1

// judge tells whether what must not grow stayed flat, and whether all was answered.
func judge(all []minute) error {
	var faults []error
	for _, g := range []struct {
		name string
		of   func(minute) float64
		free float64 // that may be added whatever the share
	}{
		{"live heap, MB", func(m minute) float64 { return m.heap / 1e6 }, 5},
		{"own memory, MB", func(m minute) float64 { return m.own / 1e6 }, 20},
		{"goroutines", func(m minute) float64 { return m.goroutines }, 10},
		{"open files", func(m minute) float64 { return m.files }, 10},
	} {
		quarter := len(all) / 4
		before, after := middle(all[quarter:2*quarter], g.of), middle(all[len(all)-quarter:], g.of)
		flat := after <= before*most+g.free
		fmt.Printf("%s: %.1f in the second quarter, %.1f in the last, flat: %v\n", g.name, before, after, flat)
		if !flat {
			faults = append(faults, fmt.Errorf("%s grew", g.name))
		}
	}
	requests, failed, example := 0, 0, ""
	for _, m := range all {
		requests, failed = requests+m.requests, failed+m.failed
		if m.example != "" {
			example = m.example
		}
	}
	fmt.Printf("%d of %d requests failed\n", failed, requests)
	if failed > 0 {
		faults = append(faults, fmt.Errorf("%d requests failed, such as: %s", failed, example))
	}
	return errors.Join(faults...)
}

// middle is the median of what minutes show.
func middle(all []minute, of func(minute) float64) float64 {
	var values []float64
	for _, m := range all {
		values = append(values, of(m))
	}
	return percentile(values, 0.5)
}
