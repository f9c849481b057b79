package browser

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

const (
	last  = "#conversation article:last-of-type "
	goals = "Hvilke fem konkrete mål er der for 2030 og 2035?"
	kept  = `JSON.parse(localStorage.getItem("taskforce.conversations") ?? '{"talks":[]}').talks`
)

// talk opens the chat and asks questions one after the other.
func talk(b *tab, url string, questions ...string) {
	b.t.Helper()
	b.open(url)
	for i, q := range questions {
		ask(&b.frame, q)
		b.turns(i + 1)
	}
}

// turns waits for as many questions with their answers, and no more.
func (b *tab) turns(n int) {
	b.t.Helper()
	b.holds(`[...document.querySelectorAll("#conversation article")].length === ` + string(rune('0'+n)) +
		` && [...document.querySelectorAll("#conversation article")].every((a) => !a.querySelector("[data-part=tools]").hidden)`)
	b.see("#send")
}

// before runs JavaScript in every page that is opened from now on, before the page's own.
func (b *tab) before(js string) {
	b.t.Helper()
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: js})
}

// TestSource opens a source beside the answer by keyboard and closes it again.
func TestSource(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, hours)
	mark := last + ".mark"
	b.run(`document.querySelector("` + mark + `").focus()`)
	b.press(kb.Enter)
	b.see("#panel")
	b.focused("#panel-name")
	b.reads("#panel mark", "50 mio. timer")
	b.reads("#panel", "De fem konkrete mål")
	b.holds(`document.querySelector("` + mark + `").getAttribute("aria-expanded") === "true"`)
	if beside := eval[bool](&b.frame, `document.querySelector("#panel").getBoundingClientRect().left >=
		document.querySelector("`+last+`.answer").getBoundingClientRect().right`); !beside {
		t.Error("the panel lies over the answer")
	}
	b.shot("source-light")
	b.press(kb.Escape)
	b.gone("#panel")
	b.focused(mark)
	b.click(mark)
	b.reads("#panel mark", "50 mio. timer")
	b.click(`#panel [data-part="document"]`)
	b.reads(".passage.marked", "50 mio. timer")
	b.shot("document-marked")
}

// TestSourceOnPhone opens a source over the answer.
func TestSourceOnPhone(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.phone()
	talk(b, s.url, hours)
	b.click(last + ".mark")
	b.see("#panel:modal")
	b.fits("phone")
	b.shot("source-phone")
	b.click(`#panel [data-do="close"]`)
	b.gone("#panel")
	b.focused(last + ".mark")
}

// TestFollowUp asks three questions, opens the page anew, and forgets it all.
func TestFollowUp(t *testing.T) {
	t.Parallel()
	s, fake := serveModel(t, llmtest.Quote())
	b := newTab(t)
	talk(b, s.url, hours, goals, "Og hvornår skal det være nået?")
	told := false
	for _, c := range fake.Chats() {
		for _, m := range c.Messages {
			told = told || strings.Contains(m.Content, hours) && strings.Contains(m.Content, "Og hvornår")
		}
	}
	if !told {
		t.Error("the model was not told what was asked before")
	}
	b.reload()
	b.turns(3)
	b.reads(last, "Og hvornår skal det være nået?")
	if eval[bool](&b.frame, `document.querySelector("#live").textContent !== ""`) {
		t.Error("what was kept is read aloud again")
	}
	b.click("#clear")
	b.turns(0)
	b.focused("#question")
	b.holds(kept + ".length === 1 && " + kept + "[0].answers.length === 3")
	b.see("#examples")
	b.reload()
	b.see("#examples")
	b.turns(0)
}

