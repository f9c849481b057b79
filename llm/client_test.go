package llm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

func TestNewClientRefuses(t *testing.T) {
	for name, c := range map[string]llm.Config{
		"no url":      {Model: "m"},
		"no scheme":   {URL: "localhost:8000", Model: "m"},
		"file":        {URL: "file:///etc/passwd", Model: "m"},
		"no model":    {URL: "http://localhost/v1"},
		"broken key":  {URL: "http://localhost/v1", Model: "m", Key: key + "\r\nX: y"},
		"control url": {URL: "http://local\nhost/v1", Model: "m"},
	} {
		if _, err := llm.NewClient(c); err == nil || strings.Contains(err.Error(), key) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

func TestKeyIsNeverPrinted(t *testing.T) {
	config := quick("http://bruger:" + key + "@localhost:1/v1")
	c := client(t, config)
	_, _, err := ask(t.Context(), c)
	encoded, jsonErr := json.Marshal(llm.Config{Key: key})
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	printed := fmt.Sprintf("%v %+v %#v %s %v %+v %#v %v %+v %s", config, config, config, config, c, c, c, err, err, encoded)
	if strings.Contains(printed, key) {
		t.Errorf("the key shows in %s", printed)
	}
	if !strings.Contains(printed, `model "test" at http://localhost:1`) {
		t.Errorf("got %s", printed)
	}
}

func TestAddresses(t *testing.T) {
	tests := []struct {
		name, path string
		azure      bool
		version    string
		wantPath   string
		wantQuery  string
		wantHeader string
	}{
		{"base", "/v1", false, "", "/v1/chat/completions", "", "Authorization"},
		{"slash", "/v1/", false, "", "/v1/chat/completions", "", "Authorization"},
		{"whole address", "/v1/chat/completions", false, "", "/v1/chat/completions", "", "Authorization"},
		{"azure", "", true, "", "/openai/deployments/test/chat/completions", "api-version=2024-10-21", "Api-Key"},
		{"azure, whole address", "/openai/deployments/other/chat/completions?api-version=2025-01-01", true, "", "/openai/deployments/test/chat/completions", "api-version=2025-01-01", "Api-Key"},
		{"azure, version", "/", true, "2025-02-02", "/openai/deployments/test/chat/completions", "api-version=2025-02-02", "Api-Key"},
		{"azure v1", "/openai/v1/", true, "", "/openai/v1/chat/completions", "", "Authorization"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := llmtest.New(t, llmtest.Text("Svar."))
			config := quick(strings.TrimSuffix(srv.URL, "/v1") + tt.path)
			config.Azure, config.APIVersion = tt.azure, tt.version
			if _, _, err := ask(t.Context(), client(t, config)); err != nil {
				t.Fatal(err)
			}
			got := srv.Requests()[0]
			if got.Path != tt.wantPath || got.Query != tt.wantQuery || !strings.HasSuffix(got.Header.Get(tt.wantHeader), key) {
				t.Errorf("got %s?%s %v", got.Path, got.Query, got.Header)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		models []string
		key    string
		step   llmtest.Step
		want   llm.Kind
		chats  int
	}{
		{"listed", []string{"other", "test"}, key, llmtest.Text("x"), "", 0},
		{"listed as latest", []string{"test:latest"}, key, llmtest.Text("x"), "", 0},
		{"not listed, answers", []string{"other"}, key, llmtest.Text("x"), "", 1},
		{"not listed, unknown", []string{"other"}, key, llmtest.Fail(404, "no model 'test'"), llm.KindNotFound, 1},
		{"no list", nil, key, llmtest.Text("x"), "", 1},
		{"wrong key", []string{"test"}, "other", llmtest.Text("x"), llm.KindAuth, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := llmtest.New(t, tt.step)
			srv.Models, srv.Key = tt.models, tt.key
			err := client(t, quick(srv.URL)).Check(t.Context())
			if kindOf(err) != tt.want || (tt.want == "" && err != nil) {
				t.Errorf("got %v, want kind %q", err, tt.want)
			}
			if got := len(srv.Chats()); got != tt.chats {
				t.Errorf("%d chats, want %d", got, tt.chats)
			}
		})
	}
}

func TestCheckTellsTheEndpointsWordsWithoutKey(t *testing.T) {
	srv := llmtest.New(t)
	srv.Key = "another"
	err := client(t, quick(srv.URL)).Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), "401 Unauthorized") || !strings.Contains(err.Error(), "Incorrect API key") ||
		strings.Contains(err.Error(), key) {
		t.Errorf("got %v", err)
	}
}

func TestEmbed(t *testing.T) {
	srv := llmtest.New(t)
	c := client(t, quick(srv.URL))
	var texts []string
	for i := range 130 {
		texts = append(texts, fmt.Sprintf("tekst nummer %d", i))
	}
	got, err := c.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 130 || len(srv.Requests()) != 3 || len(srv.Requests()[2].Input) != 2 {
		t.Fatalf("%d vectors in %d requests", len(got), len(srv.Requests()))
	}
	if diff := cmp.Diff(llmtest.Vector(texts[129], 64), got[129]); diff != "" {
		t.Error(diff)
	}
	if none, err := c.Embed(t.Context(), nil); err != nil || len(none) != 0 {
		t.Errorf("no texts: got %v, %v", none, err)
	}
}

func TestEmbedErrors(t *testing.T) {
	for body, want := range map[string]llm.Kind{
		`{"data":[]}`: llm.KindProtocol,
		`{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`:   llm.KindProtocol,
		`{"data":[{"index":0,"embedding":[1]},{"index":7,"embedding":[1]}]}`:   llm.KindProtocol,
		`{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}`: llm.KindProtocol,
		`{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`:     llm.KindProtocol,
		`{"data":[{"index":0,"embedding":["a"]},{"index":1,"embedding":[1]}]}`: llm.KindProtocol,
		`{"data":`: llm.KindCutOff,
		`ingen`:    llm.KindProtocol,
		`{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1.5]}]}`: "",
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(body))
		}))
		got, err := client(t, quick(srv.URL)).Embed(t.Context(), []string{"a", "b"})
		srv.Close()
		if kindOf(err) != want {
			t.Errorf("%s: got %v, want kind %q", body, err, want)
		}
		if want == "" && (err != nil || !cmp.Equal(got, [][]float32{{1.5}, {2}})) {
			t.Errorf("%s: got %v, %v", body, got, err)
		}
	}
}

