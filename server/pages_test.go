package server_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/pages"
)

const form = "application/x-www-form-urlencoded"

// page gets a page as a browser does and checks what every page must hold.
func (s *service) page(t *testing.T, method, path, body string, status int) string {
	t.Helper()
	r := s.do(t, method, path, body, "Accept", "text/html", "Content-Type", form)
	if r.status != status || r.header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Fatalf("%s %s: got %d %s: %s", method, path, r.status, r.header.Get("Content-Type"), r.body)
	}
	checkSecurity(t, r)
	checkHTML(t, r.body)
	return r.body
}

// checkHTML looks for what the policy would block, for ids that occur twice,
// for tags that do not close, and for what accessibility needs.
func checkHTML(t *testing.T, body string) {
	t.Helper()
	for _, want := range []string{`<html lang="da">`, `href="#indhold"`, `<main id="indhold"`, "<h1>"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	ids := map[string]bool{}
	var open []string
	z := html.NewTokenizer(strings.NewReader(body))
	for z.Next() != html.ErrorToken {
		tok := z.Token()
		open = balance(t, open, tok)
		if tok.Type != html.StartTagToken {
			continue
		}
		for _, a := range tok.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("%s %s=%q", tok.Data, a.Key, a.Val)
			}
			if a.Key == "id" && ids[a.Val] {
				t.Errorf("id %q occurs twice", a.Val)
			}
			if a.Key == "id" {
				ids[a.Val] = true
			}
			if a.Key == "src" && !strings.HasPrefix(a.Val, "/static/") {
				t.Errorf("%s comes from %q", tok.Data, a.Val)
			}
		}
		if tok.Data == "style" || tok.Data == "script" && len(tok.Attr) == 0 {
			t.Errorf("inline %s", tok.Data)
		}
	}
	if len(open) > 0 {
		t.Errorf("not closed: %v", open)
	}
}

var void = regexp.MustCompile(`^(meta|link|br|input|img|hr)$`)

func balance(t *testing.T, open []string, tok html.Token) []string {
	t.Helper()
	switch {
	case void.MatchString(tok.Data) && tok.Type != html.TextToken:
	case tok.Type == html.StartTagToken:
		return append(open, tok.Data)
	case tok.Type == html.EndTagToken:
		if len(open) == 0 || open[len(open)-1] != tok.Data {
			t.Errorf("</%s> closes %v", tok.Data, open)
			return open
		}
		return open[:len(open)-1]
	}
	return open
}

func contains(t *testing.T, body string, wants ...string) {
	t.Helper()
	squeezed := strings.Join(strings.Fields(body), " ")
	for _, want := range wants {
		if !strings.Contains(squeezed, want) {
			t.Errorf("no %q in %s", want, squeezed)
		}
	}
}

func TestChatPage(t *testing.T) {
	s := start(t, server.Config{Examples: []string{`Hvad er "målet"?`}, Version: "v1.2"})
	contains(t, s.page(t, "GET", "/", "", 200), "ikke af et menneske", `<a href="/documents">3 dokumenter</a>`,
		`<label for="question">Dit spørgsmål</label>`, `aria-live="polite"`, `href="/?q=Hvad&#43;er&#43;%22m%C3%A5let%22%3F"`, "Version v1.2")
	contains(t, s.page(t, "GET", "/?q=%3C/textarea%3E%3Cscript%3E", "", 200), "&lt;/textarea&gt;&lt;script&gt;</textarea>")
}

