package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestSourceToArticle follows a source by keyboard to the very article that its section reports on.
func TestSourceToArticle(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, "Må en sagsbehandler bruge ChatGPT?")
	b.run(`document.querySelector("` + last + `.mark").focus()`)
	b.press(kb.Enter)
	b.see("#panel")
	b.see(`#panel [data-part="references"] a`)
	link := eval[[2]string](&b.frame, `(() => { const a = document.querySelector('#panel [data-part="references"] a'); a.focus(); return [a.href, a.textContent] })()`)
	if !strings.HasPrefix(link[0], "https://") || !strings.ContainsAny(link[1], "§0123456789") {
		t.Errorf("the source leads to %q", link)
	}
	b.focused(`#panel [data-part="references"] a`)
	for _, address := range b.watch.asked("http") {
		if !strings.HasPrefix(address, s.url) {
			t.Errorf("the page asked for %s by itself", address)
		}
	}
}
