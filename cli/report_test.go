package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/report"
	"github.com/digitaskforce/taskforce/store"
)

// stored makes a --data with questions of today, and one of long ago.
func stored(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	st, err := store.Open(t.Context(), store.Config{URL: "sqlite", Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for i, q := range []store.Question{
		{Text: "Hvad koster en cykelhjelm?", Refusal: "unanswered"},
		{Text: "Hvad er prisen på en cykelhjelm?", Refusal: "unanswered"},
		{Text: "Hvad koster en cykelhjelm", Refusal: "unanswered"},
		{Text: "Og hvad så?", Refusal: "unanswered", FollowUp: true},
		{Text: "Hvem tømmer skraldespanden?", Refusal: "unanswered"},
		{Text: question, Sources: []store.Source{{ID: "x", Document: "cykler", Title: "Cykler", Section: []string{"Cykler", "Lån"}}}},
		{Text: "Hvor stilles cyklen?", At: time.Now().AddDate(0, 0, -100)},
	} {
		q.ID, q.Mode = fmt.Sprint("id", i), "extract"
		if q.At.IsZero() {
			q.At = time.Now().Add(time.Duration(i-10) * time.Second)
		}
		if err := st.Save(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Rate(t.Context(), store.Feedback{ID: "id5", Vote: store.Down, Reason: "incomplete", Comment: "Hvornår?", At: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestReport reads a store in every form.
func TestReport(t *testing.T) {
	t.Parallel()
	data := stored(t)
	page := filepath.Join(t.TempDir(), "rapport.html")
	args := []string{"report", "--data", data, "--store", "sqlite", "--no-materials", "--documents", folder(t, bicycles)}
	with := func(more ...string) string {
		t.Helper()
		code, out, errs := run(nil, append(args, more...)...)
		if code != exitDone || errs != "" {
			t.Fatalf("%q: exit code %d, %q", more, code, errs)
		}
		return out
	}
	if text := with(); !strings.Contains(text, "3  Hvad koster en cykelhjelm? (og 1 anden formulering)") || !strings.Contains(text, "1  Cykler") {
		t.Errorf("got %s", text)
	}
	var r report.Report
	if err := json.Unmarshal([]byte(with("--json")), &r); err != nil || r.Questions != 6 || len(r.Groups) != 3 || len(r.Unused) != 0 {
		t.Errorf("%v; %+v", err, r)
	}
	if err := json.Unmarshal([]byte(with("--json", "--days", "200", "--price-prompt", "3")), &r); err != nil || r.Questions != 7 || r.Costs.Rates.Prompt != 3 {
		t.Errorf("200 days: %v; %+v", err, r)
	}
	if err := json.Unmarshal([]byte(with("--json", "--from", "2020-01-01", "--to", "2020-01-31")), &r); err != nil || r.Questions != 0 || len(r.Periods) != 31 {
		t.Errorf("another time: %v; %+v", err, r)
	}
	if table := with("--csv"); !strings.Contains(table, "ubesvarede;Hvad koster en cykelhjelm?;stillet;3\n") {
		t.Errorf("got %s", table)
	}
	if out := with("--html", page); out != "" {
		t.Errorf("got %s", out)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "Hvad koster en cykelhjelm?") || strings.Contains(string(text), "<script") {
		t.Errorf("%v: %s", err, text)
	}
}

// TestQuestionsToEval goes from what was asked in vain to a file that eval
// takes; what somebody has filled in stays when it is done again.
func TestQuestionsToEval(t *testing.T) {
	t.Parallel()
	data := stored(t)
	file := filepath.Join(t.TempDir(), "nye.jsonl")
	docs := folder(t, bicycles)
	export := func() string {
		t.Helper()
		code, out, errs := run(nil, "report", "--data", data, "--store", "sqlite", "--no-materials", "--documents", docs, "--export-questions", file)
		if code != exitDone || out != "" {
			t.Fatalf("exit code %d, %q, %q", code, out, errs)
		}
		return errs
	}
	if errs := export(); !strings.Contains(errs, "3 spørgsmål er føjet til") || !strings.Contains(errs, "1 opfølgende spørgsmål er udeladt") {
		t.Errorf("got %q", errs)
	}
	qs, err := eval.ReadQuestions(file)
	if err != nil || len(qs) != 3 || qs[0].Question != "Hvad koster en cykelhjelm?" || qs[2].Kind != report.KindDown || qs[2].Question != question {
		t.Fatalf("%v; %+v", err, qs)
	}
	code, out, errs := run(nil, "eval", "--no-materials", "--documents", docs, "--questions", file)
	if code != exitDone || !strings.Contains(out, report.KindUnanswered) || strings.Contains(out, "NaN") {
		t.Errorf("eval: exit code %d, %q, %q", code, out, errs)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	filled := bytes.TrimRight(bytes.Replace(text, []byte(`"evidence":[]`), []byte(`"evidence":["En hjelm koster 300 kroner"]`), 1), "\n")
	lines := bytes.SplitAfter(filled, []byte("\n"))
	if err := os.WriteFile(file, bytes.TrimRight(bytes.Join(lines[:2], nil), "\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if errs := export(); !strings.Contains(errs, "1 spørgsmål er føjet til") || !strings.Contains(errs, "(2 var der i forvejen)") {
		t.Errorf("got %q", errs)
	}
	qs, err = eval.ReadQuestions(file)
	if err != nil || len(qs) != 3 || len(qs[0].Evidence) != 1 {
		t.Errorf("%v; %+v", err, qs)
	}
}

// TestAdminReport shows the report of a running service to who has the key.
func TestAdminReport(t *testing.T) {
	t.Parallel()
	const key = "en-lang-hemmelig-nøgle"
	data := stored(t)
	s := serve(t, "--data", data, "--store", "sqlite", "--admin-key", key, "--watt-service", "40")
	if status, _ := s.get(t, "/admin/report"); status != http.StatusUnauthorized {
		t.Errorf("without the key: %d", status)
	}
	for format, want := range map[string]string{"html": "Hvad koster en cykelhjelm?", "json": `"watt_service": 40`, "csv": "cykelhjelm?;stillet;3", "jsonl": `"kind":"ubesvaret"`} {
		req, err := http.NewRequest(http.MethodGet, s.url+"/admin/report?days=7&format="+format, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth("hvem som helst", key)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		var body bytes.Buffer
		_, err = body.ReadFrom(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != 200 || !strings.Contains(body.String(), want) {
			t.Errorf("%s: %d, %v, %s", format, res.StatusCode, err, &body)
		}
	}
	if log := s.log.String(); strings.Contains(log, key) || strings.Contains(log, "hjelm") {
		t.Errorf("log: %s", log)
	}
}
