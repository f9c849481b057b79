package browser

import (
	"os"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// TestConversations keeps two conversations, names one, deletes it, takes that
// back and goes on with the other: a long conversation found again next day.
func TestConversations(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, hours, goals)
	b.click("#clear")
	b.turns(0)
	ask(&b.frame, "Hvad går målsætning 3 ud på?")
	b.turns(1)
	b.open("about:blank")
	b.open(s.url) // the next day
	b.turns(1)
	b.reads(last, "målsætning 3")
	b.click("#talks-open")
	b.see("#talks:modal")
	b.focused("#talks-name")
	b.reads("#talks li:nth-child(2)", hours)
	b.reads("#talks li:nth-child(2)", "2 spørgsmål")
	b.reads("#talks li:first-child", "1 spørgsmål")
	b.shot("talks")
	b.click(`#talks li:nth-child(2) [data-talk="rename"]`)
	b.focused("#talks li:nth-child(2) input")
	b.press("Timer" + kb.Enter)
	b.reads("#talks li:nth-child(2)", "Timer")
	b.click(`#talks li:nth-child(2) [data-talk="delete"]`)
	b.focused(`#talks [data-talk="undo"]`)
	b.holds(kept + ".length === 1")
	b.press(kb.Enter)
	b.holds(kept + ".length === 2 && " + kept + `.some((x) => x.name === "Timer")`)
	b.click(`#talks li:nth-child(2) [data-talk="open"]`)
	b.gone("#talks")
	b.turns(2)
	b.reads("#conversation", hours)
	b.reload()
	b.turns(2)
	if got := b.watch.asked("/api/"); len(got) != 3 {
		t.Errorf("the service was asked %d times", len(got))
	}
}

// TestDeleteShown deletes the conversation that the page shows, and takes that back.
func TestDeleteShown(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, hours)
	b.click("#talks-open")
	b.click(`#talks [data-talk="delete"]`)
	b.turns(0)
	b.see(`#talks [data-part="none"]`)
	b.holds(kept + ".length === 0")
	b.click(`#talks [data-talk="undo"]`)
	b.turns(1)
	b.holds(kept + ".length === 1")
}

// TestKeys goes to the field and back to the last question by keys.
func TestKeys(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, hours)
	b.run(`document.activeElement.blur()`)
	slash := "/"
	call(b, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: slash, Text: slash}) // one event, as a keyboard's
	b.focused("#question")
	b.holds(`document.querySelector("#question").value === ""`)
	b.press(kb.ArrowUp)
	b.holds(`document.querySelector("#question").value === ` + quoted(hours))
	b.see("#editing")
	b.press("/")
	b.holds(`document.querySelector("#question").value.endsWith("/")`)
}

// TestRoom measures what is left for the answer: the question at the top of the
// view and the form at its foot, on a desk, on a phone and in a frame.
func TestRoom(t *testing.T) {
	t.Parallel()
	s := common(t)
	for name, c := range map[string]struct {
		path   string
		height int64
		least  float64 // of the height that the turn gets
		set    func(b *tab)
	}{
		"desk":  {"/", 900, .75, func(b *tab) { b.viewport(1280, 900) }},
		"phone": {"/", 640, .65, func(b *tab) { b.phone() }},
		"frame": {"/widget", 700, .7, func(b *tab) { b.viewport(430, 700) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newTab(t)
			c.set(b)
			talk(b, s.url+c.path, hours, goals)
			b.holds(`Math.abs(document.querySelector("` + last + `.question").getBoundingClientRect().top - 12) <= 12`)
			ask := eval[[2]float64](&b.frame, `(() => { const r = document.querySelector("#ask").getBoundingClientRect(); return [r.top, r.bottom] })()`)
			if ask[1] > float64(c.height)+1 || ask[0] < c.least*float64(c.height) {
				t.Errorf("the form stands from %.0f to %.0f of %d", ask[0], ask[1], c.height)
			}
			if said := eval[int](&b.frame, `[...document.querySelectorAll("p")].filter((p) => p.checkVisibility() && /automatisk/i.test(p.textContent)).length`); said != 1 {
				t.Errorf("the disclaimer stands %d times", said)
			}
			b.shot("room-" + name)
		})
	}
}

// TestAgain asks for the answer in other ways, which takes a model.
func TestAgain(t *testing.T) {
	t.Parallel()
	s, fake := serveModel(t, llmtest.Quote())
	b := newTab(t)
	talk(b, s.url, hours)
	b.click(last + `[data-do="shorter"]`)
	b.turns(2)
	b.reads(last+"h2", "Svar kort: "+hours)
	if n := len(fake.Chats()); n < 2 {
		t.Errorf("the model was asked %d times", n)
	}
	b.click(last + `[data-do="compare"]`)
	b.focused("#question")
	b.holds(`document.querySelector("#question").value.startsWith("Sammenlign")`)

	plain := newTab(t)
	talk(plain, common(t).url, hours)
	plain.see(last + `[data-do="compare"]`)
	plain.gone(last + `[data-do="shorter"]`)
}

