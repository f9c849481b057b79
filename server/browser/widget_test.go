package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// intranet is a page of another site that embeds the widget.
type intranet struct {
	url     string // of the page
	service *service
}

// newIntranetAt serves a page with the script of a service that lets it in, and
// with further HTML; /plain is one with a frame and no script. The page's policy
// allows scripts and frames of the service only. The host is its name, such as
// 127.0.0.1, and allowed the origin that is let in, without the port.
func newIntranetAt(t testing.TB, host, allowed, options, html string, flags ...string) *intranet {
	t.Helper()
	n := &intranet{}
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		service := n.service.otherHost()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", strictPolicy(service))
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp") // the strictest a page can ask for
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		switch r.URL.Path {
		case "/":
			_, _ = io.WriteString(w, embedding(service, options, html))
		case "/plain":
			_, _ = fmt.Fprintf(w, `<!doctype html><title>Plain</title><iframe src="%s/widget" width=600 height=600></iframe>`, service)
		default:
			w.WriteHeader(http.StatusNoContent) // such as the icon that browsers ask for
		}
	}))
	t.Cleanup(page.Close)
	port := page.URL[strings.LastIndex(page.URL, ":"):]
	n.url, n.service = "http://"+host+port, serve(t, append(flags, "--embed-origins", allowed+port)...)
	return n
}

// newIntranet is newIntranetAt 127.0.0.1.
func newIntranet(t testing.TB, options, html string, flags ...string) *intranet {
	t.Helper()
	return newIntranetAt(t, "127.0.0.1", "http://127.0.0.1", options, html, flags...)
}

// strictPolicy allows no more than docs/embedding.md asks for.
func strictPolicy(service string) string {
	return fmt.Sprintf("default-src 'none'; script-src %[1]s; frame-src %[1]s; base-uri 'none'; "+
		"require-trusted-types-for 'script'", service)
}

func embedding(service, options, html string) string {
	return `<!doctype html><html lang="da"><head><title>Intranet</title><meta name="viewport" content="width=device-width">` +
		`<script src="` + service + `/widget.js" async ` + options + `></script></head>` +
		`<body><main><h1>Intranet</h1><p><a href="#x" id="link">Et link</a></p>` + html + `</main></body></html>`
}

const (
	launcher = "taskforce-widget >>> .open"
	panel    = "taskforce-widget >>> dialog"
	closer   = "taskforce-widget >>> .head button:last-child"
	enlarger = "taskforce-widget >>> .size"
)

// openWidget opens the page and its widget, and gives the chat.
func (n *intranet) openWidget(b *tab) *frame {
	b.t.Helper()
	b.open(n.url)
	b.click(launcher)
	f := b.child("/widget")
	f.focused("#question")
	return f
}

// TestWidgetAnswers uses the widget by mouse, within a page whose policy allows
// the service's scripts and frames and nothing else.
func TestWidgetAnswers(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	f := n.openWidget(b)
	b.shot("widget-empty")
	f.gone("header.top")
	ask(f, hours)
	answered(f)
	f.reads("#conversation .answer", "50 mio. timer")
	b.shot("widget-answer")
	b.click(closer)
	b.gone(panel)
	b.focused("taskforce-widget")
	b.see(launcher)
	b.click(launcher)
	f.reads("#conversation .answer", "50 mio. timer") // it was only hidden
	if got := b.watch.asked("/widget?"); len(got) != 1 {
		t.Errorf("the frame was loaded %d times", len(got))
	}
}

// TestWidgetFollowsPage enlarges the panel, and takes the text size of the page around.
func TestWidgetFollowsPage(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.before(`document.addEventListener("DOMContentLoaded", () => { if (top === window) document.documentElement.style.fontSize = "20px" })`)
	f := n.openWidget(b)
	f.holds(`getComputedStyle(document.documentElement).fontSize === "20px"`)
	width := func() float64 { return eval[float64](&b.frame, element(panel)+".offsetWidth") }
	before := width()
	b.click(enlarger)
	if now := width(); now <= before {
		t.Errorf("the panel is %.0f pixels wide, and was %.0f", now, before)
	}
	b.shot("widget-large")
}