func TestChatForm(t *testing.T) {
	s := start(t, server.Config{})
	body := s.page(t, "POST", "/", "question=Hvad+er+m%C3%A5let%3F", 200)
	contains(t, body,
		`<span data-part="asked">Hvad er målet?</span>`,
		`<p><span>Tid skal frigøres.</span> <a class="mark" href="#kilde-1" aria-label="Kilde 1">1</a></p>`,
		`<ul><li><span>Første mål.</span> <a class="mark" href="#kilde-1" aria-label="Kilde 1">1</a> <a class="mark" href="#kilde-2" aria-label="Kilde 2">2</a></li><li><span>Andet mål.</span>`,
		`<li class="card" data-part="source" id="kilde-2">`,
		`href="/documents/maalbillede-pdf?passage=maalbillede-pdf-1#maalbillede-pdf-1">Mere tid til det vigtige</a>`,
		`Mål og pejlemærker › Mål for 2030, side 7`,
		`<blockquote data-part="text"> <p><mark>Kunstig intelligens skal frigøre tid.</mark></p></blockquote>`,
		`<a data-part="public" rel="noopener noreferrer" href="https://www.digitaskforce.dk/">Målbilledet</a>`,
		`<p class="mode" data-part="mode">Skrevet af en sprogmodel og kontrolleret mod kilderne</p>`,
		`1 sætning blev udeladt, fordi den ikke kunne findes i kilderne.`)
	contains(t, s.page(t, "POST", "/", "question=++", 400), `role="alert" id="fejl">Skriv et spørgsmål.</p>`, `aria-invalid="true"`)
}

// TestNextQuestions follows a suggested question where the chat is, in the widget too.
func TestNextQuestions(t *testing.T) {
	s := start(t, server.Config{Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		a, err := quote(ctx, req, sink)
		a.Next = []string{"Hvad så?"}
		return a, err
	})})
	contains(t, s.page(t, "POST", "/", "question=Hvad", 200), `<li><a href="/?q=Hvad&#43;s%C3%A5%3F" data-example>Hvad så?</a></li>`)
	contains(t, s.page(t, "POST", "/widget", "question=Hvad", 200), `<li><a href="/widget?q=Hvad&#43;s%C3%A5%3F" data-example>Hvad så?</a></li>`)
}

func TestRefusalPage(t *testing.T) {
	s := start(t, server.Config{Answerer: askFunc(refuse)})
	body := s.page(t, "POST", "/", "question=Hvad", 200)
	contains(t, body, "<p><span>Det fremgår ikke af materialet.</span></p>", "Nærmeste afsnit i materialet",
		`href="/documents/vejledning-md?passage=vejledning-md-1#vejledning-md-1">Vejledning om AI</a>`,
		`<a data-part="look" href="/search?q=Hvad">`)
	if contact := "mailto:ai@kommune.example"; strings.Contains(body, contact) {
		t.Error("there is a contact that nobody named")
	} else {
		s := start(t, server.Config{Answerer: askFunc(refuse), Site: pages.Site{Contact: "ai@kommune.example"}})
		contains(t, s.page(t, "POST", "/", "question=Hvad", 200), `<a data-part="contact" href="`+contact+`" rel="noopener noreferrer">Skriv til Digital Taskforce`)
	}
}

func TestHostileAnswer(t *testing.T) {
	s := start(t, server.Config{Answerer: askFunc(func(_ context.Context, req answer.Request, _ answer.Sink) (*answer.Answer, error) {
		bad := `<script>alert(1)</script><img src=x onerror=alert(1)>`
		src := answer.Source{N: 1, ID: `"><script>`, Document: "../x", Title: bad, Section: []string{bad}, Text: bad,
			URL: "javascript:alert(1)", PublicURL: "javascript:alert(1)", Publication: bad}
		return &answer.Answer{Question: bad, Mode: bad, Notice: bad, Sentences: []answer.Sentence{{Text: bad, Sources: []int{1}}},
			Sources: []answer.Source{src}}, nil
	})})
	body := s.page(t, "POST", "/", "question=Hvad", 200)
	if strings.Contains(body, "<script>") || strings.Contains(body, "<img") || strings.Contains(body, "javascript:") {
		t.Errorf("got %s", body)
	}
	contains(t, body, `href="/documents/..%2Fx?passage=%22%3E%3Cscript%3E#%22%3E%3Cscript%3E"`)
}

