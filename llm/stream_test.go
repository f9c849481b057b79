package llm_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

const key = "sk-meget-hemmelig"

// quick is a configuration for tests: short waits, no second attempt.
func quick(url string) llm.Config {
	return llm.Config{
		URL: url, Model: "test", Key: key, Attempts: 1, Backoff: time.Millisecond,
		FirstTokenTimeout: 5 * time.Second, BetweenTokensTimeout: 5 * time.Second, TotalTimeout: 20 * time.Second,
	}
}

func client(t *testing.T, c llm.Config) *llm.Client {
	t.Helper()
	got, err := llm.NewClient(c)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// ask streams one question and returns the pieces of the reply.
func ask(ctx context.Context, c *llm.Client) ([]string, llm.Usage, error) {
	var pieces []string
	usage, err := c.Stream(ctx, []llm.Message{
		{Role: "system", Content: "regler"}, {Role: "user", Content: "hemmeligt spørgsmål"},
	}, func(s string) error {
		pieces = append(pieces, s)
		return nil
	})
	return pieces, usage, err
}

func kindOf(err error) llm.Kind {
	var e *llm.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestStream(t *testing.T) {
	srv := llmtest.New(t, llmtest.Text("Målet ", "er ", "60 procent [1]."))
	srv.Key = key
	pieces, usage, err := ask(t.Context(), client(t, quick(srv.URL)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Målet ", "er ", "60 procent [1]."}, pieces); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(llm.Usage{PromptTokens: 3, CompletionTokens: 3, Model: "test", Host: srv.URL[:strings.LastIndex(srv.URL, "/")]}, usage); diff != "" {
		t.Error(diff)
	}
	req := srv.Requests()[0]
	if req.Model != "test" || !req.Stream || req.MaxTokens != 1024 || req.Temperature <= 0 || req.Temperature > 0.011 {
		t.Errorf("request %+v", req)
	}
	if req.System() != "regler" || req.User() != "hemmeligt spørgsmål" {
		t.Errorf("messages %v", req.Messages)
	}
}

func TestStreamShapes(t *testing.T) {
	long := strings.Repeat("x", 4000)
	tests := []struct {
		name string
		step llmtest.Step
		want string
		cut  bool
	}{
		{"reasoning field", llmtest.Think("jeg tænker", "Svar."), "Svar.", false},
		{"think tags", llmtest.Text("<think>jeg", " tænker</think>", "Svar."), "Svar.", false},
		{"tags in pieces", llmtest.Text("<th", "ink>a < b", "</thi", "nk>Sv", "ar <", "5."), "Svar <5.", false},
		{"ends like a tag", llmtest.Text("Svar <thi"), "Svar <thi", false},
		{"closing tag only", llmtest.Text("</think>Svar."), "Svar.", false},
		{"length", llmtest.Step{Pieces: []string{"Sva"}, Finish: "length"}, "Sva", true},
		{"no usage", llmtest.Step{Pieces: []string{"Svar."}, NoUsage: true}, "Svar.", false},
		{"no finish reason", llmtest.Step{Pieces: []string{"Svar."}, NoFinish: true}, "Svar.", false},
		{"bad utf-8", llmtest.BadUTF8("Svar "), "Svar \uFFFD(\uFFFD", false},
		{"comments", llmtest.Step{Pieces: []string{"Svar."}, Raw: strings.Repeat(": ping\n\nevent: x\nid: 1\n", 500)}, "Svar.", false},
		{"long piece", llmtest.Text(long), long, false},
		{"crlf", llmtest.Step{Raw: "data:{\"choices\":[{\"delta\":{\"content\":\"Svar.\"}}]}\r\n\r\n"}, "Svar.", false},
		{"leading white space", llmtest.Text("\n", " \n", "Svar."), "Svar.", false},
		{"odd values", llmtest.Step{Pieces: []string{"Svar."}, Raw: "data: null\n\ndata: {\"choices\":null}\n\ndata: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"andet\"}}]}\n\n"}, "Svar.", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := llmtest.New(t, tt.step)
			pieces, usage, err := ask(t.Context(), client(t, quick(srv.URL)))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(pieces, ""); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if usage.Truncated != tt.cut {
				t.Errorf("truncated %v, want %v", usage.Truncated, tt.cut)
			}
		})
	}
}

func TestStreamErrors(t *testing.T) {
	short := 60 * time.Millisecond
	tests := []struct {
		name   string
		step   llmtest.Step
		change func(*llm.Config)
		want   llm.Kind
	}{
		{"auth", llmtest.Fail(401, "Incorrect key "+key), nil, llm.KindAuth},
		{"forbidden", llmtest.Fail(403, "no"), nil, llm.KindAuth},
		{"not found", llmtest.Fail(404, "model 'x' not found"), nil, llm.KindNotFound},
		{"rate limited", llmtest.RateLimited(2), nil, llm.KindRateLimited},
		{"quota", llmtest.Step{Status: 429, Code: "insufficient_quota"}, nil, llm.KindRateLimited},
		{"too large", llmtest.Fail(413, "x"), nil, llm.KindTooLarge},
		{"context", llmtest.Step{Status: 400, Code: "context_length_exceeded", Message: "hemmeligt spørgsmål"}, nil, llm.KindContextLength},
		{"context by words", llmtest.Fail(400, "the request exceeds the available context size"), nil, llm.KindContextLength},
		{"context, not max_tokens", llmtest.Fail(400, "max_tokens is too large; the maximum context length is 8192"), nil, llm.KindContextLength},
		{"filter", llmtest.Step{Status: 400, Code: "content_filter", Message: "hemmeligt spørgsmål"}, nil, llm.KindFiltered},
		{"filtered reply", llmtest.Step{Pieces: []string{"Sv"}, Finish: "content_filter"}, nil, llm.KindFiltered},
		{"server", llmtest.Fail(500, "hemmeligt spørgsmål"), nil, llm.KindServer},
		{"bad request", llmtest.Fail(400, "hemmeligt spørgsmål"), nil, llm.KindProtocol},
		{"redirect", llmtest.Fail(307, "x").With("Location", "/v1/andet"), nil, llm.KindProtocol},
		{"cut before text", llmtest.Ends(llmtest.Cut), nil, llm.KindCutOff},
		{"cut in text", llmtest.Ends(llmtest.Cut, "Sv", "ar"), nil, llm.KindCutOff},
		{"cut in a line", llmtest.Step{Raw: "data: {\"choices\":[{\"del", End: llmtest.Cut}, nil, llm.KindCutOff},
		{"reset before reply", llmtest.Ends(llmtest.Reset), nil, llm.KindCutOff},
		{"reset in text", llmtest.Ends(llmtest.Reset, "Sv"), nil, llm.KindCutOff},
		{"empty", llmtest.Empty(), nil, llm.KindEmpty},
		{"white space", llmtest.Text(" ", "\n"), nil, llm.KindEmpty},
		{"thoughts only", llmtest.Text("<think>hm"), nil, llm.KindEmpty},
		{"bad json", llmtest.BadJSON("Sv"), nil, llm.KindProtocol},
		{"wrong types", llmtest.Step{Raw: "data: {\"choices\":[{\"delta\":{\"content\":7}}]}\n\n"}, nil, llm.KindProtocol},
		{"error in stream", llmtest.Step{Pieces: []string{"Sv"}, Raw: "data: {\"error\":{\"message\":\"hemmeligt spørgsmål\"}}\n\n"}, nil, llm.KindServer},
		{"first token", llmtest.Slow(5*time.Second, "Svar"), func(c *llm.Config) { c.FirstTokenTimeout = short }, llm.KindTimeoutFirst},
		{"silent headers", llmtest.Step{Status: 500, FirstDelay: 5 * time.Second}, func(c *llm.Config) { c.FirstTokenTimeout = short }, llm.KindTimeoutFirst},
		{"stall", llmtest.Ends(llmtest.Stall, "Sv"), func(c *llm.Config) { c.BetweenTokensTimeout = short }, llm.KindTimeoutStall},
		{"total", llmtest.Step{Pieces: []string{"x"}, End: llmtest.Endless, Delay: time.Millisecond}, func(c *llm.Config) { c.TotalTimeout = short }, llm.KindTimeoutTotal},
		{"endless", llmtest.Ends(llmtest.Endless, strings.Repeat("bla ", 2000)), nil, llm.KindTooLarge},
		{"endless line", llmtest.Step{Raw: "data: " + strings.Repeat("x", 1<<20+10)}, nil, llm.KindTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			srv := llmtest.New(t, tt.step)
			config := quick(srv.URL)
			if tt.change != nil {
				tt.change(&config)
			}
			_, _, err := ask(t.Context(), client(t, config))
			if got := kindOf(err); got != tt.want {
				t.Fatalf("got kind %q, want %q: %v", got, tt.want, err)
			}
			for _, secret := range []string{key, "hemmelig"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("the error holds %q: %v", secret, err)
				}
			}
		})
	}
}

