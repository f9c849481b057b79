package cli

import (
	"fmt"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// nobody is the address of a model that is not there.
func nobody(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return "http://" + ln.Addr().String() + "/v1"
}

// TestServeWithFailingModel goes through what a model may do before and after
// its first sentence, over the real service: what the reader gets, and what
// the operator sees.
func TestServeWithFailingModel(t *testing.T) {
	t.Parallel()
	const said = "En cykel lånes i receptionen hver dag [1]. "
	for name, c := range map[string]struct {
		step     *llmtest.Step // nil is a model that is not there
		mode     string
		fallback string
		failure  string // kind in the metrics
		health   string
	}{
		"absent":       {nil, answer.ModeExtract, answer.FallbackFailed, "refused", "failing"},
		"denied":       {step(llmtest.Fail(401, "nej")), answer.ModeExtract, answer.FallbackFailed, "auth", "failing"},
		"no model":     {step(llmtest.Fail(404, "nej")), answer.ModeExtract, answer.FallbackFailed, "not_found", "failing"},
		"broken":       {step(llmtest.Fail(502, "nej")), answer.ModeExtract, answer.FallbackFailed, "server", "failing"},
		"too long":     {step(llmtest.Fail(400, "maximum context length")), answer.ModeExtract, answer.FallbackFailed, "context_length", "ok"},
		"slow":         {step(llmtest.Slow(time.Hour)), answer.ModeExtract, answer.FallbackFailed, "timeout_first", "failing"},
		"empty":        {step(llmtest.Empty()), answer.ModeExtract, answer.FallbackFailed, "empty", "failing"},
		"cut":          {step(llmtest.Ends(llmtest.Cut, said, "En")), answer.ModeLLM, answer.FallbackCut, "cut_off", "failing"},
		"bad JSON":     {step(llmtest.BadJSON(said, "En")), answer.ModeLLM, answer.FallbackCut, "protocol", "failing"},
		"endless":      {step(llmtest.Ends(llmtest.Endless, said)), answer.ModeLLM, "", "", "ok"},
		"in English":   {step(llmtest.Text("A bike is borrowed at the reception every day [1].")), answer.ModeExtract, answer.FallbackWithheld, "", "ok"},
		"declines":     {step(llmtest.Text("Jeg kan desværre ikke hjælpe med det.")), answer.ModeExtract, answer.FallbackDeclined, "", "ok"},
		"works indeed": {step(llmtest.Text(said)), answer.ModeLLM, "", "", "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := nobody(t)
			if c.step != nil {
				model := llmtest.New(t, *c.step)
				url = model.URL
			}
			s := serve(t, "--llm-url", url, "--llm-model", "test", "--llm-wait", "1s")
			res := s.chat(t, "text/event-stream", question)
			defer res.Body.Close()
			names, last := newEvents(res.Body).rest()
			if len(names) == 0 || names[len(names)-1] != "done" {
				t.Fatalf("events %q, the last %s", names, last)
			}
			a := decode(t, last)
			if a.Mode != c.mode || a.Fallback != c.fallback || (a.Notice != "") != (c.fallback != "") || !strings.Contains(a.Answer, "receptionen") {
				t.Errorf("got %s", last)
			}
			s.shows(t, c.fallback, c.failure)
			if status, body := s.get(t, "/healthz"); status != 200 || !strings.Contains(body, `"model":"`+c.health+`"`) {
				t.Errorf("healthz: %d %s, want %s", status, body, c.health)
			}
		})
	}
}

func step(s llmtest.Step) *llmtest.Step { return &s }

// shows checks the metrics of a service that was asked once.
func (s *running) shows(t *testing.T, fallback, failure string) {
	t.Helper()
	_, metrics := s.get(t, "/metrics")
	line := func(form string) bool { return regexp.MustCompile(`(?m)^` + form + ` [1-9]`).MatchString(metrics) }
	if line(`taskforce_fallback_answers_total\{reason="`+fallback+`"\}`) != (fallback != "") {
		t.Errorf("fallback %q in\n%s", fallback, own(metrics))
	}
	kind := fmt.Sprintf(`taskforce_model_failures_total\{endpoint="1",kind="%s",model="test"\}`, failure)
	if failure != "" && !line(kind) || failure == "" && strings.Contains(metrics, "taskforce_model_failures_total{") {
		t.Errorf("failure %q in\n%s", failure, own(metrics))
	}
	if !strings.Contains(metrics, `taskforce_model_breaker_state{endpoint="1",model="test"} `) {
		t.Errorf("no state of the breaker in\n%s", own(metrics))
	}
}

// own are the lines of the service's own metrics.
func own(metrics string) string {
	return strings.Join(regexp.MustCompile(`(?m)^taskforce_.*$`).FindAllString(metrics, -1), "\n")
}

// TestServeSkipsADeniedEndpoint starts with a wrong key for the first endpoint:
// the log says so at once, the second answers, and the first is skipped.
func TestServeSkipsADeniedEndpoint(t *testing.T) {
	t.Parallel()
	first, second := llmtest.New(t), llmtest.New(t)
	first.Key = "hemmelig"
	s := serve(t, "--llm-url", first.URL, "--llm-url", second.URL, "--llm-model", "en", "--llm-model", "to", "--llm-key", "forkert", "--llm-key", "-")
	log := s.log.String()
	if !strings.Contains(log, "sprogmodellen kan ikke bruges lige nu: en på "+strings.TrimSuffix(first.URL, "/v1")+": nøglen mangler eller afvises (HTTP 401)") ||
		strings.Contains(log, "svarene er uddrag") || strings.Contains(log, "forkert") {
		t.Errorf("the log says %s", log)
	}
	for range 3 {
		res := s.chat(t, "text/event-stream", question)
		_, last := newEvents(res.Body).rest()
		res.Body.Close()
		if a := decode(t, last); a.Mode != answer.ModeLLM || a.Model != "to" || a.Notice != "" {
			t.Errorf("got %s", last)
		}
	}
	_, metrics := s.get(t, "/metrics")
	for _, want := range []string{
		`taskforce_model_failures_total{endpoint="1",kind="auth",model="en"} 1`,
		`taskforce_model_failures_total{endpoint="1",kind="skipped",model="en"} 2`,
		`taskforce_model_breaker_state{endpoint="1",model="en"} 2`,
		`taskforce_model_breaker_state{endpoint="2",model="to"} 0`,
		`taskforce_model_replies_total{endpoint="2",model="to"} 3`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s in\n%s", want, own(metrics))
		}
	}
	addr := strings.TrimPrefix(s.url, "http://")
	if code, out, errs := run(nil, "health", "--addr", addr); code != exitDone || !strings.HasPrefix(out, "tjenesten virker\ntjenestens sprogmodel virker\n") {
		t.Errorf("health: exit code %d, %q, %q", code, out, errs)
	}
	// The environment of a container names a model; its health is the service's.
	env := map[string]string{"TASKFORCE_LLM_URL": nobody(t), "TASKFORCE_LLM_MODEL": "m"}
	if code, _, errs := run(env, "health", "--addr", addr); code != exitFailed || !strings.Contains(errs, "ingen svarer på adressen") {
		t.Errorf("health of an absent model: exit code %d, %q", code, errs)
	}
	if code, _, errs := run(env, "health", "--addr", addr, "--service-only"); code != exitDone || errs != "" {
		t.Errorf("health --service-only: exit code %d, %q", code, errs)
	}
}
