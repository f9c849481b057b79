package llm_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// refusing is an address at which nothing listens.
func refusing(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return "http://" + ln.Addr().String() + "/v1"
}

// named is quick for a model with a name and a key of its own.
func named(name, url string) llm.Config {
	c := quick(url)
	c.Model, c.Key = name, "key-of-"+name
	return c
}

func pool(t *testing.T, configs ...llm.Config) *llm.Pool {
	t.Helper()
	p, err := llm.NewPool(configs...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func askPool(ctx context.Context, p *llm.Pool) (text string, model string, err error) {
	var out strings.Builder
	usage, err := p.Stream(ctx, []llm.Message{{Role: "user", Content: "hej"}}, func(s string) error {
		out.WriteString(s)
		return nil
	})
	return out.String(), usage.Model, err
}

func TestNewPoolRefuses(t *testing.T) {
	if _, err := llm.NewPool(); err == nil {
		t.Error("a pool without endpoints")
	}
	_, err := llm.NewPool(quick("http://localhost:1"), llm.Config{URL: "nix", Model: "m", Key: key})
	if err == nil || !strings.Contains(err.Error(), "endpoint 2") || strings.Contains(err.Error(), key) {
		t.Errorf("got %v", err)
	}
}

// TestPoolHandsOver tries each failure before the first text at a first
// endpoint: the second answers, with its own model and key.
func TestPoolHandsOver(t *testing.T) {
	for name, step := range map[string]llmtest.Step{
		"unauthorised": llmtest.Fail(401, "x"), "forbidden": llmtest.Fail(403, "x"), "no model": llmtest.Fail(404, "x"),
		"busy": llmtest.RateLimited(60), "broken": llmtest.Fail(503, "x"), "reset": llmtest.Ends(llmtest.Reset),
		"empty": llmtest.Empty(), "white space": llmtest.Text(" ", "\n"), "thoughts only": llmtest.Think("hm"), "bad JSON": llmtest.BadJSON(),
		"context": llmtest.Fail(400, "maximum context length"), "too large": llmtest.Fail(413, "x"),
		"slow": llmtest.Slow(time.Minute, "For sent."), "silent": llmtest.Ends(llmtest.Stall),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := llmtest.New(t, step), llmtest.New(t, llmtest.Text("Svar."))
			a := named("a", first.URL)
			a.FirstTokenTimeout, a.Attempts = 100*time.Millisecond, 3
			p := pool(t, a, named("b", second.URL))
			text, model, err := askPool(t.Context(), p)
			if err != nil || text != "Svar." || model != "b" {
				t.Fatalf("got %q of %q, %v", text, model, err)
			}
			for want, srv := range map[string]*llmtest.Server{"a": first, "b": second} {
				for _, r := range srv.Requests() {
					if r.Model != want || r.Header.Get("Authorization") != "Bearer key-of-"+want {
						t.Errorf("%s was asked for %q with %q", want, r.Model, r.Header.Get("Authorization"))
					}
				}
			}
			if len(first.Chats()) != 1 {
				t.Errorf("the first was asked %d times", len(first.Chats()))
			}
		})
	}
}

func TestPoolStaysAfterText(t *testing.T) {
	first, second := llmtest.New(t, llmtest.Ends(llmtest.Cut, "Sv")), llmtest.New(t, llmtest.Text("Svar."))
	text, model, err := askPool(t.Context(), pool(t, named("a", first.URL), named("b", second.URL)))
	if kindOf(err) != llm.KindCutOff || text != "Sv" || model != "a" || len(second.Chats()) != 0 {
		t.Errorf("got %q of %q, %v; the second was asked %d times", text, model, err, len(second.Chats()))
	}
}

// TestPoolGoesRoundAgain holds that a second round asks only those that may recover.
func TestPoolGoesRoundAgain(t *testing.T) {
	first := llmtest.New(t, llmtest.Fail(503, "x"), llmtest.Text("Svar."))
	second := llmtest.New(t, llmtest.Fail(401, "x"))
	a := named("a", first.URL)
	a.Attempts = 3
	text, model, err := askPool(t.Context(), pool(t, a, named("b", second.URL)))
	if err != nil || text != "Svar." || model != "a" || len(second.Chats()) != 1 {
		t.Errorf("got %q of %q, %v; the second was asked %d times", text, model, err, len(second.Chats()))
	}
}