// TestKeptByOthers opens the page with things in its storage that it did not put there.
func TestKeptByOthers(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	for _, found := range []string{`{`, `null`, `7`, `{"version":1}`, `{"version":1,"answers":[null,7,{},{"question":"a"}]}`, `{"version":99,"answers":[{}]}`,
		`{"version":1,"answers":[{"question":"<img src=x onerror=alert(1)>","answer":"x","sentences":[{"text":"<script>","sources":[1]}],"sources":[{"n":1,"id":"a","document":"javascript:alert(1)","title":"<b>","text":"<b>","public_url":"javascript:alert(1)"}]}]}`} {
		text, _ := json.Marshal(found)
		b.open(s.url)
		b.run(`localStorage.clear(); localStorage.setItem("taskforce.conversation", ` + string(text) + `); localStorage.setItem("taskforce.conversations", ` + strings.Replace(string(text), "answers", "talks", 1) + `)`)
		b.reload()
		b.see("#send")
		if n := eval[int](&b.frame, `document.querySelectorAll("#conversation b, #conversation img, #conversation script, [href^=javascript]").length`); n > 0 {
			t.Errorf("%s became %d elements", found, n)
		}
	}
	b.before(`Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError") } })`)
	talk(b, s.url, hours)
}

// TestTold listens to the live region: each sentence once, in order.
func TestTold(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url)
	b.run(`window.told = []; new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => told.push(n.textContent))))
		.observe(document.querySelector("#live"), { childList: true })`)
	ask(&b.frame, hours)
	b.turns(1)
	got := eval[[]string](&b.frame, "told")
	want := eval[[]string](&b.frame, `[...document.querySelectorAll("`+last+`.answer span")].map((s) => s.textContent)`)
	if len(got) != len(want)+2 || strings.Join(got[1:len(got)-1], "|") != strings.Join(want, "|") {
		t.Errorf("told %q of %q", got, want)
	}
	if eval[string](&b.frame, `document.querySelectorAll("main [aria-live], main [role=status]").length + ""`) != "1" {
		t.Error("more than one region speaks")
	}
	b.focused("#stop, #send") // the button that was pressed, or what came in its place
}

// TestEdit mends a question, and asks it once more.
func TestEdit(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, hours)
	b.click(last + `[data-part="tools"] [data-do="edit"]`)
	b.focused("#question")
	b.see("#editing")
	b.click("#editing-cancel")
	b.gone("#editing")
	b.click(last + `[data-part="tools"] [data-do="edit"]`)
	b.run(`document.querySelector("#question").select()`)
	b.write("#question", "")
	b.run(`document.querySelector("#question").value = ` + quoted(goals))
	b.click("#send")
	b.turns(1)
	b.reads(last+"h2", goals)
	b.click(last + `[data-part="tools"] [data-do="again"]`)
	b.turns(1)
	b.reads(last+"h2", goals)
	b.click(last + `[data-part="next-list"] button`)
	b.turns(2)
}

func quoted(s string) string {
	q, _ := json.Marshal(s)
	return string(q)
}

