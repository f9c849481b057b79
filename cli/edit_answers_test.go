package cli

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEditAnswers approves an answer of a collection in the page: its file lies
// in the collection's folder, and its readers alone are given it, at once.
func TestEditAnswers(t *testing.T) {
	t.Parallel()
	data, docs, shared, own, last := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(docs, "haandbog.md"), []byte("# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst 14 dage.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key := newKey(t, data, "Odense", "--collections", "odense")
	other := newKey(t, data, "Vejle")
	const admin = "en-lang-nøgle-til-siderne"
	s := serve(t, "--data", data, "--store", "sqlite", "--auth", "keys", "--collection", "odense="+docs, "--answers", shared, "--answers", "odense="+own, "--answers", "odense="+last,
		"--edit-answers", "--admin-key", admin)
	const question = "Hvor længe må jeg låne en cykel?"
	ask := func(key string) string {
		t.Helper()
		_, body := s.with(t, key, http.MethodPost, "/api/chat", `{"question":"`+question+`"}`, "Content-Type", "application/json")
		return body
	}
	if got := ask(key); strings.Contains(got, `"editorial"`) {
		t.Fatalf("an answer before it was written: %s", got)
	}
	form := url.Values{"act": {"approve"}, "collection": {"odense"}, "question": {question}, "owner": {"Vagten"}, "approver": {"Anna"}, "date": {"2026-11-01"}, "review": {"2099-01-01"},
		"body": {"En cykel lånes i højst 14 dage [haandbog § Cykler]."}}
	if status, body := s.with(t, admin, http.MethodPost, "/admin/answers/save", form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html"); status != http.StatusOK {
		t.Fatalf("%d %s", status, body)
	}
	for dir, want := range map[string]int{shared: 0, own: 0, last: 1} {
		if files, _ := filepath.Glob(filepath.Join(dir, "*.md")); len(files) != want {
			t.Errorf("%s holds %v", dir, files)
		}
	}
	if got := ask(key); !strings.Contains(got, `"editorial":{"id":"hvor-laenge-maa-jeg-laane-en-cykel"`) {
		t.Errorf("the collection is given %s", got)
	}
	if got := ask(other); strings.Contains(got, "14 dage") {
		t.Errorf("others are given %s", got)
	}
	if status, body := s.with(t, admin, http.MethodGet, "/admin/answers", "", "Accept", "text/html"); status != http.StatusOK || !strings.Contains(body, "/admin/answers?collection=odense") {
		t.Errorf("the list: %d", status)
	}
}

// TestEditingIsAskedForRightly starts services whose flags do not fit.
func TestEditingIsAskedForRightly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "fast.jsonl")
	for want, args := range map[string][]string{
		"der er ingen samling, der hedder odense":    {"--answers", "odense=" + dir},
		"--edit-answers kræver --answers":            {"--edit-answers"},
		"--no-answers kan ikke bruges sammen":        {"--edit-answers", "--no-answers"},
		"--golden-hold kræver --golden":              {"--golden-hold", "1h"},
		"mellem 1m og 720h":                          {"--golden-hold", "1s", "--golden", file},
		"--golden-hold kræver --reload over 0s, for": {"--golden-hold", "1h", "--golden", file, "--reload", "0s"},
	} {
		code, _, errs := run(nil, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
		if code != exitUsage || !strings.Contains(errs, want) {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}
