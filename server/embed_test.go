package server_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
)

func TestParseOrigin(t *testing.T) {
	for text, want := range map[string]string{
		"https://intranet.eksempel.dk":      "https://intranet.eksempel.dk",
		" https://Intranet.Eksempel.dk ":    "https://intranet.eksempel.dk",
		"https://intranet.eksempel.dk:443":  "https://intranet.eksempel.dk",
		"http://intranet:8080":              "http://intranet:8080",
		"http://10.0.0.1":                   "http://10.0.0.1",
		"https://*.eksempel.dk":             "https://*.eksempel.dk",
		"https://*.eksempel.dk:8443":        "https://*.eksempel.dk:8443",
		"":                                  "",
		"*":                                 "",
		"'self'":                            "",
		"https://*":                         "",
		"https://*.dk":                      "",
		"https://*.10.0.0.1":                "",
		"https://intra*.eksempel.dk":        "",
		"https://eksempel.dk/":              "https://eksempel.dk",
		"https://eksempel.dk//":             "",
		"https://eksempel.dk/intranet":      "",
		"https://eksempel.dk?x":             "",
		"https://bruger@eksempel.dk":        "",
		"https://eksempel.dk; script-src *": "",
		"https://eksempel.dk https://x.dk":  "",
		"https://blåbær.dk":                 "",
		"javascript://eksempel.dk":          "",
		"eksempel.dk":                       "",
	} {
		got, err := core.ParseOrigin(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
	}
}

// TestOnlyTheWidgetMayBeFramed checks the headers that let a page be framed.
func TestOnlyTheWidgetMayBeFramed(t *testing.T) {
	const origin, below = "https://intranet.eksempel.dk", "https://*.eksempel.dk"
	srv := start(t, server.Config{EmbedOrigins: []string{origin, below}})
	for path, ancestors := range map[string]string{
		"/widget": origin + " " + below, "/widget?lang=en": origin + " " + below,
		"/": "'none'", "/documents": "'none'", "/nix": "'none'", "/widget.js": "'none'", "/widget/x": "'none'",
	} {
		header := srv.get(t, path).header
		_, got, _ := strings.Cut(header.Get("Content-Security-Policy"), "frame-ancestors ")
		if got != ancestors || (header.Get("X-Frame-Options") == "") != (ancestors != "'none'") {
			t.Errorf("%s: frame-ancestors %q and X-Frame-Options %q, want %q", path, got, header.Get("X-Frame-Options"), ancestors)
		}
	}
}

func TestLoaderIsForEveryone(t *testing.T) {
	srv := start(t, server.Config{Site: pages.Site{Color: "#123456"}})
	res := srv.get(t, "/widget.js")
	if got := res.header.Get("Cross-Origin-Resource-Policy"); got != "cross-origin" {
		t.Errorf("resource policy %q", got)
	}
	if !strings.Contains(res.body, "#123456") || strings.Contains(res.body, "%COLOR%") {
		t.Error("the loader has not the site's colour")
	}
	again := srv.do(t, "GET", "/widget.js", "", "If-None-Match", res.header.Get("ETag"))
	if again.status != 304 || again.body != "" {
		t.Errorf("unchanged: %d, %q", again.status, again.body)
	}
}

// TestDocNamesTheLoader keeps docs/embedding.md in step with the loader: its
// options, functions and events, and no others.
func TestDocNamesTheLoader(t *testing.T) {
	loader, doc := read(t, "pages/web/loader/widget.js"), read(t, "../docs/embedding.md")
	_, api, _ := strings.Cut(loader, "Object.freeze({ ")
	api, _, _ = strings.Cut(api, " })")
	for what, c := range map[string]struct{ text, form, doc string }{
		"options":   {loader, `\boption\.(\w+)`, "(?m)^\\| `data-(\\w+)`"},
		"events":    {loader, `emit\("(\w+)"`, "`taskforce:(\\w+)`"},
		"functions": {api, `(?:^|, )(\w+)`, "(?m)^\\| `taskforce\\.(\\w+)\\("},
	} {
		got, want := found(c.form, c.text), found(c.doc, doc)
		if len(got) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s: the loader has %v, docs/embedding.md %v", what, got, want)
		}
	}
}

// found is what the group of a form finds in a text, each once and in order.
func found(form, text string) []string {
	var out []string
	for _, m := range regexp.MustCompile(form).FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestLoaderHasTheColorOfThePages(t *testing.T) {
	brand := regexp.MustCompile(`--brand: (#\w+);`).FindStringSubmatch(read(t, "pages/web/static/style.css"))
	srv := start(t, server.Config{})
	if body := srv.get(t, "/widget.js").body; brand == nil || !strings.Contains(body, brand[1]) {
		t.Errorf("the loader lacks the colour %v of style.css", brand)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
