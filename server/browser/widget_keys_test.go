package browser

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestWidgetByKeyboard opens and closes with keys: the focus goes in and comes back.
func TestWidgetByKeyboard(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.open(n.url)
	b.see(launcher)
	b.press(kb.Tab + kb.Tab)
	b.focused(launcher)
	b.press(kb.Enter)
	f := b.child("/widget")
	f.focused("#question")
	b.press(kb.Escape)
	b.gone(panel)
	b.focused(launcher)
	b.press(" ")
	f.focused("#question")
	f.run(`document.getElementById("question").blur()`)
	b.click(closer)
	b.gone(panel)
	b.focused(launcher)
}

// TestWidgetIsNoTrap leaves the open panel with Tab, since the page beside it
// stays in use.
func TestWidgetIsNoTrap(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	f := n.openWidget(b)
	b.leaves(f)
}

// leaves presses Tab until the focus is out of a frame.
func (b *tab) leaves(f *frame) {
	b.t.Helper()
	for range 60 {
		b.press(kb.Tab)
		if !eval[bool](f, "document.hasFocus()") {
			return
		}
	}
	b.t.Error("Tab does not leave the frame")
}

// TestWidgetOnAPhone fills the window, and Escape closes it.
func TestWidgetOnAPhone(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.phone()
	n.openWidget(b)
	box := eval[[2]int](&b.frame, element(panel)+".getBoundingClientRect().toJSON() && [Math.round("+element(panel)+
		".getBoundingClientRect().width), Math.round("+element(panel)+".getBoundingClientRect().height)]")
	if box != [2]int{320, 640} {
		t.Errorf("the panel measures %v, want 320 by 640", box)
	}
	b.shot("widget-phone")
	b.press(kb.Escape)
	b.gone(panel)
	b.focused(launcher)
}

// events notes what the widget tells its page.
const events = `window.told = []; for (const name of ["ready", "open", "close", "answer", "error"])
	addEventListener("taskforce:" + name, (e) => told.push([name, e.detail]))`

// TestWidgetTellsItsPage uses the functions for the page and hears its events.
func TestWidgetTellsItsPage(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.open(n.url)
	b.holds("window.taskforce")
	b.run(events)
	b.run("taskforce.ask(" + fmt.Sprintf("%q", hours) + ")")
	b.child("/widget").reads("#conversation .answer", "50 mio. timer")
	b.holds(`told.some(([name]) => name === "answer")`)
	b.run("taskforce.close()")
	b.gone(panel)
	b.run("taskforce.open(); taskforce.ask(" + fmt.Sprintf("%q", roast) + ")")
	b.holds(`told.filter(([name]) => name === "answer").length === 2`)
	got := eval[string](&b.frame, "JSON.stringify(told)")
	want := `^\[\["open",\{\}\],\["answer",\{"refused":false,"sources":[1-9]\}\],\["close",\{\}\],\["open",\{\}\],\["answer",\{"refused":true,"sources":0\}\]\]$`
	if !regexp.MustCompile(want).MatchString(got) {
		t.Errorf("the page was told %s, want %s", got, want)
	}
	b.run("taskforce.destroy()")
	b.holds(`!document.querySelector("taskforce-widget") && !("taskforce" in window)`)
}
