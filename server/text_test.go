package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// readTable reads the texts of a language.
func readTable(t *testing.T, lang string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("pages/web/text/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]string
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	return table
}

// TestLanguagesSayTheSame compares the tables: the same keys, and as many
// places for values.
func TestLanguagesSayTheSame(t *testing.T) {
	da, en := readTable(t, "da"), readTable(t, "en")
	for key, text := range da {
		if en[key] == "" {
			t.Errorf("no English %s", key)
		}
		if strings.Count(text, "%") != strings.Count(en[key], "%") {
			t.Errorf("%s: %q and %q take different values", key, text, en[key])
		}
	}
	for key := range en {
		if da[key] == "" {
			t.Errorf("no Danish %s", key)
		}
	}
}

// made are the keys that scripts and program put together.
var made = regexp.MustCompile(`^chat\.(mode|kind|use|checked)\.|\.stop$|^golden\.(done|ground)\.|^uploads\.(done|act|state)\.|^answers\.(done|act)\.|^fault\.`)

// TestTextsAreUsed holds the keys that templates, scripts and the program name
// to those that the table has.
func TestTextsAreUsed(t *testing.T) {
	table := readTable(t, "da")
	used := map[string]bool{}
	for pattern, find := range map[string]string{
		"pages/web/templates/*.html": `\bt "([a-z.]+)"`,
		"*/*.go":                     `\.(?:Say|Count)\("([a-z.]+)"|Count\([^"]*, "([a-z.]+)"`,
		"pages/*.go":                 `\.(?:Say|Count|say|count)\("([a-z.]+)"|[Cc]ount\([^"]*, "([a-z.]+)"`,
		"pages/web/static/*.js":      `"([a-z]+(?:\.[a-z]+)*)"`,
	} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			body, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(find).FindAllStringSubmatch(string(body), -1) {
				key := strings.Join(m[1:], "")
				if strings.HasSuffix(f, ".js") {
					key = "chat." + key
				} else if !strings.HasSuffix(key, ".") && table[key] == "" && table[key+".one"] == "" {
					t.Errorf("%s names %s, which is no text", f, key)
				}
				used[key], used[key+".one"], used[key+".many"] = true, true, true
			}
		}
	}
	for key := range table {
		if !used[key] && !made.MatchString(key) {
			t.Errorf("%s is not used", key)
		}
	}
}

