package answer

import (
	"context"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// What a reader gets whose model failed.
type reader struct {
	mode, fallback, notice, refusal string
	shown                           int // sentences of the model
}

var (
	getsExtract  = reader{mode: ModeExtract, fallback: FallbackFailed, notice: danishTexts.modelDown}
	getsNothing  = reader{mode: ModeExtract, fallback: FallbackWithheld, notice: danishTexts.modelNothing}
	getsDeclined = reader{mode: ModeExtract, fallback: FallbackDeclined, notice: danishTexts.modelDeclined}
	getsRefusal  = reader{mode: ModeLLM, refusal: RefusalUnanswered}
)

func getsAnswer(n int) reader { return reader{mode: ModeLLM, shown: n} }

func getsPart(n int) reader {
	return reader{mode: ModeLLM, shown: n, fallback: FallbackCut, notice: danishTexts.modelCut}
}

// failure is a row of the table: what a model does, what the reader gets, and
// what is counted of it, "" for no failure.
type failure struct {
	steps   []llmtest.Step
	want    reader
	counted llm.Kind
}

const (
	fence = "Hegnet skal være højst 2 meter højt [H]. "
	trees = "Der står 14 træer i haven [T]. "
)

func does(steps ...llmtest.Step) []llmtest.Step { return steps }

// ends is script with another end, or with raw text after it.
func ends(end llmtest.End, raw, text string) llmtest.Step {
	s := script(text)
	s.End, s.Raw = end, raw
	return s
}

func again(step llmtest.Step, later string) []llmtest.Step {
	return does(step.With("Retry-After-Ms", "1"), script(later))
}

var failures = map[string]failure{
	"401":                      {does(llmtest.Fail(401, "no")), getsExtract, llm.KindAuth},
	"403":                      {does(llmtest.Fail(403, "no")), getsExtract, llm.KindAuth},
	"404, no such model":       {does(llmtest.Fail(404, "no")), getsExtract, llm.KindNotFound},
	"408":                      {does(llmtest.Fail(408, "no")), getsExtract, llm.KindProtocol},
	"408, then well":           {again(llmtest.Fail(408, "no"), fence), getsAnswer(1), llm.KindProtocol},
	"413":                      {does(llmtest.Fail(413, "no")), getsExtract, llm.KindTooLarge},
	"413, then well with less": {again(llmtest.Fail(413, "no"), fence), getsAnswer(1), llm.KindTooLarge},
	"429":                      {does(llmtest.Fail(429, "no")), getsExtract, llm.KindRateLimited},
	"429, then well":           {again(llmtest.Fail(429, "no"), fence), getsAnswer(1), llm.KindRateLimited},
	"429, Retry-After a while": {does(llmtest.RateLimited(3600), script(fence)), getsExtract, llm.KindRateLimited},
	"429, quota spent":         {does(llmtest.Step{Status: 429, Code: "insufficient_quota"}), getsExtract, llm.KindRateLimited},
	"500":                      {does(llmtest.Fail(500, "no")), getsExtract, llm.KindServer},
	"502":                      {does(llmtest.Fail(502, "no")), getsExtract, llm.KindServer},
	"503":                      {does(llmtest.Fail(503, "no")), getsExtract, llm.KindServer},
	"503, then well":           {again(llmtest.Fail(503, "no"), fence), getsAnswer(1), llm.KindServer},
	"redirect":                 {does(llmtest.Fail(302, "no").With("Location", "/andet")), getsExtract, llm.KindProtocol},
	"content filter":           {does(llmtest.Step{Status: 400, Code: "content_filter"}), getsExtract, llm.KindFiltered},

	"slow first text":         {does(llmtest.Slow(time.Hour, "For sent.")), getsExtract, llm.KindTimeoutFirst},
	"stall before a sentence": {does(llmtest.Ends(llmtest.Stall, "Hegnet om")), getsExtract, llm.KindTimeoutStall},
	"stall after a sentence":  {does(ends(llmtest.Stall, "", fence+"Der står")), getsPart(1), llm.KindTimeoutStall},
	"cut before text":         {does(llmtest.Ends(llmtest.Cut)), getsExtract, llm.KindCutOff},
	"cut before a sentence":   {does(llmtest.Ends(llmtest.Cut, "Hegnet om")), getsExtract, llm.KindCutOff},
	"cut after sentences":     {does(ends(llmtest.Cut, "", fence+trees+"Bålpladsen")), getsPart(2), llm.KindCutOff},
	"reset after a sentence":  {does(ends(llmtest.Reset, "", fence+"Der")), getsPart(1), llm.KindCutOff},
	"filtered after a sentence": {does(func() llmtest.Step {
		s := script(fence + "Der står")
		s.Finish = "content_filter"
		return s
	}()), getsPart(1), llm.KindFiltered},

	"empty":                      {does(llmtest.Empty()), getsExtract, llm.KindEmpty},
	"white space":                {does(llmtest.Text("\n", " \n\n")), getsExtract, llm.KindEmpty},
	"thoughts only":              {does(llmtest.Think("Hm.")), getsExtract, llm.KindEmpty},
	"endless, one sentence":      {does(llmtest.Ends(llmtest.Endless, fence)), getsNothing, ""},
	"endless, no stop":           {does(llmtest.Ends(llmtest.Endless, "hegnet og ")), getsNothing, ""},
	"endless after a sentence":   {does(endlessly(fence, "hegnet og ")), getsAnswer(1), ""},
	"repeated":                   {does(script(strings.Repeat(fence, 200))), getsAnswer(1), ""},
	"repeated in turn":           {does(script(strings.Repeat(fence+trees, 100))), getsAnswer(2), ""},
	"bad JSON":                   {does(llmtest.BadJSON()), getsExtract, llm.KindProtocol},
	"bad JSON after a sentence":  {does(ends(llmtest.Done, "data: {\"choices\":[{\n\n", fence+"Der")), getsPart(1), llm.KindProtocol},
	"bad UTF-8":                  {does(llmtest.BadUTF8("Hegnet ")), getsNothing, ""},
	"bad UTF-8 after a sentence": {does(ends(llmtest.Done, badUTF8, fence+"Der står")), getsAnswer(1), ""},

	"in English":                {does(script("The fence around the garden must not be higher than 2 metres [H]. ")), getsNothing, ""},
	"in English, no source":     {does(script("The fence must not be higher than 2 metres.")), getsNothing, ""},
	"in Swedish":                {does(script("Staketet runt trädgården får vara högst 2 meter högt [H].")), getsNothing, ""},
	"in German":                 {does(script("Der Zaun um den Garten darf höchstens 2 Meter hoch sein [H].")), getsNothing, ""},
	"in Russian":                {does(script("Забор вокруг сада не выше 2 метров [H].")), getsNothing, ""},
	"turns English":             {does(script(fence + "It is not allowed to paint the fence [H].")), getsAnswer(1), ""},
	"declines":                  {does(llmtest.Text("Jeg kan desværre ikke hjælpe ", "med det.")), getsDeclined, ""},
	"declines with a source":    {does(script("Beklager, men det kan jeg ikke svare på [H].")), getsDeclined, ""},
	"declines in English":       {does(llmtest.Text("I'm sorry, but I can't assist with that.")), getsDeclined, ""},
	"says there is no answer":   {does(llmtest.Text("Det fremgår ikke af materialet.")), getsRefusal, ""},
	"in other words":            {does(llmtest.Text("Uddragene giver ikke svar på spørgsmålet.")), getsRefusal, ""},
	"prompt too long":           {does(tooLongPrompt), getsExtract, llm.KindContextLength},
	"too long after a sentence": {does(ends(llmtest.Done, "data: {\"error\":{\"message\":\"context size exceeded\"}}\n\n", fence+"Der")), getsPart(1), llm.KindContextLength},
	"too long, well with less":  {does(tooLongPrompt, script(fence)), getsAnswer(1), llm.KindContextLength},
}

var tooLongPrompt = llmtest.Step{Status: 400, Code: "context_length_exceeded", Message: "too long"}

const badUTF8 = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\xc3\x28\xff\"}}]}\n\n"

// endlessly writes text and then a piece for ever.
func endlessly(text, piece string) llmtest.Step {
	s := script(text)
	write := s.Reply
	s.Reply = func(r llmtest.Request) []string { return append(write(r), piece) }
	s.End = llmtest.Endless
	return s
}

// TestFailures goes through the table: whatever the model does, the reader gets
// a verified answer, an extract with a notice, or a refusal, within the limits.
func TestFailures(t *testing.T) {
	x := answertest.Small(t, garden)
	t.Run("rows", func(t *testing.T) {
		for name, f := range failures {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				config := patient(llmtest.New(t, f.steps...).URL)
				switch f.counted {
				case llm.KindTimeoutFirst:
					config.FirstTokenTimeout = 80 * time.Millisecond
				case llm.KindTimeoutStall:
					config.BetweenTokensTimeout = 300 * time.Millisecond
				}
				f.check(t, Config{Index: x}, config)
			})
		}
	})
}