func TestConnectionErrors(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + closed.Addr().String() + "/v1"
	closed.Close()
	secure := httptest.NewUnstartedServer(llmtest.Handler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	tests := map[string]struct {
		url  string
		want llm.Kind
	}{
		"refused":       {refused, llm.KindRefused},
		"dns":           {"http://findes-ikke.invalid/v1", llm.KindDNS},
		"unknown ca":    {secure.URL + "/v1", llm.KindTLS},
		"not encrypted": {strings.Replace(llmtest.New(t).URL, "http:", "https:", 1), llm.KindTLS},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := ask(t.Context(), client(t, quick(tt.url)))
			if got := kindOf(err); got != tt.want {
				t.Errorf("got kind %q, want %q: %v", got, tt.want, err)
			}
		})
	}
}

// A page or one JSON object instead of a stream is a wrong address or a proxy,
// not a connection worth another try.
func TestNoStream(t *testing.T) {
	for contentType, body := range map[string]string{
		"text/html":        "<html>Velkommen</html>",
		"application/json": `{"choices":[{"message":{"content":"Svar."}}]}`,
	} {
		calls := 0
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			calls++
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write([]byte(body))
		}))
		config := quick(srv.URL)
		config.Attempts = 3
		_, _, err := ask(t.Context(), client(t, config))
		srv.Close()
		if kindOf(err) != llm.KindProtocol || calls != 1 {
			t.Errorf("%s: got %v after %d calls", contentType, err, calls)
		}
	}
}