// TestWidgetWithModel asks the scripted model from within the widget: what it
// says without a source is withheld there too.
func TestWidgetWithModel(t *testing.T) {
	t.Parallel()
	fake := llmtest.New(t, llmtest.Text("AI skal frigøre mindst 50 mio. timer frem mod 2035 [1]. Statsministeren hedder Anders And [1]."))
	n, b := newIntranet(t, "", "", "--llm-url", fake.URL, "--llm-model", "test"), newTab(t)
	f := n.openWidget(b)
	ask(f, hours)
	answered(f)
	f.reads("#conversation .answer", "50 mio. timer")
	f.reads(`#conversation [data-part="withheld"]`, "udeladt")
	f.click("#conversation .mark")
	f.see("#panel")
	f.focused("#panel-name")
	b.press(kb.Escape)
	f.gone("#panel")
	b.see(panel) // the first Escape closes the source only
	b.press(kb.Escape)
	b.gone(panel)
}

// TestWidgetTellsOfErrors loses the service before the question.
func TestWidgetTellsOfErrors(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.watch.expect("ERR_CONNECTION_REFUSED")
	f := n.openWidget(b)
	b.run(events)
	n.service.stop()
	ask(f, hours)
	b.holds(`told.some(([name, detail]) => name === "error" && detail.reason === "unanswered")`)
}

// TestWidgetStates looks at the widget as readers meet it.
func TestWidgetStates(t *testing.T) {
	source := axeSource(t)
	for name, c := range map[string]struct {
		options, html string
		reach         func(b *tab, n *intranet) []*frame
	}{
		"closed": {"", "", func(b *tab, _ *intranet) []*frame {
			b.see(launcher)
			return nil
		}},
		"open": {"", "", func(b *tab, n *intranet) []*frame { return []*frame{n.openWidget(b)} }},
		"answered": {`data-color="#ffdd00" data-language="en"`, "", func(b *tab, n *intranet) []*frame {
			f := n.openWidget(b)
			ask(f, hours)
			answered(f)
			return []*frame{f}
		}},
		"in-page": {`data-target="#here"`, `<div id="here"></div>`, func(b *tab, _ *intranet) []*frame {
			f := b.child("/widget")
			f.see("#question")
			return []*frame{f}
		}},
		"failed": {"", "", func(b *tab, n *intranet) []*frame {
			b.watch.expect("does not match the recipient window's origin")
			b.see(launcher)
			n.service.stop()
			b.click(launcher)
			b.see("taskforce-widget >>> .gone a")
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n, b := newIntranet(t, c.options, c.html), newTab(t)
			b.open(n.url)
			frames := c.reach(b, n)
			b.judge(source, "widget-"+name, frames...)
		})
	}
}

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
	b.run("taskforce.open(); taskforce.ask(" + fmt.Sprintf("%q", cake) + ")")
	b.holds(`told.filter(([name]) => name === "answer").length === 2`)
	got := eval[string](&b.frame, "JSON.stringify(told)")
	want := `^\[\["open",\{\}\],\["answer",\{"refused":false,"sources":[1-9]\}\],\["close",\{\}\],\["open",\{\}\],\["answer",\{"refused":true,"sources":0\}\]\]$`
	if !regexp.MustCompile(want).MatchString(got) {
		t.Errorf("the page was told %s, want %s", got, want)
	}
	b.run("taskforce.destroy()")
	b.holds(`!document.querySelector("taskforce-widget") && !("taskforce" in window)`)
}

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

// TestWidgetNotLetIn embeds a service that names another origin: the browser
// refuses the frame, and the reader is told where the chat is.
func TestWidgetNotLetIn(t *testing.T) {
	t.Parallel()
	s, b := serve(t, "--embed-origins", "https://intranet.eksempel.dk"), newTab(t)
	b.watch.expect("frame-ancestors https://intranet.eksempel.dk")
	b.watch.expect("does not match the recipient window's origin")
	b.open(hostPage(t, strictPolicy(s.otherHost()), embedding(s.otherHost(), "", "")))
	b.holds("window.taskforce")
	b.run(events)
	b.click(launcher)
	b.see("taskforce-widget >>> .gone a")
	b.holds(`told.some(([name, detail]) => name === "error" && detail.reason === "unreachable")`)
	b.shot("widget-refused")
	b.press(kb.Escape)
}

