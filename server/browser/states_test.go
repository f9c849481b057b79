package browser

import (
	"net/http"
	"testing"

	"github.com/digitaskforce/taskforce/internal/raced"
	"github.com/digitaskforce/taskforce/llm/llmtest"
	"github.com/digitaskforce/taskforce/server/pages"
)

// states are the pages in every state that a reader can meet: how to come there.
var states = []struct {
	name  string
	reach func(b *tab, s *service)
}{
	{"chat", func(b *tab, s *service) { b.open(s.url) }},
	{"answer", func(b *tab, s *service) {
		b.open(s.url)
		ask(&b.frame, hours)
		answered(&b.frame)
	}},
	{"refusal", func(b *tab, s *service) {
		b.open(s.url)
		ask(&b.frame, roast)
		answered(&b.frame)
	}},
	{"talk", func(b *tab, s *service) {
		talk(b, s.url, hours, goals)
		b.click(last + `[data-vote="down"]`)
		b.see(last + `[data-part="why"]`)
		b.click(last + `[data-part="tools"] [data-do="edit"]`)
	}},
	{"source", func(b *tab, s *service) { // narrow looks close it; TestSourceOnPhone sees it there
		talk(b, s.url, hours)
		b.click(last + ".mark")
		b.see("#panel")
	}},
	{"withheld", func(b *tab, _ *service) {
		s, _ := serveModel(b.t, llmtest.Text("AI skal frigøre mindst 50 mio. timer frem mod 2035 [1]. Statsministeren hedder Anders And [1]."))
		talk(b, s.url, goals) // to which no editor's answer stands
		b.see(last + `[data-part="withheld"]`)
	}},
	{"failure", func(b *tab, s *service) {
		b.open(s.url)
		b.run(`window.fetch = async () => new Response(JSON.stringify({ detail: "Tjenesten besvarer mange spørgsmål lige nu.", status: 503 }), { status: 503 })`)
		ask(&b.frame, hours)
		b.see(last + `[data-part="failure"]`)
	}},
	{"cut", func(b *tab, s *service) { // the connection ends in mid-answer; TestReplicaDies sees how it comes to that
		b.open(s.url)
		b.run(`window.fetch = async () => new Response('event: sources\ndata: []\n\nevent: sentence\ndata: {"text":"AI skal frigøre 50 mio. timer.","sources":[]}\n\n')`)
		ask(&b.frame, hours)
		b.see(last + `[data-part="partial"]`)
	}},
	{"form", func(b *tab, s *service) {
		b.open(s.url) // scripts stay on, axe is one; the form is sent past them
		for _, q := range []string{hours, goals} {
			b.run(`document.querySelector("#question").value = ` + quoted(q) + `; document.querySelector("#ask").submit()`)
			b.reads("h2.question", q)
		}
		b.see(".earlier")
	}},
	{"english", func(b *tab, s *service) { talk(b, s.url+"/?lang=en", hours) }},
	{"search", func(b *tab, s *service) { b.open(s.url + "/search?q=partsh%C3%B8ring") }},
	{"privacy", func(b *tab, s *service) { b.open(s.url + "/privacy") }},
	{"statement", func(b *tab, s *service) { b.open(s.url + "/was") }},
	{"documents", func(b *tab, s *service) { b.open(s.url + "/documents") }},
	{"theme", func(b *tab, s *service) { b.open(s.url + "/documents?theme=jura") }},
	{"found-nothing", func(b *tab, s *service) {
		b.open(s.url + "/search?q=frikadeller")
		b.see("p.box")
	}},
	{"talks", func(b *tab, s *service) {
		talk(b, s.url, hours)
		b.click("#talks-open")
		b.see("#talks:modal")
	}},
	{"table", func(b *tab, s *service) {
		b.open(s.url + "/documents/jura-ai-forordningen-tidsplan")
		b.see("table")
	}},
	{"report-key", func(b *tab, _ *service) {
		s := serve(b.t, "--store", "sqlite", "--data", b.t.TempDir(), "--admin-key", "prøve-nøgle-1234")
		b.refused(http.StatusUnauthorized, func() { b.open(s.url + "/admin/report") })
		b.see("#key")
	}},
	{"widget-page", func(b *tab, s *service) { talk(b, s.url+"/widget", hours) }},
	{"document", func(b *tab, s *service) {
		b.open(s.url + "/documents")
		b.open(eval[string](&b.frame, `document.querySelector("main li a").href`))
	}},
	{"missing", func(b *tab, s *service) {
		b.refused(http.StatusNotFound, func() { b.open(s.url + "/nix") })
	}},
}

// looks are the ways in which readers see the pages. Axe judges those that can
// differ in what it finds.
var looks = []struct {
	name string
	axe  bool
	set  func(b *tab)
}{
	{"light", true, func(b *tab) {}},
	{"dark", true, func(b *tab) { b.media("", "prefers-color-scheme", "dark") }},
	{"phone", true, func(b *tab) { b.phone() }},
	{"375", false, func(b *tab) { b.viewport(375, 812) }},
	{"375-dark", false, func(b *tab) { b.viewport(375, 812); b.media("", "prefers-color-scheme", "dark") }},
	{"320-dark", false, func(b *tab) { b.viewport(320, 640); b.media("", "prefers-color-scheme", "dark") }},
	{"forced", false, func(b *tab) { b.media("", "forced-colors", "active") }},
	{"still", false, func(b *tab) { b.media("", "prefers-reduced-motion", "reduce") }},
}

// TestStates looks at every page in every state and every look: axe finds
// nothing, and nothing is wider than the window.
func TestStates(t *testing.T) {
	source := axeSource(t)
	judged := 0
	for _, look := range looks {
		if look.axe {
			judged++
		}
	}
	if pages.Checked.States != len(states) || pages.Checked.Looks != judged {
		t.Errorf("the accessibility statement tells of %d states in %d looks, and there are %d in %d", pages.Checked.States, pages.Checked.Looks, len(states), judged)
	}
	s := common(t)
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			t.Parallel()
			b := newTab(t)
			state.reach(b, s)
			b.judge(source, state.name)
		})
	}
}

// judge looks at what a tab shows in every look; frames within are judged too.
func (b *tab) judge(source, state string, frames ...*frame) {
	b.t.Helper()
	seen := looks
	if raced.Enabled {
		seen = looks[:1] // the others are the browser's own
	}
	for _, look := range seen {
		b.viewport(1280, 800)
		b.media("", "prefers-color-scheme", "light")
		look.set(b)
		for _, f := range append(frames, &b.frame) {
			if look.axe {
				f.axe(source, look.name)
			}
			f.fits(look.name)
		}
		b.wholeShot(state + "-" + look.name)
	}
}

// fits fails the test where the page must be scrolled sideways.
func (f *frame) fits(look string) {
	f.t.Helper()
	width := eval[[2]int](f, "[document.documentElement.scrollWidth, window.innerWidth]")
	if width[0] > width[1] {
		f.t.Errorf("%s: the page is %d pixels wide in a window of %d", look, width[0], width[1])
	}
}
