package server_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/editorial/desk"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

// answersDesk is a desk of answers on one document, with a folder for the shared
// materials and for each collection.
func answersDesk(t *testing.T, collections ...string) *desk.Desk {
	t.Helper()
	docs := t.TempDir()
	if err := os.WriteFile(filepath.Join(docs, "ferie.md"), []byte(ferie), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, err := library.ReadAll(t.Context(), []library.Source{{Disk: docs}}, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(t.Context(), lib, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	var cfg desk.Config
	for _, name := range append([]string{""}, collections...) {
		dir := t.TempDir()
		sources := []editorial.Source{{Disk: dir}}
		cfg.Folders = append(cfg.Folders, desk.Folder{Collection: name, Dir: dir, Sources: sources, Beside: sources,
			Snapshot: func() (editorial.Snapshot, func(), error) {
				s, err := x.Snapshot()
				if err != nil {
					return nil, nil, err
				}
				return s, s.Release, nil
			},
			Draft: func(context.Context, string) ([]editorial.Sentence, error) {
				return nil, documents.Nothing.Fault(nil)
			},
			Find: func(ctx context.Context, text string) ([]documents.Passage, error) {
				_, hits, err := x.Find(ctx, text, nil, 1)
				if err != nil || len(hits) == 0 {
					return nil, err
				}
				return []documents.Passage{hits[0].Passage}, nil
			}})
	}
	d, err := desk.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// answerForm is a form of an answer with further fields in pairs.
func answerForm(more ...string) string {
	q := url.Values{"question": {"Hvor meget ferie har jeg?"}, "owner": {"Løn & personale"}, "approver": {"Anna"}, "date": {"2026-11-01"}, "review": {"2099-05-01"},
		"body": {"Ansatte har fem ugers ferie om året [ferie § Ferie]."}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return q.Encode()
}

var seenVersion = regexp.MustCompile(`name="version" value="(\w+)"`)

// TestAnswerPages writes an answer through its pages.
func TestAnswerPages(t *testing.T) {
	s := start(t, server.Config{AdminKey: "nøgle", Answers: answersDesk(t), Version: "9.9"})
	headers := []string{"Accept", "text/html", "Authorization", "Bearer nøgle"}
	get := func(path string) reply { return s.do(t, "GET", path, "", headers...) }
	post := func(path, body string) reply {
		return s.hop(t, "POST", path, body, append([]string{"Content-Type", form}, headers...)...)
	}
	contains(t, get("/admin/answers").body, "Ingen svar her.", "/admin/answers/new")
	contains(t, get("/admin/answers/new?question="+url.QueryEscape("<script>Hvad?")+"&also=a&also=b").body, "&lt;script&gt;Hvad?", "a b</textarea>", "der er ingen tekst")
	for what, c := range map[string]struct {
		more []string
		want string
	}{
		"no question":      {[]string{"question", " \u200b"}, "Skriv et spørgsmål."},
		"a long question":  {[]string{"question", strings.Repeat("a", 301)}, "højst 300 tegn"},
		"many other ways":  {[]string{"also", strings.Repeat("b\n", 41)}, "Højst 40 linjer"},
		"no owner":         {[]string{"owner", ""}, "hvem der står ved svaret"},
		"nobody approves":  {[]string{"approver", " "}, "hvem der godkender"},
		"no date":          {[]string{"review", "i morgen"}, "en dato som 2027-05-28"},
		"a day that came":  {[]string{"review", "2026-11-01"}, "Vælg en dag efter i dag."},
		"no text":          {[]string{"body", "\n"}, "Skriv et svar."},
		"no source":        {[]string{"body", "Fem uger."}, "har ingen kilde"},
		"another document": {[]string{"body", "Fem uger [andet § Ferie]."}, "dokumentet &#34;andet&#34; findes ikke"},
		"another number":   {[]string{"body", "Ansatte har seks ugers ferie om året [ferie § Ferie]."}, "skal rettes"},
	} {
		r := post("/admin/answers/save", answerForm(append(c.more, "act", "approve")...))
		if r.status != 422 || !strings.Contains(r.body, c.want) {
			t.Errorf("%s: %d, wanted %q", what, r.status, c.want)
		}
	}
	contains(t, post("/admin/answers/save", answerForm("act", "check", "owner", "")).body, "Alle sætninger har støtte i kilderne", "<blockquote>")
	for body, want := range map[string]string{
		"Ansatte har seks ugers ferie om året [ferie § Ferie].": "<span>the sentence gives a number that does not stand in the source</span>",
		"Fem uger [andet § Ferie].":                             "<span>there is no document &#34;andet&#34;",
	} {
		contains(t, post("/admin/answers/save?lang=en", answerForm("act", "check", "body", body)).body, want)
	}
	contains(t, post("/admin/answers/save", answerForm("act", "find", "find", "ferie")).body, "[ferie § Ferie]</code>")
	r := post("/admin/answers/save", answerForm("act", "save"))
	if r.status != 303 || !strings.Contains(r.header.Get("Location"), "id=hvor-meget-ferie-har-jeg") {
		t.Fatalf("%d %v", r.status, r.header)
	}
	edit := get("/admin/answers/edit?id=hvor-meget-ferie-har-jeg")
	contains(t, edit.body, "Kladde", "Løn &amp; personale", "Version 9.9")
	contains(t, get("/admin").body, "1 svar venter på godkendelse")
	own := []string{"id", "hvor-meget-ferie-har-jeg", "version", seenVersion.FindStringSubmatch(edit.body)[1]}
	if r := post("/admin/answers/save", answerForm(append(own, "act", "approve")...)); r.status != 303 {
		t.Fatalf("approving: %d %s", r.status, r.body)
	}
	for path, body := range map[string]string{"/admin/answers/save": answerForm(append(own, "act", "save")...), "/admin/answers/do": answerForm(append(own, "act", "remove")...), "/admin/answers/undo": "n=0"} {
		if r := post(path, body); r.status != 409 {
			t.Errorf("%s of what was seen before: %d", path, r.status)
		}
	}
	contains(t, get("/admin/answers?show=serving").body, "I brug (1)", "Hvor meget ferie har jeg?", "Godkendt")
	if r := post("/admin/answers/undo", "n=1"); r.status != 303 {
		t.Errorf("undoing: %d", r.status)
	}
	contains(t, get("/admin/answers").body, "Kladde", "Fortrudt (Godkendt)")
	for path, want := range map[string]int{"/admin/answers/edit?id=..%2F..%2Fetc": 404, "/admin/answers/edit": 404, "/admin/answers?collection=vejle": 403, "/admin/answers?from=-9&show=x": 200} {
		if r := get(path); r.status != want {
			t.Errorf("%s: %d, want %d", path, r.status, want)
		}
	}
	if strings.Contains(s.log.String(), "ferie") {
		t.Error("the log holds the question")
	}
}

// TestAnswersAreGuarded writes an answer as who may not.
func TestAnswersAreGuarded(t *testing.T) {
	keys := newRing(t)
	one := keys.add(access.Key{ID: "a", Scopes: []access.Scope{access.Admin}, Collections: []string{"odense"}})
	whole := keys.add(access.Key{ID: "b", Scopes: []access.Scope{access.Admin}})
	reader := keys.add(access.Key{ID: "c"})
	d := answersDesk(t, "odense", "vejle")
	s := start(t, server.Config{Gate: keys.gate(true), Answers: d})
	save := func(collection, key string, headers ...string) int {
		t.Helper()
		return s.hop(t, "POST", "/admin/answers/save", answerForm("act", "save", "collection", collection), append([]string{"Content-Type", form, "Authorization", "Bearer " + key}, headers...)...).status
	}
	for name, c := range map[string]struct{ got, want int }{
		"its own":      {save("odense", one), 303},
		"another's":    {save("vejle", one), 403},
		"none":         {save("esbjerg", whole), 403},
		"the shared":   {save("", whole), 303},
		"a reader":     {save("", reader), 403},
		"nobody":       {save("", ""), 401},
		"another form": {save("", whole, "Content-Type", "text/plain"), 415},
		"a large form": {announce(t, s, "/admin/answers/save", 300<<10, whole), 413},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
	r := s.hop(t, "POST", "/admin/key", "key="+url.QueryEscape(whole), "Content-Type", form, "Accept", "text/html")
	cookie, _, _ := strings.Cut(r.header.Get("Set-Cookie"), ";")
	for site, want := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 303} {
		for _, path := range []string{"save", "undo", "do"} {
			r := s.hop(t, "POST", "/admin/answers/"+path, answerForm("act", "save"), "Content-Type", form, "Cookie", cookie, "Sec-Fetch-Site", site)
			if path == "save" && r.status != want || site != "same-origin" && r.status != 403 {
				t.Errorf("%s of a %s page: %d", path, site, r.status)
			}
		}
	}
	if err := keys.RevokeKey(t.Context(), "b", time.Now()); err != nil {
		t.Fatal(err)
	}
	if all, _, err := d.List(t.Context(), "vejle"); len(all) != 0 || err != nil {
		t.Errorf("%d answers, %v", len(all), err)
	}
	s = start(t, server.Config{AdminKey: "nøgle", Uploads: newDesk(t)})
	if r := s.do(t, "GET", "/admin/answers", "", "Authorization", "Bearer nøgle"); r.status != 404 {
		t.Errorf("without answers: %d", r.status)
	}
}

// announce says that a form of so many bytes comes and sends none of them: it
// gives the status of the reply, which a service that ends the connection
// under a body may take away.
func announce(t *testing.T, s *service, path string, size int, key string) int {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n", path, form, key, size)
	_ = conn.SetReadDeadline(time.Now().Add(need.Patience))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}