// TestWidgetFromBelow lets every host below a domain in.
func TestWidgetFromBelow(t *testing.T) {
	t.Parallel()
	n := newIntranetAt(t, "intranet.kommune.localhost", "http://*.kommune.localhost", "", "")
	n.openWidget(newTab(t))
}

// TestWidgetWithoutService has a page whose service does not answer, and one
// whose service fails: the page is as it was.
func TestWidgetWithoutService(t *testing.T) {
	t.Parallel()
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "oops", http.StatusInternalServerError)
	}))
	t.Cleanup(broken.Close)
	down := httptest.NewServer(nil)
	down.Close()
	for name, c := range map[string]struct{ url, says string }{
		"down":   {down.URL, "ERR_CONNECTION_REFUSED"},
		"broken": {broken.URL, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTab(t)
			if c.says != "" {
				b.watch.expect(c.says)
			}
			b.open(hostPage(t, "", embedding(c.url, "", "")))
			b.holds(`performance.getEntriesByName(document.scripts[0].src).length`)
			if got := eval[string](&b.frame, `[...document.body.children].map((e) => e.tagName).join() + ("taskforce" in window)`); got != "MAINfalse" {
				t.Errorf("the page holds %s", got)
			}
		})
	}
}

// TestWidgetServiceGone loses the service after the script has come.
func TestWidgetServiceGone(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.watch.expect("does not match the recipient window's origin")
	b.open(n.url)
	b.see(launcher)
	n.service.stop()
	b.click(launcher)
	b.see("taskforce-widget >>> .gone a")
	b.click(closer)
	b.gone(panel)
	b.focused(launcher)
}

// TestWidgetHearsItsFrameOnly posts messages that pretend to be the chat's and
// the page's.
func TestWidgetHearsItsFrameOnly(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	f := n.openWidget(b)
	b.run(events)
	b.run(`postMessage({ type: "taskforce:close" }, "*"); postMessage({ type: "taskforce:answer", refused: true }, "*")`)
	f.run(`postMessage({ type: "taskforce:ask", question: "Hvad er klokken?" }, "*")`)
	f.run(`parent.postMessage({ type: "taskforce:destroy" }, "*"); parent.postMessage(null, "*"); parent.postMessage("taskforce:close", "*")`)
	time.Sleep(200 * time.Millisecond) // a message that were heard would show by now
	b.see(panel)
	if got := eval[string](&b.frame, "JSON.stringify(told)"); got != "[]" {
		t.Errorf("the page was told %s", got)
	}
	if got := eval[int](f, `document.querySelectorAll("#conversation article").length`); got != 0 {
		t.Error("the chat took a question from itself")
	}
}

// TestWidgetLinksOpenBeside follows a source out of the widget.
func TestWidgetLinksOpenBeside(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	f := n.openWidget(b)
	f.run(`document.addEventListener("click", (e) => { window.left = e.target.closest("a"); e.preventDefault() })`)
	f.click(".about a")
	if got := eval[string](f, "[left.target, left.rel, left.href.includes('/documents')].join()"); got != "_blank,noopener,true" {
		t.Errorf("the link is %s", got)
	}
}

// TestPlainFrame embeds the chat without a script, in a browser without
// JavaScript: the form is answered within the frame.
func TestPlainFrame(t *testing.T) {
	t.Parallel()
	n, b := newIntranet(t, "", ""), newTab(t)
	b.noScript()
	b.open(n.url + "/plain")
	f := b.child("/widget")
	ask(f, hours)
	f.reads(".answer", "50 mio. timer")
	b.shot("widget-plain")
}

// TestLoaderIsSmall holds the loader to its size.
func TestLoaderIsSmall(t *testing.T) {
	t.Parallel()
	s := serve(t)
	res, err := http.Get(s.url + "/widget.js")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || len(body) == 0 || len(body) >= 5000 {
		t.Errorf("status %d, %d bytes, want fewer than 5000; %v", res.StatusCode, len(body), err)
	}
}
