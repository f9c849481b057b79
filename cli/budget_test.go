package cli

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
	"github.com/digitaskforce/taskforce/store/storetest"
)

const spentNotice = "Dagens budget for sprogmodellen er brugt. Indtil midnat er svarene uddrag af kilderne."

// as asks with a key, "" for none.
func (s *running) as(t *testing.T, key string, headers ...string) answer.Answer {
	t.Helper()
	status, body := s.with(t, key, http.MethodPost, "/api/chat", `{"question":"`+question+`"}`, append([]string{"Content-Type", "application/json"}, headers...)...)
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	if _, last, streamed := strings.Cut(body, "event: done\ndata: "); streamed {
		body = last
	}
	var out answer.Answer
	if err := json.Unmarshal([]byte(strings.TrimSpace(body)), &out); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return out
}

// isSpent tells whether an answer is the extract of a budget that is used up.
func isSpent(t *testing.T, a answer.Answer) bool {
	t.Helper()
	spent := a.Fallback == answer.FallbackBudget
	if spent != (a.Mode == answer.ModeExtract) || spent != (a.Notice == spentNotice) || spent != (a.Usage.PromptTokens == 0) || !strings.Contains(a.Answer, "receptionen") {
		t.Errorf("got %+v", a)
	}
	return spent
}

