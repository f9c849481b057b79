package cli

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

var (
	metricName = regexp.MustCompile(`\b(?:taskforce|go|process)_[a-z_]+\b`)
	grouping   = regexp.MustCompile(`\b(?:by|ignoring) \(([a-z_, ]+)\)`)
	selecting  = regexp.MustCompile(`([a-z_]+)(?:=~|!~|!=|=)"`)
)

// queries are the expressions of the dashboard and of the alerts.
func queries(t *testing.T) (out []string) {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	var alerts struct {
		Groups []struct{ Rules []struct{ Expr string } }
	}
	for file, read := range map[string]func([]byte) error{
		"../deploy/grafana.json": func(b []byte) error { return json.Unmarshal(b, &board) },
		"../deploy/alerts.yaml":  func(b []byte) error { return yaml.Unmarshal(b, &alerts) },
	} {
		text, err := os.ReadFile(file)
		if err == nil {
			err = read(text)
		}
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	for _, p := range board.Panels {
		for _, q := range p.Targets {
			out = append(out, q.Expr)
		}
	}
	for _, r := range alerts.Groups[0].Rules {
		out = append(out, r.Expr)
	}
	return out
}

// TestDashboardShowsRealMetrics compares what the dashboard and the alerts ask
// for with what a service that was used exposes.
func TestDashboardShowsRealMetrics(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Fail(http.StatusUnauthorized, "no"))
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test", "--model-budget", "2mio", "--data", t.TempDir(), "--store", "sqlite")
	var a struct{ ID string }
	res := s.chat(t, "application/json", "Hvor lånes en cykel?")
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	vote, err := http.Post(s.url+"/api/feedback", "application/json", strings.NewReader(`{"id":"`+a.ID+`","vote":"up"}`))
	if err != nil || vote.StatusCode != http.StatusNoContent {
		t.Fatal(err, vote)
	}
	defer vote.Body.Close()
	_, shown := s.get(t, "/metrics")
	for _, q := range queries(t) {
		names := metricName.FindAllString(q, -1)
		if len(names) == 0 && !strings.HasPrefix(q, "up{") {
			t.Errorf("%s asks for nothing", q)
		}
		for _, n := range names {
			if !strings.Contains(shown, "\n"+n+" ") && !strings.Contains(shown, "\n"+n+"{") {
				t.Errorf("%s: there is no metric %s", q, n)
			}
		}
		for _, label := range labelsOf(q) {
			if !hasLabel(shown, names, label) {
				t.Errorf("%s: no metric of it has the label %s", q, label)
			}
		}
	}
}

func labelsOf(q string) (out []string) {
	for _, m := range grouping.FindAllStringSubmatch(q, -1) {
		out = append(out, strings.Split(m[1], ", ")...)
	}
	for _, m := range selecting.FindAllStringSubmatch(q, -1) {
		out = append(out, m[1])
	}
	return out
}

// hasLabel tells whether one of the metrics has a label. A bare "up" is
// Prometheus' own.
func hasLabel(shown string, names []string, label string) bool {
	for line := range strings.Lines(shown) {
		name, labels, _ := strings.Cut(line, "{")
		for _, n := range names {
			if n == name && strings.Contains(","+labels, ","+label+`="`) {
				return true
			}
		}
	}
	return len(names) == 0
}