// TestShare opens a copied link: it asks again and tells whether the sources are the same.
func TestShare(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.before(`Object.defineProperty(navigator, "clipboard", { value: { writeText: async (text) => { window.copied = text } } })`)
	talk(b, s.url, hours)
	b.click(last + `[data-do="copy"]`)
	b.reads(last+`[data-part="told"]`, "kopieret")
	text := eval[string](&b.frame, "window.copied")
	for _, want := range []string{hours, "50 mio. timer", "[1] De fem konkrete mål", s.url + "/documents/", "Svar skrevet af redaktionen"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
	b.click(last + `[data-do="share"]`)
	b.reads(last+`[data-part="told"]`, "Linket er kopieret")
	link := eval[string](&b.frame, "window.copied")
	if !strings.HasPrefix(link, s.url+"/#q=") {
		t.Fatalf("got %s", link)
	}
	other := newTab(t)
	other.open(link)
	other.turns(1)
	other.reads(last+`[data-part="shared"]`, "de samme kilder")
	other.holds(`location.hash === ""`)
	if asked := other.watch.asked(s.url + "/"); strings.Contains(strings.Join(asked, " "), "?q=") {
		t.Errorf("the question stands in an address: %v", asked)
	}
	other.open("about:blank")
	other.open(strings.Replace(link, "&s=", "&s=nix-00000000%2C", 1))
	other.turns(1) // a conversation of its own
	other.reads(last+`[data-part="shared"]`, "ikke de samme")
	other.holds(kept + ".length === 2")
}

// TestFeedback votes an answer up, and another down with a reason.
func TestFeedback(t *testing.T) {
	t.Parallel()
	s, b := serve(t), newTab(t)
	talk(b, s.url, hours)
	b.click(last + `[data-vote="up"]`)
	b.reads(last+`[data-part="thanks"]`, "Tak")
	b.focused(last + `[data-part="thanks"]`)
	ask(&b.frame, goals)
	b.turns(2)
	b.click(last + `[data-vote="down"]`)
	b.focused(last + `input[value="wrong"]`)
	b.shot("feedback")
	b.click(last + `[data-part="why"] [type="submit"]`)
	b.reads(last+`[data-part="thanks"]`, "Vælg")
	b.click(last + `input[value="incomplete"]`)
	b.write(last+`[name="comment"]`, "Mangler datoer.")
	b.click(last + `[data-part="why"] [type="submit"]`)
	b.reads(last+`[data-part="thanks"]`, "Tak")
	b.open(s.url + "/metrics")
	b.reads("body", `reason="incomplete"`)
}

// TestFeedbackFails votes where the service takes nothing.
func TestFeedbackFails(t *testing.T) {
	t.Parallel()
	s, b := serve(t), newTab(t)
	b.watch.expect("ERR_CONNECTION_REFUSED")
	talk(b, s.url, hours)
	s.stop()
	b.click(last + `[data-vote="up"]`)
	b.reads(last+`[data-part="thanks"]`, "kunne ikke gemmes")
	b.see(last + `[data-vote="up"]`)
}

// TestPrint looks at the page as it is printed: the sources in full, nothing to press.
func TestPrint(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	talk(b, s.url, hours)
	b.run(`dispatchEvent(new Event("beforeprint"))`)
	b.media("print")
	b.see(last + "blockquote")
	b.gone("#ask")
	b.gone(last + `[data-part="tools"]`)
	b.wholeShot("print")
}

// TestEnglish asks in English.
func TestEnglish(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url)
	b.click(".authority a")
	b.reads("h1", "Ask about")
	ask(&b.frame, "How many hours is artificial intelligence to free?")
	b.turns(1)
	b.reads(last, "Sources")
	b.reads(last, "sentences from our overview")
	b.holds(`document.querySelector("` + last + `.answer span").lang === "da"`)
	b.click(last + ".mark")
	b.reads("#panel", "Source 1")
	b.shot("english")
	b.click(`#panel [data-part="document"]`)
	b.reads("dl", "Publisher")
}

// TestVoice dictates a question and has the answer read aloud, with stand-ins
// for the browser's speech functions, which need a microphone and a voice.
func TestVoice(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.before(`window.webkitSpeechRecognition = window.SpeechRecognition = class {
		start() { window.heard = this.lang; setTimeout(() => { this.onstart(); this.onresult({ results: [[{ transcript: ` + quoted(hours) + ` }]] }); this.onend() }, 10) }
		stop() { this.onend() }
	};
	window.spoken = [];
	Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => [{ lang: "da-DK" }], addEventListener() {}, cancel() {}, speak(u) { spoken.push(u.lang + " " + u.text) } } });
	window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };`)
	b.open(s.url)
	b.click("#dictate")
	b.reads("#voice", "sender lyden")
	b.shot("voice")
	b.click(`#voice [value="start"]`)
	b.holds(`document.querySelector("#question").value === ` + quoted(hours) + ` && heard === "da-DK"`)
	b.click("#send")
	b.turns(1)
	b.click(last + `[data-do="read"]`)
	b.holds(`spoken.length > 0 && spoken[0].startsWith("da-DK Kunstig intelligens")`)
	b.reads(last+`[data-do="read"]`, "Stop oplæsning")
	b.click(last + `[data-do="read"]`)
	b.reads(last+`[data-do="read"]`, "Læs op")
}

// TestNoVoice looks for what is hidden where the browser has no speech functions.
func TestNoVoice(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.before(`for (const name of ["SpeechRecognition", "webkitSpeechRecognition"]) Object.defineProperty(window, name, { value: undefined });
		Object.defineProperty(window, "speechSynthesis", { value: { getVoices: () => [], addEventListener() {}, cancel() {} } });`)
	talk(b, s.url, hours)
	b.gone("#dictate")
	b.gone(last + `[data-do="read"]`)
}

