package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/digitaskforce/taskforce/internal/need"
)

// tab is a tab with storage of its own. It is also its page's main frame.
type tab struct {
	frame
	ctx   context.Context
	watch *watch
}

// frame is a document of a tab: the page itself, or one that it frames.
type frame struct {
	t   testing.TB
	tab *tab
	id  cdp.FrameID
}

// newTab opens an empty tab, 1280 by 800 pixels, in the light colour scheme and without motion.
func newTab(t testing.TB) *tab {
	t.Helper()
	b := &tab{watch: newWatch()}
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext(), chromedp.WithListener(b.watch.event))
	b.ctx = ctx
	t.Cleanup(func() {
		b.watch.report(t)
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	b.frame = frame{t: t, tab: b, id: cdp.FrameID(chromedp.FromContext(ctx).Target.TargetID)}
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.viewport(1280, 800)
	b.media("", "prefers-color-scheme", "light", "prefers-reduced-motion", "reduce") // a click must not meet a page that is gliding
	return b
}

// call runs a command of the browser in a tab.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, need.Patience)
	defer cancel()
	out, err := chromedp.Call(ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return out
}

// open loads a page and waits until it has loaded.
func (b *tab) open(url string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, need.Patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		b.t.Fatalf("opening %s: %v", url, err)
	}
}

// refused does what leads to a page with a status of HTTP, and waits until the
// page says that this is its status.
func (b *tab) refused(status int, do func()) {
	b.t.Helper()
	b.watch.allow(fmt.Sprintf("status of %d", status))
	do()
	b.holds(fmt.Sprintf(`performance.getEntriesByType("navigation")[0]?.responseStatus === %d`, status))
}

// reload loads the page once more.
func (b *tab) reload() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, need.Patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Reload()); err != nil {
		b.t.Fatalf("reloading: %v", err)
	}
}

// child waits for a frame within the page whose address holds text.
func (b *tab) child(text string) *frame {
	b.t.Helper()
	f := &frame{t: b.t, tab: b}
	b.until("a frame at "+text, func() bool {
		f.id = findFrame(call(b, page.GetFrameTree, cdp.Empty{}).FrameTree, text)
		return f.id != "" && b.watch.context(f.id) != ""
	})
	return f
}

func findFrame(tree *page.FrameTree, text string) cdp.FrameID {
	for _, c := range tree.ChildFrames {
		if strings.Contains(c.Frame.URL, text) {
			return c.Frame.ID
		}
		if id := findFrame(c, text); id != "" {
			return id
		}
	}
	return ""
}