func TestPoolTellsOfEach(t *testing.T) {
	p := pool(t, named("a", llmtest.New(t, llmtest.Fail(400, "maximum context length")).URL), named("b", refusing(t)))
	_, model, err := askPool(t.Context(), p)
	if !errors.Is(err, &llm.Error{Kind: llm.KindContextLength}) || !errors.Is(err, &llm.Error{Kind: llm.KindRefused}) ||
		errors.Is(err, &llm.Error{Kind: llm.KindAuth}) || model != "" {
		t.Errorf("got %v, model %q", err, model)
	}
	if s := err.Error(); strings.Contains(s, "\n") || strings.Contains(s, "key-of") || !strings.Contains(s, `model "b"`) {
		t.Errorf("the error says %q", s)
	}
}

// TestPoolSharesTime holds that endpoints which say nothing leave time for the
// last one: of four even shares each takes one at most.
func TestPoolSharesTime(t *testing.T) {
	var configs []llm.Config
	for range 2 {
		configs = append(configs, named("silent", llmtest.New(t, llmtest.Slow(time.Minute)).URL))
	}
	configs = append(configs, named("last", llmtest.New(t, llmtest.Slow(50*time.Millisecond, "Svar.")).URL))
	configs[0].TotalTimeout, configs[0].FirstTokenTimeout = 2*time.Second, time.Hour
	configs[1].FirstTokenTimeout = time.Hour
	if text, model, err := askPool(t.Context(), pool(t, configs...)); err != nil || text != "Svar." || model != "last" {
		t.Errorf("got %q of %q, %v", text, model, err)
	}
}

// TestPoolSharesTheCallersTime holds that a silent endpoint leaves time of a
// caller in a hurry, too.
func TestPoolSharesTheCallersTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 900*time.Millisecond)
	defer cancel()
	p := pool(t, named("a", llmtest.New(t, llmtest.Slow(time.Minute)).URL), named("b", llmtest.New(t, llmtest.Text("Svar.")).URL))
	if text, model, err := askPool(ctx, p); err != nil || text != "Svar." || model != "b" {
		t.Errorf("got %q of %q, %v", text, model, err)
	}
}

// TestPoolSkips follows an endpoint that fails, is skipped, is tried and works again.
func TestPoolSkips(t *testing.T) {
	for name, c := range map[string]struct {
		step  llmtest.Step
		calls int // until it is skipped
	}{
		"outage": {llmtest.Fail(500, "x"), 3}, "stall after text": {llmtest.Ends(llmtest.Reset), 3},
		"denied": {llmtest.Fail(401, "x"), 1}, "no model": {llmtest.Fail(404, "x"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := []llmtest.Step{c.step, c.step, c.step}[:c.calls]
			first := llmtest.New(t, append(script, llmtest.Text("Første."))...)
			a := named("a", first.URL)
			pause := time.Second
			a.OutagePause, a.DenialPause = time.Hour, time.Hour
			if c.calls > 1 {
				a.OutagePause = pause
			} else {
				a.DenialPause = pause
			}
			p := pool(t, a, named("b", llmtest.New(t, llmtest.Text("Anden.")).URL))
			for range c.calls + 1 {
				if text, _, err := askPool(t.Context(), p); err != nil || text != "Anden." {
					t.Fatalf("got %q, %v", text, err)
				}
			}
			s := p.Status()[0]
			if len(first.Chats()) != c.calls || s.State != llm.StateOpen || !s.Failing || p.Failing() || s.Failures[llm.KindSkipped] != 1 {
				t.Errorf("asked %d times, status %+v", len(first.Chats()), s)
			}
			time.Sleep(pause + 50*time.Millisecond)
			if text, _, err := askPool(t.Context(), p); err != nil || text != "Første." {
				t.Errorf("after the pause: got %q, %v", text, err)
			}
			if s := p.Status()[0]; s.State != llm.StateClosed || s.Failing || s.Replies != 1 {
				t.Errorf("after the pause: status %+v", s)
			}
		})
	}
}