// TestDeclines looks at what a refusal offers.
func TestDeclines(t *testing.T) {
	t.Parallel()
	s, b := serve(t, "--site-contact", "ai@kommune.example"), newTab(t)
	talk(b, s.url, roast)
	b.see(last + `[data-part="elsewhere"] a[href="mailto:ai@kommune.example"]`)
	b.gone(last + `[data-part="feedback"]`)
	b.gone(last + `[data-do="print"]`)
	b.see(last + `[data-part="tools"] [data-do="edit"]`)
	b.click(last + `[data-part="look"]`)
	b.holds(`location.pathname === "/search" && new URLSearchParams(location.search).get("q") === ` + quoted(roast))
}

// TestTellsOfSources shows what other parts of the service tell of an answer: how sure
// it is, how a sentence was checked, what a source is, who answered.
func TestTellsOfSources(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url)
	b.run(`window.fetch = async () => {
		const source = { n: 1, id: "a-1", document: "a", title: "Lov om test", page: 0, section: ["Lov om test", "§ 2"], text: "§ 2\nDato: maj; Status: ny\nDato: juni; Status: gammel",
			url: "/documents/a", kind: "lov", publisher: "Folketinget", issued: "2024-06-13", checked: "2026-11-28", references: [{ title: "§ 2, stk. 1", url: "https://example.org/lov" }, { title: "ond", url: "javascript:alert(1)" }] };
		const sentences = [{ text: "Dato: maj; Status: ny", sources: [1], quotes: ["ny"], break: "item", checked: "verbatim" }, { text: "Dato: juni; Status: gammel", sources: [1], quotes: ["gammel"], break: "item", checked: "meaning" },
			{ text: "Loven siger ikke mere.", sources: [], gap: true, break: "paragraph" }, { text: "1. Først", sources: [1], break: "item" }, { text: "2. Så", sources: [2], break: "item" }];
		const other = { ...source, n: 2, id: "a-2", section: ["Lov om", "§ 3"], text: "§ 3\nSå." };
		const done = { id: "x", question: "Hvad?", answer: "x", mode: "llm", certainty: "nearest", editorial: { id: "7", owner: "Jura", date: "2026-11-01" }, sentences, sources: [source, other], withheld: [] };
		return new Response("event: done\ndata: " + JSON.stringify(done) + "\n\n");
	}`)
	ask(&b.frame, "Hvad?")
	b.turns(1)
	b.reads(last+`[data-part="near-note"]`, "tættest på")
	b.reads(last+`[data-part="mode"]`, "Svar skrevet af redaktionen, 1. november 2026, Jura")
	b.reads(last+`[data-part="origin"]`, "Lov · Folketinget · 13. juni 2024 · kontrolleret 28. november 2026")
	b.reads(last+`[data-part="use"]`, "Bindende")
	const second = last + `[data-part="source"]:nth-child(2) `
	b.reads(second+`[data-part="link"]`, "§ 3") // its document was told of above it
	b.reads(second+`[data-part="where"]`, "Samme dokument som kilde 1")
	b.holds(`[...document.querySelectorAll(` + quoted(second+".quiet:not([data-part=publication])") + `)].every((p) => p.hidden)`)
	b.reads(last+"table tbody tr:last-child td:last-child", "gammel")
	b.reads(last+".gap", "ikke mere")
	b.holds(`document.querySelectorAll("` + last + `.answer .mark").length === 3`)
	b.holds(`document.querySelector("` + last + `ol li:last-child").value === 2 && !document.querySelector("` + last + `.answer ol").textContent.includes("2.")`)
	b.click(last + ".answer .mark")
	b.reads("#panel table mark", "ny")
	b.click("#panel [data-part=checks] summary")
	b.reads("#panel [data-part=check-list] li:last-child", "siger det samme som kilden")
	b.holds(`document.querySelectorAll("#panel [data-part=references] a").length === 1`)
	b.shot("sources")
}

// TestRowsInScripts has the scripts read the cases that the program is tested with.
func TestRowsInScripts(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../pages/testdata/rows.json")
	if err != nil {
		t.Fatal(err)
	}
	s, b := common(t), newTab(t)
	b.open(s.url)
	wrong := eval[[]string](&b.frame, `(async () => {
		const { rows } = await import(new URL("rows.js", document.querySelector("script[src]").src));
		const texts = (found) => found && found.cells.map((row) => row.map((c) => c.text));
		return `+string(raw)+`.filter((c) => { const got = rows(c.lines); return JSON.stringify([got?.columns ?? null, texts(got)]) !== JSON.stringify([c.columns, c.cells]) ||
			got?.cells.some((row, i) => row.some((x) => x.text && !c.lines[i].slice(x.from).startsWith(x.text))); }).map((c) => c.lines.join("|"));
	})()`)
	if len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}

// TestPhoneByKeyboard asks a first question on a phone with a keyboard alone:
// to the field, send, on to the first mark, the source and back.
func TestPhoneByKeyboard(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.phone()
	b.open(s.url)
	b.see("#send")
	b.press(kb.Tab)
	b.focused("a.skip")
	b.run(`document.querySelector("#examples li:last-child a").focus()`) // past the head and the examples
	b.press(kb.Tab)
	b.focused("#question")
	b.press(hours + kb.Enter)
	b.turns(1)
	b.focused("#question")
	b.fits("phone")
	b.run(`document.querySelector("` + last + `.question").focus()`) // where the skip to content of a screen reader lands
	b.press(kb.Tab)
	b.focused(last + ".mark")
	b.press(kb.Enter)
	b.see("#panel:modal")
	b.press(kb.Escape)
	b.focused(last + ".mark")
}
