package browser

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

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
	all, err := neighbourhood()
	if err != nil {
		t.Fatal(err)
	}
	n := all.add(t, "intranet.kommune.localhost", "", "")
	n.service = serve(t, "--embed-origins", strings.Replace(n.origin, "intranet.", "*.", 1))
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
	n, b := newIntranet(t, "", "").served(t), newTab(t)
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
	b.open(n.url + "plain")
	f := b.child("/widget")
	ask(f, hours)
	f.reads(".answer", "50 mio. timer")
	b.shot("widget-plain")
}

// TestLoaderIsSmall holds the loader to its size.
func TestLoaderIsSmall(t *testing.T) {
	t.Parallel()
	s := common(t)
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
