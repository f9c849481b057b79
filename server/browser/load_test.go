package browser

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp/kb"
)

// maxFirstLoad is what the chat page may weigh over the wire, with all it needs.
const maxFirstLoad = 60_000

func TestFirstLoadIsLight(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url)
	b.see("#send")
	if got := b.watch.weight(); got == 0 || got > maxFirstLoad {
		t.Errorf("the first load weighs %d bytes, want at most %d", got, maxFirstLoad)
	}
	if got := b.watch.asked(s.url + "/static/"); len(got) == 0 {
		t.Error("no asset was loaded")
	}
}

// TestOtherSitesMayNotFrame puts the chat page into a page of another site.
func TestOtherSitesMayNotFrame(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.watch.expect("frame-ancestors 'none'")
	b.open(hostPage(t, "", `<!doctype html><title>Intranet</title><iframe src="`+s.otherHost()+`/"></iframe>`))
	f := b.child("chrome-error:")
	f.gone("#ask")
}

// TestSkipLink goes to the content by keyboard.
func TestSkipLink(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url + "/documents")
	b.press(kb.Tab)
	b.focused("a.skip")
	b.press(kb.Enter)
	b.focused("main")
	b.reload()
	b.see("main")
}

const largestPaint = `new Promise((done) => new PerformanceObserver((l) => done(l.getEntries().at(-1).startTime))
	.observe({ type: "largest-contentful-paint", buffered: true }))`

// BenchmarkLargestContentfulPaint opens the chat page on a processor that is
// slowed four times, without a cache. The browser's process for the site has
// started before: its start is not the page's.
func BenchmarkLargestContentfulPaint(b *testing.B) {
	s := serve(b)
	var sum float64
	for b.Loop() {
		tab := newTab(b)
		call(tab, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		tab.open(s.url)
		tab.slow(4)
		tab.open(s.url)
		time.Sleep(200 * time.Millisecond) // a later, larger paint would count
		sum += eval[float64](&tab.frame, largestPaint)
	}
	b.ReportMetric(sum/float64(b.N), "paint-ms")
}
