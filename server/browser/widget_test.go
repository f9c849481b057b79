package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

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
	n, b := newIntranet(t, "", "").served(t, "--llm-url", fake.URL, "--llm-model", "test"), newTab(t)
	f := n.openWidget(b)
	ask(f, goals)
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
	n, b := newIntranet(t, "", "").served(t), newTab(t)
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
			n.served(b.t)
			b.open(n.url)
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