// TestFailuresToConnect is the part of the table in which no endpoint is there.
func TestFailuresToConnect(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	secure := httptest.NewUnstartedServer(llmtest.Handler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	x := answertest.Small(t, garden)
	for name, c := range map[string]struct {
		url  string
		kind llm.Kind
	}{
		"refused":   {"http://" + closed.Addr().String() + "/v1", llm.KindRefused},
		"no host":   {"http://findes-ikke.invalid/v1", llm.KindDNS},
		"untrusted": {secure.URL + "/v1", llm.KindTLS},
	} {
		t.Run(name, func(t *testing.T) {
			failure{want: getsExtract, counted: c.kind}.check(t, Config{Index: x}, patient(c.url))
		})
	}
}

// patient waits long enough for all that comes.
func patient(url string) llm.Config {
	return llm.Config{URL: url, Model: "test", Attempts: 2, Backoff: time.Millisecond, FirstTokenTimeout: 20 * time.Second,
		BetweenTokensTimeout: 20 * time.Second, TotalTimeout: 40 * time.Second}
}

func (f failure) check(t *testing.T, cfg Config, config llm.Config) {
	t.Helper()
	pool, err := llm.NewPool(config)
	if err != nil {
		t.Fatal(err)
	}
	warned := 0
	cfg.Chat, cfg.Warn = pool, func(string, ...any) { warned++ }
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	out, err := New(cfg).Ask(ctx, Request{Question: fenceQuestion}, Sink{})
	if err != nil {
		t.Fatal(err)
	}
	got := reader{mode: out.Mode, fallback: out.Fallback, notice: out.Notice, refusal: out.Refusal}
	if out.Mode == ModeLLM {
		got.shown = len(out.Sentences)
	}
	if got != f.want {
		t.Errorf("got %+v, want %+v; shown %q, withheld %v", got, f.want, sentences(out), out.Withheld)
	}
	if out.Mode == ModeExtract && !strings.Contains(out.Answer, "højst 2 meter") {
		t.Errorf("the extract is %q", out.Answer)
	}
	if counts := pool.Status()[0].Failures; f.counted == "" && len(counts) > 0 || f.counted != "" && counts[f.counted] == 0 {
		t.Errorf("counted %v, want %q", counts, f.counted)
	}
	if failed := f.want.fallback == FallbackFailed || f.want.fallback == FallbackCut; failed != (warned == 1) {
		t.Errorf("the operator was warned %d times", warned)
	}
	if named := out.Model != ""; named == (f.want.fallback == FallbackFailed && f.want.shown == 0 && !strings.Contains(t.Name(), "before_a_sentence")) {
		t.Errorf("the model is named %q", out.Model)
	}
}

// TestFewerPassages holds that a prompt that was too long is cut to half its
// passages, once, with their numbers kept.
func TestFewerPassages(t *testing.T) {
	srv := llmtest.New(t, tooLongPrompt)
	pool, err := llm.NewPool(patient(srv.URL))
	if err != nil {
		t.Fatal(err)
	}
	ask(t, New(Config{Index: answertest.Small(t, garden), Chat: pool}), fenceQuestion)
	chats := srv.Chats()
	if len(chats) != 2 {
		t.Fatalf("the model was asked %d times", len(chats))
	}
	all, fewer := chats[0].Passages(), chats[1].Passages()
	if len(fewer) != len(all)/2 || len(fewer) == 0 || fewer[0] != all[0] {
		t.Errorf("%d passages, then %d", len(all), len(fewer))
	}
}

// TestModelTime holds that all calls of the model for one answer share one limit.
func TestModelTime(t *testing.T) {
	srv := llmtest.New(t, llmtest.Slow(time.Hour))
	config := patient(srv.URL)
	pool, err := llm.NewPool(config)
	if err != nil {
		t.Fatal(err)
	}
	e := New(Config{Index: answertest.Small(t, garden), Chat: pool, ModelTime: 150 * time.Millisecond})
	req := Request{Question: "Og hvor højt må det være?", History: []Turn{{"Hvem passer hegnet om haven?", "Naboen Lise Holm."}}}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	out, err := e.Ask(ctx, req, Sink{})
	if err != nil || out.Mode != ModeExtract {
		t.Fatalf("got %+v, %v", out, err)
	}
	if f := pool.Status()[0].Failures; f[llm.KindTimeoutTotal]+f[llm.KindTimeoutFirst] != 2 {
		t.Errorf("failures %v, want one for the question put anew and one for the answer", f)
	}
}

// TestRewriteByASmallModel holds that a question put anew which is none, or in
// another language, is left, and that only its first line is waited for.
func TestRewriteByASmallModel(t *testing.T) {
	req := Request{Question: "Og hvor mange er der af de andre?", History: []Turn{{"Hvem passer hegnet om haven?", "Naboen Lise Holm."}}}
	for said, used := range map[string]bool{
		"Hvor mange træer står der i haven?":                 true,
		"Så vil det være træer, som står i haven":            false,
		"How many trees are there in the garden and what is": false,
		"How many trees are there in the garden of Grøn?":    false,
	} {
		step := llmtest.Ends(llmtest.Endless, said, "\n", said)
		e, srv := testEngine(t, step, script(trees))
		w := &work{eng: e, chat: e.cfg.Chat, snap: reading{answertest.Snapshot(t, e.cfg.Index), e, false}, req: req, out: &Answer{}}
		w.resume(t.Context())
		q := w.understand(t.Context())
		if got := q.Text == said; got != used {
			t.Errorf("%q: searched for %q", said, q.Text)
		}
		srv.WaitCancelled(t, 1)
	}
}

// TestSecondModelAnswers holds that the answer names the model that wrote it.
func TestSecondModelAnswers(t *testing.T) {
	a, b := patient(llmtest.New(t, llmtest.Fail(401, "no")).URL), patient(llmtest.New(t, script(fence)).URL)
	a.Model, b.Model = "første", "anden"
	pool, err := llm.NewPool(a, b)
	if err != nil {
		t.Fatal(err)
	}
	out := ask(t, New(Config{Index: answertest.Small(t, garden), Chat: pool}), fenceQuestion)
	if out.Mode != ModeLLM || out.Model != "anden" || out.Notice != "" {
		t.Errorf("got %q of %q, notice %q", out.Answer, out.Model, out.Notice)
	}
}

// TestLanguageOfAnEnglishAnswer holds that a question in English gets English,
// or Danish that is verified as Danish, and no apology.
func TestLanguageOfAnEnglishAnswer(t *testing.T) {
	x := answertest.Small(t, garden)
	snap := answertest.Snapshot(t, x)
	e := New(Config{Index: x})
	w := &work{eng: e, snap: reading{snap, e, false}}
	_, hits, err := x.Find(t.Context(), fenceQuestion, nil, 1)
	if err != nil || len(hits) == 0 {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"The fence around the garden must not be higher than 2 metres [1].": verify.ReasonForeign,
		"The fence around the garden must not be higher than 9 metres [1].": verify.ReasonNumber,
		"Lise Holm [1].": verify.ReasonNegation,
		"Hegnet om haven skal være højst 2 meter højt [1].":         "",
		"Det er tilladt at male hegnet i stærke farver [1].":        verify.ReasonNegation,
		"Staketet runt trädgården får vara högst 2 meter högt [1].": verify.ReasonLanguage,
		"I'm sorry, but I can't help with that [1].":                verify.ReasonLeak,
		"I cannot answer this question [1].":                        verify.ReasonLeak,
	} {
		v := &verify.Verifier{Index: snap, Sources: verified([]Source{w.source(hits[0].Passage, 1)}), English: true}
		if got := v.Check(text); got.Reason != want {
			t.Errorf("%s: got %q, want %q", text, got.Reason, want)
		}
	}
}
