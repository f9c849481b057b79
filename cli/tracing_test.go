package cli

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// spans receives spans as a collector of OpenTelemetry does.
type spans struct {
	url string

	mu  sync.Mutex
	all []*otlp.Span
	raw bytes.Buffer
}

func newSpans(t *testing.T) *spans {
	t.Helper()
	s := &spans{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/traces" {
			t.Errorf("spans went to %s", r.URL.Path)
		}
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			body, _ = gzip.NewReader(r.Body)
		}
		data, err := io.ReadAll(body)
		var got collector.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(data, &got)
		}
		if err != nil {
			t.Error(err)
		}
		s.take(data, &got)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *spans) take(data []byte, got *collector.ExportTraceServiceRequest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(data)
	for _, r := range got.ResourceSpans {
		for _, sc := range r.ScopeSpans {
			s.all = append(s.all, sc.Spans...)
		}
	}
}

// named is the span with a name; only sentences have several.
func (s *spans) named(t *testing.T, name string) *otlp.Span {
	t.Helper()
	var found []*otlp.Span
	var names []string
	for _, sp := range s.all {
		names = append(names, sp.Name)
		if sp.Name == name {
			found = append(found, sp)
		}
	}
	if len(found) != 1 && (name != "verify" || found == nil) {
		t.Fatalf("%d spans are called %q of %q", len(found), name, names)
	}
	return found[0]
}

// attributes are those of a span, as text.
func attributes(sp *otlp.Span) map[string]string {
	out := map[string]string{}
	for _, a := range sp.Attributes {
		v := a.Value
		text := v.GetStringValue()
		switch {
		case v.GetArrayValue() != nil:
			text = v.GetArrayValue().Values[0].GetStringValue()
		case v.GetIntValue() != 0:
			text = strconv.FormatInt(v.GetIntValue(), 10)
		case v.GetBoolValue():
			text = "true"
		}
		out[a.Key] = text
	}
	return out
}

func holds(t *testing.T, sp *otlp.Span, want map[string]string) {
	t.Helper()
	got := attributes(sp)
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s: %s is %q, want %q", sp.Name, k, got[k], v)
		}
	}
}

// askTraced asks as the client of a request that is traced already.
func askTraced(t *testing.T, url, accept, question string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, url+"/api/chat", strings.NewReader(`{"question":"`+question+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", accept)
	req.Header.Set("Traceparent", "00-"+outerTrace+"-"+outerSpan+"-01")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %v: %s", res.Status, err, body)
	}
}

const (
	outerTrace = "0af7651916cd43dd8448eb211c80319c"
	outerSpan  = "b7ad6b7169203331"
)

// TestTraces follows a question from its request to the model and back, in
// the spans that reach a collector.
func TestTraces(t *testing.T) {
	t.Parallel()
	for _, accept := range []string{"application/json", "text/event-stream"} {
		t.Run(accept, func(t *testing.T) {
			got, model := newSpans(t), llmtest.New(t)
			s := serve(t, "--otlp-url", got.url, "--llm-url", model.URL, "--llm-model", "test")
			askTraced(t, s.url, accept, "Hvor lånes en cykel?")
			s.get(t, "/healthz")
			if code := s.stop(t); code != exitDone {
				t.Fatalf("exit code %d: %s", code, s.log)
			}
			request := got.named(t, "POST /api/chat")
			answer, search := got.named(t, "answer"), got.named(t, "retrieval")
			chat, verify := got.named(t, "chat test"), got.named(t, "verify")
			for _, sp := range got.all {
				if hex.EncodeToString(sp.TraceId) != outerTrace {
					t.Errorf("%s is in another trace", sp.Name)
				}
			}
			if hex.EncodeToString(request.ParentSpanId) != outerSpan || request.Kind != otlp.Span_SPAN_KIND_SERVER {
				t.Errorf("the request: %v", request)
			}
			for _, c := range []struct{ child, parent *otlp.Span }{{answer, request}, {search, answer}, {chat, answer}, {verify, chat}} {
				// A sentence may be checked when the call has ended already.
				if !slices.Contains([]string{string(c.parent.SpanId), string(answer.SpanId)}, string(c.child.ParentSpanId)) {
					t.Errorf("%s is not below %s", c.child.Name, c.parent.Name)
				}
			}
			holds(t, request, map[string]string{"http.request.method": "POST", "http.route": "/api/chat", "http.response.status_code": "200"})
			holds(t, answer, map[string]string{"taskforce.answer.mode": "llm", "taskforce.answer.refusal": "",
				"taskforce.answer.sentences": "1", "taskforce.answer.sources": "1", "taskforce.answer.grounded": "true"})
			holds(t, search, map[string]string{"gen_ai.operation.name": "retrieval"})
			used := attributes(chat)
			holds(t, chat, map[string]string{"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
				"gen_ai.request.model": "test", "gen_ai.response.model": "test", "gen_ai.response.finish_reasons": "stop"})
			if used["gen_ai.usage.input_tokens"] == "" || used["gen_ai.usage.output_tokens"] == "" || chat.Kind != otlp.Span_SPAN_KIND_CLIENT {
				t.Errorf("the call of the model: %v", chat)
			}
			if sent := model.Chats()[0].Header.Get("Traceparent"); sent != "00-"+outerTrace+"-"+hex.EncodeToString(chat.SpanId)+"-01" {
				t.Errorf("the model was told %q", sent)
			}
			for _, text := range []string{"cykel", "cykler", "lånes", "receptionen"} {
				if bytes.Contains(bytes.ToLower(got.raw.Bytes()), []byte(text)) {
					t.Errorf("the spans hold %q", text)
				}
			}
			if !strings.Contains(s.log.String(), `"trace_id":"`+outerTrace+`"`) {
				t.Errorf("the log does not name the trace: %s", s.log)
			}
		})
	}
}

