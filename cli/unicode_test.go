package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// unseen is text that reorders, hides or carries other text.
const unseen = "\u202e\u2066\u200b\u200f\ufe0f\u00ad\U000e0069\U000e0067\x07\u3164"

// dirty puts it into every word.
func dirty(text string) string { return strings.ReplaceAll(text, "e", "e"+unseen) }

// checkSeen wants none of it in what the service says.
func checkSeen(t *testing.T, where, text string) {
	t.Helper()
	for _, r := range text {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			t.Fatalf("%s: %U in %.300q", where, r, text)
		}
	}
}

// TestUnseenCharacters puts them wherever text enters: question, history,
// search, document and model.
func TestUnseenCharacters(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Text(dirty("En cykel lånes i receptionen hver dag [1]. Det koster 900 kroner i timen [1].")))
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test", "--documents", folder(t, dirty("# Hunde\n\nEn hund lånes ikke ud.\n")))
	history, err := json.Marshal([]map[string]string{{"question": dirty("Hvad er en cykel?"), "answer": dirty("Den er rød.")}})
	if err != nil {
		t.Fatal(err)
	}
	for accept, body := range map[string]string{"application/json": "", "text/event-stream": `,"history":` + string(history)} {
		q, err := json.Marshal(dirty(question))
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest(http.MethodPost, s.url+"/api/chat", strings.NewReader(`{"question":`+string(q)+body+`}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || !strings.Contains(string(text), "En cykel lånes i receptionen hver dag.") || !strings.Contains(string(text), "900 kroner") {
			t.Errorf("%s: got %s, %v", accept, text, err)
		}
		checkSeen(t, accept, string(text))
		checkSeen(t, accept+", escaped", unescaped(t, string(text)))
	}
	for _, r := range model.Chats() {
		for _, m := range r.Messages {
			checkSeen(t, "prompt", m.Content)
		}
	}
	var listed struct{ Documents []struct{ ID string } }
	_, text := s.get(t, "/api/documents")
	if err := json.Unmarshal([]byte(text), &listed); err != nil || len(listed.Documents) != 2 {
		t.Fatal(text, err)
	}
	for _, path := range []string{"/documents", "/documents/" + listed.Documents[0].ID, "/documents/" + listed.Documents[1].ID, "/api/documents", "/?q=" + url.QueryEscape(dirty(question)),
		"/search?q=" + url.QueryEscape(dirty("hunde")),
		"/api/search?q=" + url.QueryEscape(dirty("hunde")), "/api/search?q=" + url.QueryEscape(dirty("cykel i receptionen"))} {
		status, text := s.get(t, path)
		if status != 200 || !strings.Contains(strings.ToLower(text), "cyk") && !strings.Contains(text, "Hund") {
			t.Errorf("%s: got %d %s", path, status, text)
		}
		checkSeen(t, path, text)
		checkSeen(t, path+", escaped", unescaped(t, text))
	}
}

// TestUnseenCharactersInForm sends them with the form of a page without scripts,
// which shows the conversation again.
func TestUnseenCharactersInForm(t *testing.T) {
	t.Parallel()
	s := serve(t)
	res, err := http.PostForm(s.url+"/", url.Values{"question": {dirty(question)}, "asked": {dirty("Er den rød?")}, "answered": {dirty("Ja, den er rød.")}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 200 || !strings.Contains(string(text), "Ja, den er rød.") || !strings.Contains(string(text), "receptionen") {
		t.Errorf("got %d %s, %v", res.StatusCode, text, err)
	}
	checkSeen(t, "page", string(text))
}

// unescaped is text with JSON's \u escapes resolved, behind which characters
// could hide.
func unescaped(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "data: ")
		var v any
		if json.Unmarshal([]byte(line), &v) == nil {
			texts(v, &b)
		}
	}
	return b.String()
}

func texts(v any, b *strings.Builder) {
	switch v := v.(type) {
	case string:
		b.WriteString(v)
	case []any:
		for _, e := range v {
			texts(e, b)
		}
	case map[string]any:
		for _, e := range v {
			texts(e, b)
		}
	}
}

// TestUnseenQuestion has nothing left to ask.
func TestUnseenQuestion(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, accept := range []string{"application/json", "text/event-stream"} {
		req, err := http.NewRequest(http.MethodPost, s.url+"/api/chat", strings.NewReader(`{"question":"\u202e\u200b\ufeff"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 400 {
			t.Errorf("got %d", res.StatusCode)
		}
	}
}