func TestEmbedRetriesAndTimesOut(t *testing.T) {
	srv := llmtest.New(t)
	srv.EmbedStep = llmtest.Fail(503, "x")
	config := quick(srv.URL)
	config.Attempts = 3
	_, err := client(t, config).Embed(t.Context(), []string{"a"})
	if kindOf(err) != llm.KindServer || len(srv.Requests()) != 3 {
		t.Errorf("got %v after %d requests", err, len(srv.Requests()))
	}
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = r.Body.Read(make([]byte, 1000))
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	config = quick(silent.URL)
	config.FirstTokenTimeout = 50 * time.Millisecond
	if _, err := client(t, config).Embed(t.Context(), []string{"a"}); kindOf(err) != llm.KindTimeoutFirst {
		t.Errorf("got %v", err)
	}
}

func TestCheckEmbed(t *testing.T) {
	srv := llmtest.New(t)
	c := client(t, quick(srv.URL))
	if err := c.CheckEmbed(t.Context()); err != nil {
		t.Error(err)
	}
	srv.Key = "another"
	var e *llm.Error
	if err := c.CheckEmbed(t.Context()); !errors.As(err, &e) || e.Status != 401 {
		t.Errorf("got %v", err)
	}
}

func TestEmbedConfigFor(t *testing.T) {
	c := llm.EmbedConfigFor("intfloat/multilingual-E5-small")
	if got := c.Query("a") + "|" + strings.Join(c.Passages([]string{"b", "c"}), "|"); got != "query: a|passage: b|passage: c" {
		t.Errorf("got %q", got)
	}
	for _, plain := range []string{"bge-m3", "multilingual-e5-large-instruct", "text-embedding-3-small"} {
		if c := llm.EmbedConfigFor(plain); c != (llm.EmbedConfig{}) {
			t.Errorf("%s: got %+v", plain, c)
		}
	}
}