// TestTracesOfOtherDoors follows what comes in by the other addresses.
func TestTracesOfOtherDoors(t *testing.T) {
	t.Parallel()
	got := newSpans(t)
	s := serve(t, "--otlp-url", got.url)
	s.get(t, "/api/search?q=cykel")
	res, err := http.Post(s.url+"/v1/chat/completions", "application/json",
		strings.NewReader(`{"model":"taskforce","stream":true,"messages":[{"role":"user","content":"Hvor lånes en cykel?"}]}`))
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(err, res)
	}
	defer res.Body.Close()
	if _, err := io.ReadAll(res.Body); err != nil {
		t.Fatal(err)
	}
	s.stop(t)
	answer := got.named(t, "answer")
	if request := got.named(t, "POST /v1/chat/completions"); !bytes.Equal(answer.ParentSpanId, request.SpanId) {
		t.Errorf("%v is not below %v", answer, request)
	}
	below := map[string]int{}
	for _, sp := range got.all {
		if sp.Name == "retrieval" {
			below[string(sp.ParentSpanId)]++
		}
	}
	if look := got.named(t, "GET /api/search"); below[string(look.SpanId)] != 1 || below[string(answer.SpanId)] != 1 {
		t.Errorf("searches: %v", len(below))
	}
}

// TestTraceOfAModelThatFails sees the kind of the error and not its text.
func TestTraceOfAModelThatFails(t *testing.T) {
	t.Parallel()
	got, model := newSpans(t), llmtest.New(t, llmtest.Fail(http.StatusUnauthorized, "cykel"))
	s := serve(t, "--otlp-url", got.url, "--llm-url", model.URL, "--llm-model", "test")
	askTraced(t, s.url, "application/json", "Hvor lånes en cykel?")
	s.stop(t)
	chat := got.named(t, "chat test")
	holds(t, chat, map[string]string{"error.type": "auth"})
	holds(t, got.named(t, "answer"), map[string]string{"taskforce.answer.mode": "extract", "taskforce.answer.fallback": "failed"})
	if chat.Status.GetCode() != otlp.Status_STATUS_CODE_ERROR || bytes.Contains(got.raw.Bytes(), []byte("cykel")) {
		t.Errorf("%v", chat)
	}
}

// TestTracingNeverHoldsUp answers while the collector swallows everything, and
// where there is none.
func TestTracingNeverHoldsUp(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	stuck := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	t.Cleanup(stuck.Close)
	t.Cleanup(func() { close(release) })
	for _, url := range []string{stuck.URL, "http://127.0.0.1:1"} {
		s := serve(t, "--otlp-url", url)
		for range 3 {
			askTraced(t, s.url, "application/json", "Hvor lånes en cykel?")
		}
		if code := s.stop(t); code != exitDone {
			t.Errorf("exit code %d: %s", code, s.log)
		}
	}
}

func TestTracingIsOff(t *testing.T) {
	t.Parallel()
	s := serve(t)
	askTraced(t, s.url, "application/json", "Hvor lånes en cykel?")
	s.stop(t)
	if strings.Contains(s.log.String(), "trace_id") {
		t.Errorf("the log names a trace: %s", s.log)
	}
	for _, bad := range []string{"nix", "ftp://h", "http://u:hemmelig@h", "http://"} {
		code, _, errs := run(map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": bad}, "serve", "--addr", "127.0.0.1:0")
		if code != exitUsage || !strings.Contains(errs, "--otlp-url") || strings.Contains(errs, "hemmelig") {
			t.Errorf("%s: exit code %d, %s", bad, code, errs)
		}
	}
}
