package browser

import (
	"testing"
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
		ask(&b.frame, cake)
		answered(&b.frame)
	}},
	{"documents", func(b *tab, s *service) { b.open(s.url + "/documents") }},
	{"privacy", func(b *tab, s *service) { b.open(s.url + "/privacy") }},
	{"document", func(b *tab, s *service) {
		b.open(s.url + "/documents")
		b.open(eval[string](&b.frame, `document.querySelector("main li a").href`))
	}},
	{"missing", func(b *tab, s *service) {
		b.watch.expect("404")
		b.open(s.url + "/nix")
	}},
}

// looks are the ways in which readers see the pages.
var looks = []struct {
	name string
	set  func(b *tab)
}{
	{"light", func(b *tab) {}},
	{"dark", func(b *tab) { b.media("", "prefers-color-scheme", "dark") }},
	{"forced", func(b *tab) { b.media("", "forced-colors", "active") }},
	{"phone", func(b *tab) { b.phone() }},
	{"still", func(b *tab) { b.media("", "prefers-reduced-motion", "reduce") }},
}

// TestStates looks at every page in every state and every look: axe finds
// nothing, and nothing is wider than the window.
func TestStates(t *testing.T) {
	source := axeSource(t)
	s := serve(t)
	for _, state := range states {
		t.Run(state.name, func(t *testing.T) {
			t.Parallel()
			b := newTab(t)
			state.reach(b, s)
			for _, look := range looks {
				b.viewport(1280, 800)
				b.media("", "prefers-color-scheme", "light")
				look.set(b)
				b.axe(source, look.name)
				b.fits(look.name)
				b.wholeShot(state.name + "-" + look.name)
			}
		})
	}
}

// fits fails the test where the page must be scrolled sideways.
func (b *tab) fits(look string) {
	b.t.Helper()
	width := eval[[2]int](&b.frame, "[document.documentElement.scrollWidth, window.innerWidth]")
	if width[0] > width[1] {
		b.t.Errorf("%s: the page is %d pixels wide in a window of %d", look, width[0], width[1])
	}
}