func TestRetries(t *testing.T) {
	tests := []struct {
		name      string
		script    []llmtest.Step
		wantCalls int
		want      llm.Kind
	}{
		{"server", []llmtest.Step{llmtest.Fail(503, "x"), llmtest.Text("Svar.")}, 2, ""},
		{"timeout status", []llmtest.Step{llmtest.Fail(408, "x"), llmtest.Text("Svar.")}, 2, ""},
		{"rate limit", []llmtest.Step{llmtest.Fail(429, "x").With("Retry-After-Ms", "5"), llmtest.Text("Svar.")}, 2, ""},
		{"reset", []llmtest.Step{llmtest.Ends(llmtest.Reset), llmtest.Text("Svar.")}, 2, ""},
		{"cut before text", []llmtest.Step{llmtest.Ends(llmtest.Cut), llmtest.Text("Svar.")}, 2, ""},
		{"never well", []llmtest.Step{llmtest.Fail(503, "x")}, 3, llm.KindServer},
		{"long retry-after", []llmtest.Step{llmtest.RateLimited(60), llmtest.Text("Svar.")}, 1, llm.KindRateLimited},
		{"quota", []llmtest.Step{{Status: 429, Code: "insufficient_quota"}, llmtest.Text("Svar.")}, 1, llm.KindRateLimited},
		{"auth", []llmtest.Step{llmtest.Fail(401, "x"), llmtest.Text("Svar.")}, 1, llm.KindAuth},
		{"after text", []llmtest.Step{llmtest.Ends(llmtest.Cut, "Sv"), llmtest.Text("Svar.")}, 1, llm.KindCutOff},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := llmtest.New(t, tt.script...)
			config := quick(srv.URL)
			config.Attempts = 3
			pieces, _, err := ask(t.Context(), client(t, config))
			if got := kindOf(err); got != tt.want || (tt.want == "" && err != nil) {
				t.Errorf("got %v, want kind %q", err, tt.want)
			}
			if got := len(srv.Chats()); got != tt.wantCalls {
				t.Errorf("%d calls, want %d", got, tt.wantCalls)
			}
			if tt.want == "" && strings.Join(pieces, "") != "Svar." {
				t.Errorf("got %q", pieces)
			}
		})
	}
}