// until waits for something that becomes true.
func (b *tab) until(what string, ok func() bool) {
	b.t.Helper()
	for end := time.Now().Add(need.Patience); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			b.shot(b.t.Name() + "-waits")
			b.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// replaced is what the browser says where it ran nothing, since another document
// took the place of the one that a script was for.
const replaced = "uniqueContextId not found"

// evaluate runs JavaScript in the document that a frame shows now.
func (f *frame) evaluate(ctx context.Context, js string) (runtime.EvaluateResult, error) {
	yes := true
	for {
		res, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: js, ReturnByValue: &yes,
			AwaitPromise: &yes, UserGesture: &yes, UniqueContextID: f.tab.watch.context(f.id)})
		if err == nil || !strings.Contains(err.Error(), replaced) || ctx.Err() != nil {
			return res, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// try runs JavaScript in a frame, waits for its promise, and reads the value into out.
func (f *frame) try(js string, out any) error {
	ctx, cancel := context.WithTimeout(f.tab.ctx, need.Patience)
	defer cancel()
	res, err := f.evaluate(ctx, js)
	if err != nil {
		return err
	}
	if e := res.ExceptionDetails; e != nil {
		return fmt.Errorf("%s %s", e.Text, e.Exception.Description)
	}
	if out == nil || len(res.Result.Value) == 0 {
		return nil
	}
	return json.Unmarshal(res.Result.Value, out)
}

// eval runs JavaScript in a frame and gives its value, waiting for a promise.
func eval[T any](f *frame, js string) T {
	f.t.Helper()
	var out T
	if err := f.try(js, &out); err != nil {
		f.t.Fatalf("%.200s: %v", js, err)
	}
	return out
}

// run runs JavaScript in a frame for its effect.
func (f *frame) run(js string) {
	f.t.Helper()
	if err := f.try(js, nil); err != nil {
		f.t.Fatalf("%.200s: %v", js, err)
	}
}

// holds waits until a JavaScript expression is true in a frame.
func (f *frame) holds(js string) {
	f.t.Helper()
	var last error
	f.tab.until(js, func() bool {
		var ok bool
		last = f.try("Boolean("+js+")", &ok)
		return last == nil && ok
	})
}

// element is JavaScript for the element of a selector, where " >>> " steps
// into a shadow root.
func element(selector string) string {
	js := "document"
	for i, part := range strings.Split(selector, " >>> ") {
		if i > 0 {
			js += "?.shadowRoot"
		}
		quoted, _ := json.Marshal(part) // strings always marshal
		js += "?.querySelector(" + string(quoted) + ")"
	}
	return js
}

// see waits until the element of a selector is shown.
func (f *frame) see(selector string) {
	f.t.Helper()
	f.holds(element(selector) + "?.checkVisibility({visibilityProperty: true})")
}

// gone waits until no element of a selector is shown.
func (f *frame) gone(selector string) {
	f.t.Helper()
	f.holds("!" + element(selector) + "?.checkVisibility({visibilityProperty: true})")
}

// text waits for the element of a selector and gives its text as it is shown.
func (f *frame) text(selector string) string {
	f.t.Helper()
	f.see(selector)
	return strings.TrimSpace(eval[string](f, element(selector)+".innerText"))
}

// reads waits until the text of a selector's element holds want.
func (f *frame) reads(selector, want string) {
	f.t.Helper()
	quoted, _ := json.Marshal(want)
	f.holds(element(selector) + "?.innerText?.includes(" + string(quoted) + ")")
}

// click waits for the element of a selector and clicks in its middle with the mouse.
func (f *frame) click(selector string) {
	f.t.Helper()
	f.see(selector)
	at := f.rest(selector)
	x, y := f.origin()
	for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		call(f.tab, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: at[0] + x, Y: at[1] + y,
			Button: input.MouseButtonLeft, ClickCount: 1})
	}
}

// rest is the middle of an element, once it moves no more.
func (f *frame) rest(selector string) [2]float64 {
	f.t.Helper()
	middle := func() [2]float64 {
		return eval[[2]float64](f, "(() => { const e = "+element(selector)+`; e.scrollIntoView({block: "center", behavior: "instant"});
			const r = e.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2] })()`)
	}
	at := middle()
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
		time.Sleep(30 * time.Millisecond)
		before := at
		if at = middle(); at == before {
			break
		}
	}
	return at
}

// origin is where a frame begins in the page's viewport.
func (f *frame) origin() (x, y float64) {
	f.t.Helper()
	if f.id == f.tab.id {
		return 0, 0
	}
	owner := call(f.tab, dom.GetFrameOwner, dom.GetFrameOwnerParams{FrameID: f.id})
	box := call(f.tab, dom.GetBoxModel, dom.GetBoxModelParams{BackendNodeID: owner.BackendNodeID})
	return box.Model.Content[0], box.Model.Content[1]
}

// write clicks into the field of a selector and inserts text, as a paste does.
func (f *frame) write(selector, text string) {
	f.t.Helper()
	f.click(selector)
	f.holds(element(selector) + " === " + element(selector) + ".getRootNode().activeElement")
	call(f.tab, input.InsertText, input.InsertTextParams{Text: text})
}

// press presses keys one after the other; package kb names those without a letter.
func (b *tab) press(keys string, options ...chromedp.KeyOption) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(keys, options...)); err != nil {
		b.t.Fatalf("pressing %q: %v", keys, err)
	}
}

// focused tells whether the element of a selector has the focus in its frame.
func (f *frame) focused(selector string) {
	f.t.Helper()
	f.holds(element(selector) + "?.getRootNode().activeElement === " + element(selector) + " && document.hasFocus()")
}

// set puts text in place of what stands in a field.
func (f *frame) set(selector, text string) {
	f.t.Helper()
	f.click(selector)
	f.run(element(selector) + ".select()")
	call(f.tab, input.InsertText, input.InsertTextParams{Text: text})
}