func TestDocumentsPage(t *testing.T) {
	lib := testShelf()
	lib.failures = []documents.Failure{{Path: "itu.pdf", Reason: "Filen kan ikke læses."}, {Path: "billede.png", Skipped: true}}
	body := start(t, server.Config{Library: lib}).page(t, "GET", "/documents", "", 200)
	contains(t, body, `<a href="/documents/maalbillede-pdf">Mere tid til det vigtige</a>`, "<span>Digitaliseringsministeriet</span>, juni 2025",
		"23. november 2026", "<code>itu.pdf</code>: Filen kan ikke læses.", `<h2><a href="/documents/ond">&lt;script&gt;`)
	if strings.Contains(body, "billede.png") {
		t.Error("a file left out as intended is shown as a fault")
	}
	contains(t, start(t, server.Config{Library: &shelf{}}).page(t, "GET", "/documents", "", 200), "ingen dokumenter")
}

func TestDocumentPage(t *testing.T) {
	s := start(t, server.Config{})
	body := s.page(t, "GET", "/documents/maalbillede-pdf?passage=maalbillede-pdf-2", "", 200)
	contains(t, body, "<h1>Mere tid til det vigtige</h1>", "<dd>Digitaliseringsministeriet</dd>", "<dd>juni 2025</dd>",
		`<a href="https://www.digitaskforce.dk/" rel="noopener noreferrer">Målbilledet</a>`,
		`<a href="/documents/maalbillede-pdf/file">Åbn den oprindelige fil</a>`,
		`<h2 id="afsnit-maalbillede-pdf-1">Mål og pejlemærker</h2> <h3>Mål for 2030</h3>`,
		`<h3 id="afsnit-maalbillede-pdf-3">Mål for 2035</h3>`,
		`<ul> <li>Første mål</li> <li class="deep">Under det første</li> <li>Andet mål</li> </ul>`,
		`<div class="passage marked" id="maalbillede-pdf-2" data-marked`,
		`<a href="/documents/maalbillede-pdf/file#page=8">Side 8</a>`,
		`<a href="#maalbillede-pdf-2">Gå til det viste uddrag</a>`)
	if n := strings.Count(body, "marked\""); n != 1 {
		t.Errorf("got %d marked passages", n)
	}
	if strings.Count(body, "Mål for 2030") != 1 {
		t.Error("the heading stands in the text too")
	}
	contains(t, s.page(t, "GET", "/documents/maalbillede-pdf?passage=fjernet", "", 200), "findes ikke i denne udgave")
	if body := s.page(t, "GET", "/documents/vejledning-md", "", 200); strings.Count(body, "<h2") != 0 {
		t.Errorf("the title stands twice: %s", body)
	}
	body = s.page(t, "GET", "/documents/ond", "", 200)
	contains(t, body, "<dd>Klik her</dd>", "&lt;a href=&#34;javascript:alert(2)&#34;&gt;klik&lt;/a&gt;")
	if strings.Contains(body, "<script>") || strings.Contains(body, "<img") || strings.Contains(body, "<b>") {
		t.Errorf("got %s", body)
	}
	lib := testShelf()
	lib.passages = nil
	contains(t, start(t, server.Config{Library: lib}).page(t, "GET", "/documents/ond", "", 200), "Dokumentet har ingen tekst.")
}

func TestOriginal(t *testing.T) {
	lib := testShelf()
	s := start(t, server.Config{Library: lib})
	for id, want := range map[string]struct{ kind, disposition, body string }{
		"maalbillede-pdf": {"application/pdf", "inline; filename=maalbillede.pdf", "%PDF-1.7\n"},
		"vejledning-md":   {"text/plain; charset=utf-8", "inline; filename*=utf-8''r%C3%A5d%20&%20vejledning.md", "# Råd\n"},
		"ond":             {"text/html; charset=utf-8", "inline; filename=ond.html", "<script>alert(1)</script>"},
	} {
		r := s.get(t, "/documents/"+id+"/file")
		if r.status != 200 || r.body != want.body || r.header.Get("Content-Type") != want.kind || r.header.Get("Content-Disposition") != want.disposition {
			t.Errorf("%s: got %d %q %v", id, r.status, r.body, r.header)
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: may be sniffed", id)
		}
		if sandboxed := strings.HasPrefix(r.header.Get("Content-Security-Policy"), "sandbox;"); sandboxed != (id != "maalbillede-pdf") {
			t.Errorf("%s: policy %q", id, r.header.Get("Content-Security-Policy"))
		}
		if again := s.do(t, "GET", "/documents/"+id+"/file", "", "If-None-Match", r.header.Get("ETag")); again.status != 304 || again.body != "" {
			t.Errorf("%s again: got %d %q", id, again.status, again.body)
		}
	}
	lib.files["vejledning-md"] = []byte("R\xe5d")
	if r := s.get(t, "/documents/vejledning-md/file"); r.header.Get("Content-Type") != "text/plain; charset=windows-1252" || r.body != "R\xe5d" {
		t.Errorf("got %s %q", r.header.Get("Content-Type"), r.body)
	}
	delete(lib.files, "ond")
	if r := s.get(t, "/documents/ond/file"); r.status != 404 || r.header.Get("ETag") != "" {
		t.Errorf("a file that is gone: got %d", r.status)
	}
}