// TestBudgetOfAuthorities uses up that of one authority, by a stream whose
// tokens are counted too. The others go on, and it is used up after a restart.
func TestBudgetOfAuthorities(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Quote())
	docs, data := folder(t, bicycles), t.TempDir()
	odense, vejle := newKey(t, data, "Odense"), newKey(t, data, "Vejle")
	args := []string{"--documents", docs, "--data", data, "--store", "sqlite", "--auth", "keys", "--open", "--judge", "off", "--admin-key", "en-lang-hemmelighed",
		"--llm-url", model.URL, "--llm-model", "test", "--model-budget", "1mio", "--authority-budget", "1"}
	s := serveOnly(t, args...)
	const stream = "text/event-stream"
	first := s.as(t, odense, "Accept", stream)
	if isSpent(t, first) {
		t.Fatal("the first answer is refused")
	}
	for _, accept := range []string{"application/json", stream} {
		if !isSpent(t, s.as(t, odense, "Accept", accept)) {
			t.Errorf("%s: the budget is not held", accept)
		}
	}
	if isSpent(t, s.as(t, vejle)) || isSpent(t, s.as(t, "")) || !isSpent(t, s.as(t, "")) || len(model.Chats()) != 3 {
		t.Errorf("others: the model was asked %d times", len(model.Chats()))
	}
	status, form := s.with(t, "", http.MethodPost, "/", "question="+question, "Content-Type", "application/x-www-form-urlencoded")
	if status != 200 || !strings.Contains(form, spentNotice) {
		t.Errorf("the page: %d %s", status, form)
	}
	used := first.Usage.PromptTokens + first.Usage.CompletionTokens
	_, metrics := s.with(t, "en-lang-hemmelighed", http.MethodGet, "/metrics", "")
	for _, want := range []string{
		`taskforce_model_tokens_total{direction="prompt"} ` + text(3*first.Usage.PromptTokens),
		`taskforce_model_tokens_total{direction="completion"} ` + text(3*first.Usage.CompletionTokens),
		`taskforce_model_budget{unit="tokens"} 1e+06`, `taskforce_model_budget_used{unit="tokens"} ` + text(3*used),
		`taskforce_model_budget_refusals_total{of="authority"} 4`, `taskforce_model_budget_refusals_total{of="service"} 0`,
		`taskforce_fallback_answers_total{reason="budget"} 4`,
	} {
		if !strings.Contains(metrics, want+"\n") {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if _, page := s.with(t, "en-lang-hemmelighed", http.MethodGet, "/admin", ""); !strings.Contains(page, text(3*used)+" af 1.000.000 tokens er brugt") {
		t.Errorf("the secretariat's page: %s", page)
	}
	if code := s.stop(t); code != exitDone {
		t.Fatal(code)
	}
	s = serveOnly(t, args...)
	if !isSpent(t, s.as(t, odense)) || !isSpent(t, s.as(t, vejle)) {
		t.Error("a restart gives a new budget")
	}
	if n := strings.Count(s.log.String(), "budget for models is used up"); n != 2 || strings.Contains(s.log.String(), question) {
		t.Errorf("told %d times: %s", n, s.log)
	}
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// TestBudgetOfTheService is counted in memory where nothing is kept; also by the judge of
// other programs' texts, which is asked no more then.
func TestBudgetOfTheService(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Text(`{"nr":1,"dom":"nej","ord":[]}`))
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test", "--price-prompt", "18", "--price-completion", "72", "--model-budget", "0,01kr")
	const given = `{"sources":[{"n":1,"text":"En cykel lånes i receptionen hver dag."}],"text":"Cykler må altså gerne hentes ude i receptionen hver dag [1]."}`
	health := func() string { _, body := s.get(t, "/healthz"); return body }
	if got := health(); !strings.Contains(got, `"budget":"ok"`) {
		t.Errorf("health: %s", got)
	}
	var checked answer.Checked
	for n := 0; checked.Notice == ""; n++ {
		status, body := s.with(t, "", http.MethodPost, "/api/verify", given, "Content-Type", "application/json")
		if err := json.Unmarshal([]byte(body), &checked); status != 200 || err != nil || n > 20 {
			t.Fatalf("%d: %d %s", n, status, body)
		}
	}
	asked := len(model.Chats())
	if !isSpent(t, s.as(t, "")) || asked == 0 || len(model.Chats()) != asked {
		t.Errorf("the model was asked %d times, and then %d times", asked, len(model.Chats())-asked)
	}
	if got := health(); !strings.Contains(got, `"budget":"spent"`) || !strings.Contains(got, `"status":"ok"`) {
		t.Errorf("health: %s", got)
	}
}

// TestReplicasShareTheBudget asks two services at the same moment; while the
// database is gone each goes on from where the budget stood.
func TestReplicasShareTheBudget(t *testing.T) {
	t.Parallel()
	server := storetest.Postgres(t)
	model := llmtest.New(t, llmtest.Quote())
	args := []string{"--store", server.URL("budget"), "--judge", "off", "--llm-url", model.URL, "--llm-model", "test", "--model-budget", "1"}
	a, b := serve(t, args...), serve(t, args...)
	var group sync.WaitGroup
	for i := range 12 {
		group.Go(func() { []*running{a, b}[i%2].as(t, "") })
	}
	group.Wait()
	// Answers that were under way are finished, and no other is begun.
	asked := len(model.Chats())
	if asked < 1 || asked > 12 {
		t.Errorf("the model was asked %d times", asked)
	}
	if !isSpent(t, a.as(t, "")) || !isSpent(t, b.as(t, "")) {
		t.Error("the budget is not shared")
	}
	server.Stop()
	if !isSpent(t, a.as(t, "")) || !isSpent(t, b.as(t, "")) || len(model.Chats()) != asked {
		t.Error("the budget is not held without the database")
	}
	server.Start()
	for end := time.Now().Add(need.Patience); !strings.Contains(a.log.String(), "counted in the database again"); time.Sleep(100 * time.Millisecond) {
		if !isSpent(t, a.as(t, "")) {
			t.Error("the budget is not held when the database is back")
		}
		if time.Now().After(end) {
			t.Fatalf("the database is not used again: %s", a.log)
		}
	}
}

func TestBudgetFlags(t *testing.T) {
	t.Parallel()
	docs := folder(t, bicycles)
	model := []string{"--llm-url", "http://127.0.0.1:1/v1", "--llm-model", "x"}
	for flags, want := range map[string]string{
		"--model-budget mange":                               `--model-budget: "mange" skal se ud som 2000000, 2mio eller 150kr, eller være 0`,
		"--model-budget 1,5":                                 `--model-budget: "1,5" skal se ud som`,
		"--model-budget -1":                                  "",
		"--model-budget 999999999mio":                        `--model-budget: "999999999mio" er for meget`,
		"--authority-budget 5kr":                             "--authority-budget i kroner kræver --price-prompt og --price-completion",
		"--model-budget 5kr --price-prompt 1 --currency EUR": "--model-budget i kroner kræver",
	} {
		args := append(append([]string{"serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", docs}, model...), strings.Fields(flags)...)
		code, _, errs := run(nil, args...)
		if code != exitUsage || !strings.HasPrefix(errs, "fejl: "+want) || strings.Count(errs, "\n") != 2 {
			t.Errorf("%s: exit code %d, %q", flags, code, errs)
		}
	}
	if code, _, errs := run(nil, "serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", docs, "--model-budget", "5"); code != exitUsage || !strings.HasPrefix(errs, "fejl: --model-budget kræver --llm-url") {
		t.Errorf("without a model: exit code %d, %q", code, errs)
	}
	for flag, want := range map[string]string{"2mio": "2000000", "1,5mio": "1500000", "2000000": "2000000", "150kr": "150kr", "12,50 kr.": "12.5kr", "0kr": "0", "0": "0"} {
		code, out, errs := run(nil, "config", "--json", "--model-budget", flag)
		if code != exitDone || !strings.Contains(strings.Join(strings.Fields(out), ""), `"flag":"model-budget","values":["`+want+`"]`) {
			t.Errorf("%s: exit code %d, %s", flag, code, errs)
		}
	}
}