// TestScriptsFindTheirTexts looks up each text that a script asks for.
func TestScriptsFindTheirTexts(t *testing.T) {
	table := readTable(t, "da")
	files, err := filepath.Glob("pages/web/static/*.js")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bt\((?:[^()"]*\? )?"([a-z.]+)"(?: : "([a-z.]+)")?`).FindAllStringSubmatch(string(body), -1) {
			for _, key := range m[1:] {
				if key == "" {
					continue
				}
				if found++; table["chat."+key] == "" {
					t.Errorf("%s asks for %s", f, key)
				}
			}
		}
	}
	if found < 25 {
		t.Errorf("found %d texts only", found)
	}
}

// TestScripts holds the scripts to what they must never do, and to the parts
// that the page has.
func TestScripts(t *testing.T) {
	page := start(t, server.Config{}).page(t, "GET", "/", "", 200)
	files, err := filepath.Glob("pages/web/static/*.js")
	if err != nil || len(files) < 10 {
		t.Fatalf("%v %v", files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		body := string(raw)
		if bad := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|document\.cookie`).FindString(body); bad != "" {
			t.Errorf("%s: %s", f, bad)
		}
		if n := strings.Count(body, "\n"); n > 250 {
			t.Errorf("%s has %d lines", f, n)
		}
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, m := range regexp.MustCompile(`(?:part|show|cut)\((?:[\w.]+, )?"([a-z-]+)"`).FindAllStringSubmatch(body, -1) {
			if !strings.Contains(page, `data-part="`+m[1]+`"`) {
				t.Errorf("%s: the page has no part %q", f, m[1])
			}
		}
	}
	chat, err := os.ReadFile("pages/web/static/chat.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`from "\./([a-z]+\.js)"`).FindAllStringSubmatch(string(chat), -1) {
		if !regexp.MustCompile(`rel="modulepreload" href="/static/[0-9a-f]+/` + m[1] + `"`).MatchString(page) {
			t.Errorf("%s is not asked for at once", m[1])
		}
	}
}

func TestEnglish(t *testing.T) {
	lib := testShelf()
	lib.failures = []documents.Failure{documents.NewFailure("tom.pdf", documents.ErrEmpty)}
	s := start(t, server.Config{Library: lib, Examples: []string{"Hvad er målet?"}})
	english := func(method, path, body string, status int) string {
		r := s.do(t, method, path, body, "Accept", "text/html", "Content-Type", form)
		if r.status != status {
			t.Fatalf("%s %s: %d", method, path, r.status)
		}
		return r.body
	}
	page := english("GET", "/?lang=en", "", 200)
	contains(t, page, `<html lang="en">`, "not by a person", `action="/?lang=en"`, `<a href="/documents?lang=en">3 documents</a>`,
		`<a href="/" lang="da" hreflang="da">Dansk</a>`, `<ul lang="da">`, `href="/?lang=en&amp;q=Hvad&#43;er&#43;m%C3%A5let%3F"`, "text-en.js")
	contains(t, english("GET", "/documents?lang=en", "", 200), "<code>tom.pdf</code>: the file is empty; bring one with content instead")
	contains(t, english("GET", "/documents/maalbillede-pdf?lang=en&passage=maalbillede-pdf-2", "", 200), `<article class="text" lang="da">`,
		"June 2025", `<h1 lang="da">`, `href="/documents/maalbillede-pdf?passage=maalbillede-pdf-2" lang="da" hreflang="da"`)
	contains(t, english("POST", "/?lang=en", "question=Hvad", 200), `<div class="answer" data-part="answer" lang="da">`, "1 sentence was left out",
		`href="/documents/maalbillede-pdf?lang=en&amp;passage=maalbillede-pdf-1#maalbillede-pdf-1"`)
	contains(t, english("GET", "/search?lang=en&q=tid", "", 200), "best first", `<input type="hidden" name="lang" value="en">`)
}

// TestSwitchStaysHere looks for an address of the language's switch that leads elsewhere.
func TestSwitchStaysHere(t *testing.T) {
	s := start(t, server.Config{})
	body := s.do(t, "GET", "//ond.example/x", "", "Accept", "text/html").body
	contains(t, body, `<a href="/?lang=en" lang="en"`)
}

// TestFaultsHaveWords goes over all kinds of errors, and over all words of
// errors: each has both languages, and with its values no place stays open.
func TestFaultsHaveWords(t *testing.T) {
	tables, err := pages.LoadTexts()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, k := range problem.Kinds() {
		if known["fault."+k.Name] {
			t.Errorf("%s is two kinds", k.Name)
		}
		known["fault."+k.Name], known[fmt.Sprintf("fault.title.%d", k.Status)] = true, true
		e := k.With(values(readTable(t, "da")["fault."+k.Name])...)
		da, en := e.In(tables["da"], ""), e.In(tables["en"], "")
		for _, p := range []problem.Problem{da, en} {
			if p.Title == "" || !strings.HasSuffix(p.Detail, ".") || strings.Contains(p.Detail, "%") {
				t.Errorf("%s: %q %q", k.Name, p.Title, p.Detail)
			}
		}
		if da.Title == en.Title || da.Detail == en.Detail {
			t.Errorf("%s is the same in both languages: %q", k.Name, da.Detail)
		}
	}
	if len(known) < 80 {
		t.Errorf("found %d kinds only", len(known))
	}
	for key := range readTable(t, "da") {
		if strings.HasPrefix(key, "fault.") && !known[key] {
			t.Errorf("%s is the text of no kind", key)
		}
	}
}

// values fit the places of a text.
func values(text string) (all []any) {
	for _, verb := range regexp.MustCompile(`%[a-z]`).FindAllString(text, -1) {
		all = append(all, map[string]any{"%d": 20, "%s": problem.Number(2000)}[verb])
	}
	return all
}

func TestErrorsInEnglish(t *testing.T) {
	s := start(t, server.Config{MaxQuestion: 2000})
	contains(t, s.do(t, "GET", "/nix?lang=en", "", "Accept", "text/html").body, "<h1>Not found</h1>", "The page does not exist.")
	long := s.ask(t, `{"question":"`+strings.Repeat("x", 2001)+`"}`)
	contains(t, long.body, "højst fylde 2.000 tegn")
	r := s.do(t, "POST", "/api/chat?lang=en", `{"question":"`+strings.Repeat("x", 2001)+`"}`, "Content-Type", "application/json")
	contains(t, r.body, `"Invalid request"`, "at most 2,000 characters")
	r = s.do(t, "POST", "/api/chat?lang=en", "{", "Content-Type", "application/json")
	contains(t, r.body, "Send a JSON object with the field question.")
	r = s.do(t, "GET", "/api/search?lang=en&q=a&k=51", "")
	contains(t, r.body, "The parameter k must be a whole number from 1 to 50.")
}
