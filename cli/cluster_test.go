package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// TestCluster serves from an index in OpenSearch by two services, stops the
// cluster under them and starts it again.
func TestCluster(t *testing.T) {
	t.Parallel()
	node := opensearchtest.StartWith(t, opensearchtest.Config{Nodes: 1, Plain: true}).Nodes[0]
	model := llmtest.New(t)
	args := []string{"--documents", folder(t, bicycles), "--index", node.Address("faelles"), "--embed-url", model.URL, "--embed-model", "test"}
	a, b := serveOnly(t, args...), serveOnly(t, args...)
	for _, s := range []*running{a, b} {
		if got := s.ask(t, question); got.Refused || !strings.Contains(got.Answer, "receptionen") {
			t.Errorf("answer %q", got.Answer)
		}
	}
	for _, s := range []*running{a, b} {
		for end := time.Now().Add(need.Patience); !strings.Contains(s.log.String(), "mangler plugin'en opensearch-knn"); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("not told that the cluster takes no vectors: %s", s.log)
			}
		}
	}
	if n := len(buildsIn(t, node)); n != 1 {
		t.Errorf("%d builds", n)
	}
	node.Stop()
	for _, s := range []*running{a, b} {
		for _, path := range []string{"/api/search?q=cykel", "/healthz"} {
			unavailable(t, s, http.MethodGet, path, "")
		}
		unavailable(t, s, http.MethodPost, "/api/chat", `{"question":"`+question+`"}`)
		if strings.Contains(s.log.String(), "lånes") {
			t.Error("the log holds a question")
		}
	}
	code, _, errs := run(nil, append([]string{"search", "--no-materials", "cykel"}, args...)...)
	if code != exitFailed || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "kan ikke bruges: forbindelsen blev afvist") {
		t.Errorf("exit code %d, %q", code, errs)
	}
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*running{a, b} {
		healthy(t, s)
		if got := s.ask(t, question); got.Refused || !strings.Contains(got.Answer, "receptionen") {
			t.Errorf("answer after the fault: %q", got.Answer)
		}
	}
}

// buildsIn are the builds of the index of TestCluster.
func buildsIn(t *testing.T, node *opensearchtest.Node) map[string]any {
	t.Helper()
	res, err := http.Get(node.URL() + "/faelles.build-*/_alias")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// unavailable checks that a request gets a problem of status 503.
func unavailable(t *testing.T, s *running, method, path, body string) {
	t.Helper()
	req, err := http.NewRequest(method, s.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Content-Type") != "application/problem+json" ||
		!strings.Contains(string(text), "Der kan ikke søges i materialet lige nu") {
		t.Errorf("%s: %s, %s", path, res.Status, text)
	}
}

// healthy waits until a service is.
func healthy(t *testing.T, s *running) {
	t.Helper()
	status, body := s.get(t, "/healthz")
	for end := time.Now().Add(need.Patience); status != http.StatusOK; status, body = s.get(t, "/healthz") {
		if time.Now().After(end) {
			t.Fatalf("/healthz: %d, %s", status, body)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// TestClusterAddress checks that no message holds the password of --index.
func TestClusterAddress(t *testing.T) {
	t.Parallel()
	docs := folder(t, bicycles)
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }))
	t.Cleanup(refuses.Close)
	at := func(s *httptest.Server) string { return s.Listener.Addr().String() }
	for address, said := range map[string]string{
		"opensearch+https://bruger:hemmelig@" + at(untrusted) + "/navn": "fejl: --index: OpenSearch på " + at(untrusted) + " har et certifikat fra en udsteder, som maskinen ikke kender; angiv",
		"opensearch+http://bruger:hemmelig@" + at(refuses) + "/navn":    "fejl: --index: OpenSearch på " + at(refuses) + " afviser brugernavnet eller adgangskoden, eller brugeren mangler rettigheder\n",
		"opensearch+http://bruger:hemmelig@127.0.0.1:1/navn":            "fejl: --index: OpenSearch på 127.0.0.1:1 kan ikke bruges: forbindelsen blev afvist\n",
		"opensearch+http://bruger:hemmelig@127.0.0.1:1/Navn":            "fejl: --index: adressen skal være på formen",
		"http://bruger:hemmelig@127.0.0.1:1/navn":                       "fejl: --index: adressen skal være på formen",
		"opensearch+http://bruger:hemmelig/x@127.0.0.1:1/navn":          "fejl: --index: adressen skal være på formen",
	} {
		file := filepath.Join(t.TempDir(), "index")
		if err := os.WriteFile(file, []byte(address+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, errs := run(map[string]string{"TASKFORCE_INDEX_FILE": file}, "search", "--no-materials", "--documents", docs, "cykel")
		if code == exitDone || !strings.HasPrefix(errs, said) || strings.Contains(errs, "hemmelig") {
			t.Errorf("%s: exit code %d, %q", address, code, errs)
		}
	}
}