// TestPoolDoesNotBlame holds that the caller's and the request's faults are not
// the endpoint's.
func TestPoolDoesNotBlame(t *testing.T) {
	stop := errors.New("stop")
	for name, c := range map[string]struct {
		step llmtest.Step
		ask  func(*llm.Pool) error
	}{
		"context": {llmtest.Fail(400, "maximum context length"), nil},
		"bad":     {llmtest.Fail(400, "x"), nil},
		"filter":  {llmtest.Step{Status: 400, Code: "content_filter"}, nil},
		"left": {llmtest.Ends(llmtest.Stall), func(p *llm.Pool) error {
			ctx, cancel := context.WithCancel(t.Context())
			defer time.AfterFunc(20*time.Millisecond, cancel).Stop()
			_, _, err := askPool(ctx, p)
			return err
		}},
		"hurried": {llmtest.Ends(llmtest.Stall), func(p *llm.Pool) error {
			ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond)
			defer cancel()
			_, _, err := askPool(ctx, p)
			if kindOf(err) != llm.KindTimeoutFirst {
				t.Errorf("got %v", err)
			}
			return err
		}},
		"enough": {llmtest.Ends(llmtest.Stall, "Svar."), func(p *llm.Pool) error {
			_, err := p.Stream(t.Context(), nil, func(string) error { return stop })
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := pool(t, quick(llmtest.New(t, c.step).URL))
			for range 5 {
				err := error(nil)
				if c.ask != nil {
					err = c.ask(p)
				} else {
					_, _, err = askPool(t.Context(), p)
				}
				if err == nil || kindOf(err) == llm.KindSkipped {
					t.Fatalf("got %v", err)
				}
			}
			if s := p.Status()[0]; s.State != llm.StateClosed || s.Failing {
				t.Errorf("status %+v", s)
			}
		})
	}
}

// TestPoolTrialIsGivenBack holds that a caller who leaves during the one trial
// call after a pause does not keep the endpoint shut.
func TestPoolTrialIsGivenBack(t *testing.T) {
	srv := llmtest.New(t, llmtest.Fail(401, "x"), llmtest.Ends(llmtest.Stall), llmtest.Text("Svar."))
	c := quick(srv.URL)
	c.DenialPause = 50 * time.Millisecond
	p := pool(t, c)
	if _, _, err := askPool(t.Context(), p); kindOf(err) != llm.KindAuth {
		t.Fatalf("got %v", err)
	}
	if _, _, err := askPool(t.Context(), p); kindOf(err) != llm.KindSkipped {
		t.Fatalf("got %v", err)
	}
	time.Sleep(80 * time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	defer time.AfterFunc(50*time.Millisecond, cancel).Stop()
	if _, _, err := askPool(ctx, p); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if text, _, err := askPool(t.Context(), p); err != nil || text != "Svar." {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestPoolCheck(t *testing.T) {
	good, bad := llmtest.New(t), llmtest.New(t)
	bad.Key = "another"
	p := pool(t, quick(bad.URL), quick(good.URL), quick(refusing(t)))
	var got []llm.Kind
	for _, err := range p.Check(t.Context()) {
		got = append(got, kindOf(err))
	}
	if diff := cmp.Diff([]llm.Kind{llm.KindAuth, "", llm.KindRefused}, got); diff != "" {
		t.Error(diff)
	}
	if s := p.Status(); !s[0].Failing || s[1].Failing || !s[2].Failing || p.Failing() {
		t.Errorf("status %+v", s)
	}
}

// TestEndedCallsLeaveNothing holds that calls which were cancelled, cut, slow
// or handed over leave no goroutine behind.
func TestEndedCallsLeaveNothing(t *testing.T) {
	steps := []llmtest.Step{llmtest.Ends(llmtest.Stall), llmtest.Ends(llmtest.Stall, "Sv"), llmtest.Ends(llmtest.Endless, "x "),
		llmtest.Ends(llmtest.Cut, "Sv"), llmtest.Slow(time.Minute), llmtest.Fail(500, "x"), llmtest.BadJSON("Sv")}
	srv := llmtest.New(t, steps...)
	config := quick(srv.URL)
	config.OutagePause = time.Nanosecond
	p := pool(t, config, named("b", refusing(t)))
	before := runtime.NumGoroutine()
	for range 5 * len(steps) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		if _, _, err := askPool(ctx, p); err == nil {
			t.Error("a call succeeded")
		}
		cancel()
	}
	if n := len(srv.Chats()); n < 3*len(steps) {
		t.Errorf("only %d calls reached the endpoint", n)
	}
	// An idle connection has two goroutines here and one there.
	for end := time.Now().Add(need.Patience); runtime.NumGoroutine() > before+5; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
