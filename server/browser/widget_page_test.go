package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
)

// TestWidgetInPage puts the chat where the page wants it.
func TestWidgetInPage(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, `data-target="#taskforce" data-language="en" data-title="Ask us"`, `<div id="taskforce"></div><p>After</p>`), newTab(t)
	b.open(n.url)
	f := b.child("/widget")
	f.see("#question")
	b.gone(launcher)
	if got := eval[string](&b.frame, element("#taskforce taskforce-widget >>> iframe")+".title"); got != "Ask us" {
		t.Errorf("the frame is called %q", got)
	}
	if eval[bool](f, "document.hasFocus()") {
		t.Error("the frame took the focus")
	}
	b.run("taskforce.open()")
	f.focused("#question")
	b.press(kb.Escape)
	f.see("#question")
	if got := eval[int](&b.frame, element("#taskforce taskforce-widget >>> iframe")+".clientHeight"); got < 600 {
		t.Errorf("the frame is %d pixels high", got)
	}
	b.shot("widget-in-page")
	b.leaves(f)
}

// TestWidgetOptions opens at once with a question in the field, on the left,
// without taking the focus.
func TestWidgetOptions(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, `data-open="true" data-question="Må jeg bruge AI?" data-position="left" data-color="#ffdd00"`, ""), newTab(t)
	b.open(n.url)
	f := b.child("/widget")
	f.see("#question")
	if got := eval[string](f, `document.getElementById("question").value`); got != "Må jeg bruge AI?" {
		t.Errorf("the field holds %q", got)
	}
	if eval[bool](f, "document.hasFocus()") {
		t.Error("the frame took the focus")
	}
	got := eval[[]string](&b.frame, "(() => { const s = getComputedStyle("+element(closer)+
		"); return [s.backgroundColor, s.color, getComputedStyle("+element(panel)+").left] })()")
	if want := "rgb(255, 221, 0) rgb(0, 0, 0) 16px"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %v", got, want)
	}
	b.shot("widget-left")
}

// TestWidgetRefusesAColor takes no colour that could be more than one.
func TestWidgetRefusesAColor(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, `data-color="red;}*{display:none"`, ""), newTab(t)
	b.open(n.url)
	b.see(launcher)
	if got := eval[string](&b.frame, "getComputedStyle("+element(launcher)+").backgroundColor"); got != "rgb(11, 79, 138)" {
		t.Errorf("the button is %s", got)
	}
}

// TestWidgetOnce has the script twice.
func TestWidgetOnce(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.open(n.url)
	b.see(launcher)
	b.run(`new Promise((done) => { const s = document.createElement("script");
		s.src = trustedTypes.createPolicy("x", { createScriptURL: (u) => u }).createScriptURL(document.scripts[0].src);
		s.onload = done; document.head.append(s) })`)
	if got := eval[int](&b.frame, `document.querySelectorAll("taskforce-widget").length`); got != 1 {
		t.Errorf("%d widgets", got)
	}
}

// TestWidgetLeavesNothing looks for cookies and storage in the page around.
func TestWidgetLeavesNothing(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	f := n.openWidget(b)
	ask(f, hours)
	answered(f)
	got := eval[string](&b.frame, `(async () => JSON.stringify([document.cookie, localStorage.length, sessionStorage.length,
		(await indexedDB.databases()).length]))()`)
	if got != `["",0,0,0]` {
		t.Errorf("the page holds %s", got)
	}
	if got := call(b, network.GetCookies, network.GetCookiesParams{URLs: []string{n.url, n.service.url, n.service.otherHost()}}); len(got.Cookies) > 0 {
		t.Errorf("%d cookies", len(got.Cookies))
	}
}