// TestInlineText has the scripts read the cases that the templates are tested with.
func TestInlineText(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../pages/testdata/inline.json")
	if err != nil {
		t.Fatal(err)
	}
	s, b := common(t), newTab(t)
	b.open(s.url)
	wrong := eval[[]string](&b.frame, `(async () => {
		const { spans } = await import(new URL("inline.js", document.querySelector("script[src]").src));
		return `+string(raw)+`.filter((c) => JSON.stringify(spans(c.text)) !== JSON.stringify(c.spans)).map((c) => c.text + " " + JSON.stringify(spans(c.text)));
	})()`)
	if len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
}

// TestFormFollowsUp goes on with a conversation without JavaScript.
func TestFormFollowsUp(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.noScript()
	b.open(s.url)
	ask(&b.frame, hours)
	b.reads(".answer", "50 mio. timer")
	b.wholeShot("form")
	ask(&b.frame, "Hvilke barrierer skal fjernes for at nå mål 1?")
	b.reads(".earlier summary", "Tidligere")
	b.reads("h2.question", "barrierer")
	b.click("#fresh")
	b.holds(`!document.querySelector("article")`)
}

// TestSearchPage searches and opens a hit.
func TestSearchPage(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url + "/search")
	b.write("#q", "partshøring og begrundelse")
	b.press(kb.Enter)
	b.see(".hits mark")
	b.wholeShot("search")
	b.click(".hits a")
	b.see(".passage.marked")
}

// TestHostileStream has the service say things that would do harm as markup or as an address.
func TestHostileStream(t *testing.T) {
	t.Parallel()
	s, b := common(t), newTab(t)
	b.open(s.url)
	b.run(`window.fetch = async () => {
		const bad = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>[x](javascript:alert(1))";
		const source = { n: 1, id: bad, document: "//ond.example/" + bad, title: bad, page: 3, section: [bad, bad], text: bad + "\n- " + bad,
			url: "javascript:alert(1)", public_url: "javascript:alert(1)", publication: bad };
		const sentence = { text: "**" + bad + "**", sources: [1, 7], quotes: [bad, null], break: bad };
		const events = { sources: [source], sentence, done: { id: bad, question: bad, answer: bad, mode: bad, notice: bad, sentences: [sentence],
			sources: [source], nearest: [source], next: [bad], withheld: [{}] } };
		return new Response(Object.entries(events).map(([k, v]) => "event: " + k + "\ndata: " + JSON.stringify(v) + "\n\n").join(""));
	}`)
	ask(&b.frame, hours)
	b.turns(1)
	b.click(last + ".mark")
	b.reads("#panel", "<script>")
	b.click(last + ".mark:last-of-type") // a source that there is not
	hurt := `[window.hurt ?? 0, document.querySelectorAll("main script, main img").length,
		[...document.querySelectorAll("main a[href]")].filter((a) => new URL(a.href).origin !== location.origin).length]`
	if got := eval[[]int](&b.frame, hurt); got[0]+got[1]+got[2] != 0 {
		t.Errorf("got %v", got)
	}
}

// written waits until a service has kept so many questions.
func (s *service) written(t *testing.T, n int) {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(s.url + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), fmt.Sprintf("taskforce_store_written_total %d\n", n)) {
			return
		}
	}
	t.Fatal("nothing is kept")
}

// TestRecordButtons opens the grounds of an answer by its button, which is there
// only where they are kept.
func TestRecordButtons(t *testing.T) {
	t.Parallel()
	s, b := serve(t, "--store", "sqlite", "--data", t.TempDir()), newTab(t)
	talk(b, s.url, hours)
	b.see(last + `[data-part="record"] button`)
	b.holds(`document.querySelector("` + last + `[data-part='record']").target === "_blank"`)
	b.run(`document.querySelector("` + last + `[data-part='record']").target = "_self"`) // the tab is the only one that is looked at
	s.written(t, 1)
	b.click(last + `[data-part="record"] button[value="html"]`)
	b.reads("h1", "Grundlaget for et svar")
	b.reads("main", "Sætning for sætning")
	b.wholeShot("record")
	bare := common(t)
	talk(b, bare.url, hours)
	b.gone(last + `[data-part="record"]`)
}