func TestAssets(t *testing.T) {
	s := start(t, server.Config{})
	page := s.page(t, "GET", "/", "", 200)
	found := regexp.MustCompile(`/static/[0-9a-f]{16}/[a-z-]+\.(css|js|svg)`).FindAllString(page, -1)
	if len(found) < 10 {
		t.Fatalf("got %v", found)
	}
	for _, path := range found {
		r := s.get(t, path)
		if r.status != 200 || r.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || len(r.body) == 0 {
			t.Errorf("%s: got %d %v", path, r.status, r.header)
		}
		old := s.get(t, "/static/0000000000000000/"+path[len("/static/0000000000000000/"):])
		if old.status != 200 || old.header.Get("Cache-Control") != "no-store" {
			t.Errorf("under an old hash: got %d %s", old.status, old.header.Get("Cache-Control"))
		}
		checkSecurity(t, r)
	}
	style := found[slices.IndexFunc(found, func(p string) bool { return strings.HasSuffix(p, ".css") })]
	if r := s.do(t, "GET", style, "", "Accept-Encoding", "gzip"); r.header.Get("Content-Encoding") != "gzip" {
		t.Error("an asset is not compressed")
	}
}

// TestFirstLoadIsLight weighs the chat page with all that it names, compressed.
func TestFirstLoadIsLight(t *testing.T) {
	s := start(t, server.Config{})
	gzipped := func(path string) int { return len(s.do(t, "GET", path, "", "Accept-Encoding", "gzip").body) }
	sum := gzipped("/")
	for _, path := range regexp.MustCompile(`/static/[0-9a-f]{16}/[a-z-]+\.(css|js|svg)`).FindAllString(s.page(t, "GET", "/", "", 200), -1) {
		sum += gzipped(path)
	}
	if sum < 10_000 || sum > 50_000 { // headers come on top, and all of it must stay under 60 KB
		t.Errorf("the first load weighs %d bytes", sum)
	}
}

func TestContents(t *testing.T) {
	lib := &shelf{docs: []documents.Info{{ID: "d", Title: "Titel: undertitel", Path: "d.md"}}}
	for _, h := range []string{"Et", "To", "Tre"} {
		lib.passages = append(lib.passages, documents.Passage{ID: "d-" + h, Document: "d", Section: []string{"Titel", h}, Text: h + "\nTekst."})
	}
	body := start(t, server.Config{Library: lib}).page(t, "GET", "/documents/d", "", 200)
	contains(t, body, `<li><a href="#afsnit-d-To">To</a></li>`, `<h2 id="afsnit-d-To">To</h2>`)
	if strings.Contains(body, ">Titel</h2>") {
		t.Error("the title stands twice")
	}
}

func TestLogHoldsNoQuestion(t *testing.T) {
	s := start(t, server.Config{})
	s.get(t, "/?q=hemmelig")
	s.get(t, "/api/search?q=hemmelig")
	s.get(t, "/hemmelig")
	s.page(t, "POST", "/", "question=hemmelig", 200)
	s.ask(t, `{"question":"hemmelig"}`, "X-Request-Id", "id-7")
	if log := s.log.String(); strings.Contains(log, "hemmelig") || strings.Count(log, "\n") != 5 {
		t.Errorf("got %s", log)
	}
	contains(t, s.log.String(), `"request_id":"id-7","method":"POST","route":"/api/chat","status":200,"duration_ms":`)
}