// An endpoint that closes an idle connection costs no attempt.
func TestStaleConnection(t *testing.T) {
	srv := llmtest.New(t, llmtest.Text("Svar."), llmtest.Ends(llmtest.Reset), llmtest.Text("Svar."))
	c := client(t, quick(srv.URL))
	for range 2 {
		if pieces, _, err := ask(t.Context(), c); err != nil || len(pieces) != 1 {
			t.Fatalf("got %q, %v", pieces, err)
		}
	}
	if got := len(srv.Chats()); got != 3 {
		t.Errorf("%d requests, want 3", got)
	}
}

func TestRetryAfterIsReported(t *testing.T) {
	srv := llmtest.New(t, llmtest.RateLimited(60))
	_, _, err := ask(t.Context(), client(t, quick(srv.URL)))
	var e *llm.Error
	if !errors.As(err, &e) || e.RetryAfter != time.Minute || e.Status != 429 {
		t.Errorf("got %#v", err)
	}
}

func TestRetryWaitsAsAsked(t *testing.T) {
	srv := llmtest.New(t, llmtest.Fail(429, "x").With("Retry-After", "0.2"), llmtest.Text("Svar."))
	config := quick(srv.URL)
	config.Attempts = 2
	start := time.Now()
	if _, _, err := ask(t.Context(), client(t, config)); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 200*time.Millisecond {
		t.Errorf("the second attempt came after %s", took)
	}
}

func TestAdaptsToEndpoint(t *testing.T) {
	srv := llmtest.New(t, llmtest.Fail(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."),
		llmtest.Fail(422, "temperature does not support 0.01"), llmtest.Text("Svar."))
	srv.NoStreamOptions = true
	c := client(t, quick(srv.URL))
	for range 2 {
		if _, _, err := ask(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	chats := srv.Chats()
	// Two refusals reach the script, and the second question needs no more.
	if len(chats) != 4 {
		t.Fatalf("%d chats, want 4", len(chats))
	}
	last := chats[3]
	if last.MaxTokens != 0 || last.MaxCompletionTokens != 1024 || last.Temperature != 0 || last.StreamOptions.IncludeUsage {
		t.Errorf("last request %+v", last)
	}
}

// The models that go-openai knows to be reasoning models need no refusal.
func TestReasoningModelName(t *testing.T) {
	srv := llmtest.New(t, llmtest.Text("Svar."))
	config := quick(srv.URL)
	config.Model = "gpt-5-mini"
	if _, _, err := ask(t.Context(), client(t, config)); err != nil {
		t.Fatal(err)
	}
	if got := srv.Chats(); len(got) != 1 || got[0].MaxCompletionTokens != 1024 {
		t.Errorf("requests %+v", got)
	}
}

func TestCallerLeaves(t *testing.T) {
	srv := llmtest.New(t, llmtest.Ends(llmtest.Stall, "Sv"))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := client(t, quick(srv.URL)).Stream(ctx, nil, func(string) error {
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || kindOf(err) != "" {
		t.Errorf("got %v", err)
	}
	srv.WaitCancelled(t, 1)
}

func TestOnTextErrorEndsCall(t *testing.T) {
	srv := llmtest.New(t, llmtest.Step{Pieces: []string{"x"}, End: llmtest.Endless, Delay: time.Millisecond})
	stop := errors.New("stop")
	calls := 0
	config := quick(srv.URL)
	config.Attempts = 3
	_, err := client(t, config).Stream(t.Context(), nil, func(string) error {
		calls++
		return stop
	})
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	srv.WaitCancelled(t, 1)
}

// A slow reader is no stall of the model.
func TestSlowReader(t *testing.T) {
	srv := llmtest.New(t, llmtest.Text("a", "b", "c"))
	config := quick(srv.URL)
	config.FirstTokenTimeout, config.BetweenTokensTimeout = 80*time.Millisecond, 80*time.Millisecond
	_, err := client(t, config).Stream(t.Context(), nil, func(string) error {
		time.Sleep(120 * time.Millisecond)
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
