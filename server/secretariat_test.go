package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

const ferie = "# Ferie\n\nAnsatte har fem ugers ferie om året, og den aftales med lederen i god tid før den første marts.\n"

func newDesk(t *testing.T, collections ...string) *intake.Desk {
	t.Helper()
	d, err := intake.Open(intake.Config{Dir: t.TempDir(), Collections: append([]string{""}, collections...), MaxFile: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// filesForm is a form with files of a name and content each.
func filesForm(t *testing.T, collection string, files ...string) (body, kind string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	_ = w.WriteField("collection", collection)
	for i := 0; i+1 < len(files); i += 2 {
		part, err := w.CreateFormFile("file", files[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write([]byte(files[i+1]))
	}
	_ = w.Close()
	return out.String(), w.FormDataContentType()
}

// TestUploads brings files in, puts one in use, takes that back and deletes it.
func TestUploads(t *testing.T) {
	desk := newDesk(t)
	s := start(t, server.Config{AdminKey: "nøgle", Uploads: desk})
	bring := func(files ...string) reply {
		body, kind := filesForm(t, "", files...)
		return s.hop(t, "POST", "/admin/documents/upload", body, "Content-Type", kind, "Accept", "text/html", "Authorization", "Bearer nøgle")
	}
	post := func(path, body string) reply {
		return s.hop(t, "POST", path, body, "Content-Type", form, "Authorization", "Bearer nøgle")
	}
	r := bring("ferie.md", ferie+strings.Repeat("Mere om ferie. ", 40_000)) // larger than other requests may be
	if r.status != 303 || !strings.HasPrefix(r.header.Get("Location"), "/admin/documents/file?done=upload&id=") {
		t.Fatalf("%d %v %s", r.status, r.header, r.body)
	}
	id := desk.Files("")[0].ID
	if r := s.do(t, "GET", "/admin/documents/file?id="+id, "", "Accept", "text/html", "Authorization", "Bearer nøgle"); r.status != 200 {
		t.Errorf("its page: %d", r.status)
	} else {
		contains(t, r.body, "Kladde", "Tag i brug", "1 overskrift", "Ansatte har fem ugers ferie")
	}
	if r := s.do(t, "GET", "/admin/documents/original?id="+id, "", "Authorization", "Bearer nøgle"); !strings.HasPrefix(r.body, ferie) || !strings.HasPrefix(r.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the original: %v", r.header)
	}
	if r := post("/admin/documents/do", "act=live&id="+id); r.status != 303 || len(desk.History("")) != 2 {
		t.Errorf("putting it in use: %d %s", r.status, r.body)
	}
	if r := post("/admin/documents/undo", "n=1"); r.status != 303 || desk.Files("")[0].State != intake.Withdrawn {
		t.Errorf("undoing: %d %s", r.status, r.body)
	}
	for _, body := range []string{"act=withdraw&id=" + id, "act=upload&id=" + id, "act=&id=" + id} {
		if r := post("/admin/documents/do", body); r.status != 409 {
			t.Errorf("%s: %d", body, r.status)
		}
	}
	if r := post("/admin/documents/do", "act=live&id=../.."); r.status != 404 {
		t.Errorf("another id: %d", r.status)
	}
	r = bring("to.md", ferie, "stor.md", strings.Repeat("a", 1<<20+1), "a.exe", "MZ")
	contains(t, r.body, "2 filer er ikke lagt op.", "fylder mere end 1 MB", "filtypen .exe kan ikke læses", "to.md")
	if r.status != 422 {
		t.Errorf("%d", r.status)
	}
	if r := bring(); r.status != 400 {
		t.Errorf("no file: %d", r.status)
	}
	if strings.Contains(s.log.String(), "fem ugers") {
		t.Error("the log holds what was brought")
	}
}

// TestRemarksInEnglish shows what is odd about a file in the reader's language, and
// in Danish where an earlier program kept no English.
func TestRemarksInEnglish(t *testing.T) {
	dir := t.TempDir()
	desk, err := intake.Open(intake.Config{Dir: dir, Collections: []string{""}})
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, server.Config{AdminKey: "nøgle", Uploads: desk})
	f, err := desk.Add(t.Context(), "", "regler.md", "", []byte("# Regler\n\nTre ord her.\n"))
	if err != nil {
		t.Fatal(err)
	}
	page := func(lang string) string {
		return s.do(t, "GET", "/admin/documents/file?id="+f.ID+lang, "", "Accept", "text/html", "Authorization", "Bearer nøgle").body
	}
	contains(t, page(""), "<li>kun 4 ord; er det hele filen?</li>")
	contains(t, page("&lang=en"), "<li>4 words only; is that the whole file?</li>")
	kept, err := filepath.Glob(filepath.Join(dir, "*", "kept", f.ID, "look.json"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	text, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	former := bytes.ReplaceAll(text, []byte(`"text_en"`), []byte(`"andet"`))
	if err := os.WriteFile(kept[0], former, 0o600); err != nil {
		t.Fatal(err)
	}
	contains(t, page("&lang=en"), `<li lang="da">kun 4 ord; er det hele filen?</li>`)
}

// TestUploadsAreGuarded brings a file as who may not.
func TestUploadsAreGuarded(t *testing.T) {
	keys, desk := newRing(t), newDesk(t, "odense", "vejle")
	one := keys.add(access.Key{ID: "a", Scopes: []access.Scope{access.Admin}, Collections: []string{"odense"}})
	whole := keys.add(access.Key{ID: "b", Scopes: []access.Scope{access.Admin}})
	reader := keys.add(access.Key{ID: "c"})
	s := start(t, server.Config{Gate: keys.gate(true), Uploads: desk})
	bring := func(collection, key string, headers ...string) int {
		t.Helper()
		body, kind := filesForm(t, collection, "ferie.md", ferie)
		return s.hop(t, "POST", "/admin/documents/upload", body, append([]string{"Content-Type", kind, "Authorization", "Bearer " + key}, headers...)...).status
	}
	for name, c := range map[string]struct {
		got, want int
	}{
		"its own":                      {bring("odense", one), 303},
		"another's":                    {bring("vejle", one), 403},
		"none":                         {bring("esbjerg", whole), 403},
		"the shared, by whole service": {bring("", whole), 303},
		"a reader":                     {bring("", reader), 403},
		"nobody":                       {bring("", ""), 401},
		"a wrong key":                  {bring("", "tf_forkert"), 401},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
	if n := len(desk.Files("odense")); n != 1 || len(desk.Files("vejle")) != 0 || len(desk.Files("")) != 1 {
		t.Errorf("%d files", n)
	}
	id := desk.Files("")[0].ID
	for _, path := range []string{"/admin/documents/file?id=" + id, "/admin/documents/original?id=" + id} {
		if r := s.do(t, "GET", path, "", "Authorization", "Bearer "+one); r.status != 403 {
			t.Errorf("%s of another collection: %d", path, r.status)
		}
	}
	r := s.hop(t, "POST", "/admin/key", "key="+url.QueryEscape(whole), "Content-Type", form, "Accept", "text/html")
	cookie, _, _ := strings.Cut(r.header.Get("Set-Cookie"), ";")
	for site, want := range map[string]int{"cross-site": 403, "same-site": 403, "same-origin": 303} {
		body, kind := filesForm(t, "", "ferie.md", ferie)
		if r := s.hop(t, "POST", "/admin/documents/upload", body, "Content-Type", kind, "Cookie", cookie, "Sec-Fetch-Site", site); r.status != want {
			t.Errorf("a form of a %s page: %d", site, r.status)
		}
	}
	if err := keys.RevokeKey(t.Context(), "b", time.Now()); err != nil {
		t.Fatal(err)
	}
	large := strings.Repeat("a", 600<<10)
	if r, err := sendLarge(s, large); err == nil && r != 413 {
		t.Errorf("a large request of nobody: %d", r)
	}
}

// sendLarge posts a large body without a key; a service may end the connection.
func sendLarge(s *service, body string) (int, error) {
	req, err := newRequest("POST", s.url+"/admin/documents/upload", body)
	if err != nil {
		return 0, err
	}
	res, err := plainClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

func newBook(t *testing.T) (*golden.Book, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fast.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":"en/to","question":"Hvad er AI?","must":["model"],"note":"bliver"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := golden.Open(golden.Config{Path: path, Every: time.Millisecond, Ask: func(context.Context, answer.Request) (*answer.Answer, error) {
		return &answer.Answer{Answer: "Noget andet.", Mode: "extract"}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { b.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return b, path
}

// TestGoldenPages adds, edits, asks, approves, reopens and removes a question.
func TestGoldenPages(t *testing.T) {
	book, path := newBook(t)
	s := start(t, server.Config{AdminKey: "nøgle", Golden: book})
	get := func(address string) string {
		t.Helper()
		return s.do(t, "GET", address, "", "Accept", "text/html", "Authorization", "Bearer nøgle").body
	}
	post := func(want int, act string, fields url.Values) reply {
		t.Helper()
		r := s.hop(t, "POST", "/admin/golden/"+act, fields.Encode(), "Content-Type", form, "Accept", "text/html", "Authorization", "Bearer nøgle")
		if r.status != want {
			t.Errorf("%s %v: %d %s", act, fields, r.status, r.body)
		}
		return r
	}
	contains(t, get("/admin/golden"), "Hvad er AI?", "Ikke stillet endnu")
	shown := get("/admin/golden/edit?id=en%2Fto")
	contains(t, shown, ">model </textarea>", "Det, der ellers står om spørgsmålet i filen")
	_, version, _ := strings.Cut(shown, `name="version" value="`)
	version, _, _ = strings.Cut(version, `"`)
	post(422, "save", url.Values{"id": {"en/to"}, "version": {version}, "question": {" "}})
	post(409, "save", url.Values{"id": {"en/to"}, "version": {"gammel"}, "question": {"Hvad er AI?"}})
	post(404, "save", url.Values{"id": {"findes ikke"}, "question": {"Hvad er AI?"}})
	post(303, "save", url.Values{"id": {"en/to"}, "version": {version}, "question": {"Hvad er AI nu?"}, "must": {"andet | mere\n\nNoget"}, "refused": {"no"}, "kind": {"ord"}})
	line, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"id":"en/to","question":"Hvad er AI nu?","must":[["andet","mere"],"Noget"],"note":"bliver","kind":"ord","refused":false}` + "\n"; string(line) != want {
		t.Errorf("got %s, want %s", line, want)
	}
	var at string
	for end := time.Now().Add(need.Patience); at == "" && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		var list golden.List
		if err := json.Unmarshal([]byte(s.do(t, "GET", "/admin/golden", "", "Authorization", "Bearer nøgle").body), &list); err != nil {
			t.Fatal(err)
		}
		if now := list.Items[0].Now; now != nil && list.Items[0].Verdict == "pass" {
			at = now.At.Format(time.RFC3339Nano)
		}
	}
	post(303, "save", url.Values{"question": {"Hvad er et svar?"}, "must": {"ja"}})
	fails := func(address, reason string) func() bool {
		return func() bool { return strings.Contains(get(address), reason) }
	}
	eventually(t, "the reason", fails("/admin/golden", `<li class="serious">svaret mangler »ja«</li>`))
	eventually(t, "the reason in English", fails("/admin/golden?lang=en", `<li class="serious">the answer lacks “ja”</li>`))
	eventually(t, "the reason to a program", fails("/admin/golden?format=json&lang=en", `"reasons":["the answer lacks “ja”"]`))
	eventually(t, "the Danish reason to a program", fails("/admin/golden?format=json", `"reasons":["svaret mangler »ja«"]`))
	post(409, "approve", url.Values{"id": {"en/to"}, "at": {"2026-01-01T00:00:00Z"}})
	r := post(303, "approve", url.Values{"id": {"en/to"}, "at": {at}})
	contains(t, get(r.header.Get("Location")), "Svaret er godkendt.", "Som godkendt")
	post(303, "reopen", url.Values{"id": {"en/to"}})
	post(303, "run", url.Values{})
	post(404, "run", url.Values{"id": {"findes ikke"}})
	post(404, "noget", url.Values{})
	post(303, "save", url.Values{"question": {"Hvad er <b>ML</b>?"}})
	contains(t, get("/admin/golden"), "Hvad er &lt;b&gt;ML&lt;/b&gt;?")
	contains(t, get("/admin/golden/new?question=Hvad+er+%3Ci%3E"), "Hvad er &lt;i&gt;</textarea>")
	item, _ := book.Item("en/to")
	post(303, "remove", url.Values{"id": {"en/to"}, "version": {item.Version}})
	if r := s.hop(t, "POST", "/admin/golden/run", "", "Content-Type", "application/x-www-form-urlencoded"); r.status != 401 {
		t.Errorf("without a key: %d", r.status)
	}
	if strings.Contains(s.log.String(), "AI nu") {
		t.Error("the log holds a question")
	}
}

// TestGoldenTellsWhatMoved tells on the page what has changed, before the questions
// can be asked.
func TestGoldenTellsWhatMoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fast.jsonl")
	if err := os.WriteFile(path, []byte(`{"id":"en","question":"Hvad er AI?"}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var changed atomic.Bool
	book, err := golden.Open(golden.Config{Path: path, Every: time.Millisecond,
		Ask: func(context.Context, answer.Request) (*answer.Answer, error) {
			return &answer.Answer{Answer: "Ja."}, nil
		},
		Ground: func() (map[string]string, bool) {
			if changed.Load() {
				return map[string]string{"prompts": "b", "model": "b"}, false
			}
			return map[string]string{"prompts": "a", "model": "a"}, true
		}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { book.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	s := start(t, server.Config{AdminKey: "nøgle", Golden: book})
	shows := func(lang, text string) func() bool {
		return func() bool {
			return strings.Contains(s.do(t, "GET", "/admin/golden"+lang, "", "Accept", "text/html", "Authorization", "Bearer nøgle").body, text)
		}
	}
	eventually(t, "the first run", shows("", "Alle blev sidst stillet"))
	if shows("", "Siden da")() {
		t.Error("nothing has changed, and the page says so")
	}
	changed.Store(true)
	eventually(t, "what moved", shows("", "Siden da er dette ændret: sprogmodellen, anvisningerne til sprogmodellen."))
	eventually(t, "what moved, in English", shows("?lang=en", "This has changed since: the model, the prompts."))
}
