package sites

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/fetch"
)

// site is a server whose pages a test changes as it goes.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]http.HandlerFunc
	asked map[string]int
	busy  atomic.Int32
	most  atomic.Int32 // requests at once
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{pages: map[string]http.HandlerFunc{}, asked: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.most.Store(max(s.most.Load(), s.busy.Add(1)))
	defer s.busy.Add(-1)
	s.mu.Lock()
	s.asked[r.URL.RequestURI()]++
	serve := s.pages[r.URL.Path]
	s.mu.Unlock()
	if serve == nil {
		http.NotFound(w, r)
		return
	}
	serve(w, r)
}

func (s *site) put(path string, serve http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = serve
}

func (s *site) times(uri string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[uri]
}

// page is an HTML page with an ETag of its content.
func page(title, text string) http.HandlerFunc {
	return file(fmt.Sprintf(`<!doctype html><html lang="da"><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>`, title, title, text), "text/html; charset=utf-8")
}

func file(content, media string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+hashOf([]byte(content))[:12]+`"`)
		w.Header().Set("Content-Type", media)
		http.ServeContent(w, r, "", time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC), strings.NewReader(content))
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// sitemapOf lists pages; where one begins with "index ", it is of sitemaps.
func (s *site) sitemapOf(paths ...string) http.HandlerFunc {
	var b strings.Builder
	for _, p := range paths {
		fmt.Fprintf(&b, "<url><loc>\n %s%s </loc><image xmlns='i'><loc>%s/billede.png</loc></image></url>", s.URL, p, s.URL)
	}
	return file(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`+b.String()+`</urlset>`, "application/xml")
}

func packed(serve string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(serve))
	_ = z.Close()
	return b.String()
}

// statuses tells each page's status by its path.
func (s *site) statuses(r *Report) map[string]Status {
	out := map[string]Status{}
	for _, p := range r.Pages {
		out[strings.TrimPrefix(p.URL, s.URL)] = p.Status
	}
	return out
}

func (s *site) sync(t *testing.T, opt Options) *Report {
	t.Helper()
	opt.Fetch.Private = true
	r, err := Sync(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// read is what documents make of a folder, by address.
func read(t *testing.T, dir string) map[string]*documents.Document {
	t.Helper()
	lib, err := library.ReadAll(t.Context(), []library.Source{{Disk: dir}}, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(lib.Failures) > 0 {
		t.Errorf("not read: %+v", lib.Failures)
	}
	out := map[string]*documents.Document{}
	for _, d := range lib.Documents {
		out[d.URL] = d
	}
	return out
}

// TestSync follows a site through its changes.
func TestSync(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	s.put("/robots.txt", file("User-agent: *\nDisallow: /lukket\n", "text/plain"))
	s.put("/sitemap.xml", s.sitemapOf("/a", "/b", "/c", "/æble?x=å", "/lukket/d", "/a", "/billede", "/fejl", "/væk"))
	s.put("/a", page("Cykler", "En cykel lånes i receptionen."))
	s.put("/b", page("Biler", "En bil lånes i kælderen."))
	s.put("/c", page("Både", "En båd lånes i havnen."))
	s.put("/æble", page("Æbler", "Et æble tages i kantinen."))
	s.put("/lukket/d", page("Lukket", "Ingen må læse det."))
	s.put("/billede", file("\x89PNG\r\n\x1a\n", "image/png"))
	s.put("/fejl", status(500))
	opt := Options{Dir: dir, Sources: []string{s.URL + "/sitemap.xml"}, Now: time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)}

	dry := opt
	dry.DryRun = true
	first := map[string]Status{"/a": New, "/b": New, "/c": New, "/%C3%A6ble?x=%C3%A5": New, "/lukket/d": Refused, "/billede": Skipped, "/fejl": Failed, "/v%C3%A6k": Failed}
	same(t, first, s.statuses(s.sync(t, dry)))
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("a dry run left %v", entries)
	}
	r := s.sync(t, opt)
	same(t, first, s.statuses(r))
	for _, p := range r.Pages {
		if (p.Reason == "") != (p.Status == New) {
			t.Errorf("%+v", p)
		}
	}
	docs := read(t, dir)
	if d := docs[s.URL+"/a"]; len(docs) != 4 || d == nil || d.Title != "Cykler" || d.Date != "2024-03-01" {
		t.Fatalf("got %+v", docs)
	}
	if s.times("/lukket/d") != 0 || s.times("/billede.png") != 0 || s.times("/robots.txt") != 2 {
		t.Errorf("asked %v", s.asked)
	}

	// One changes, one goes, one leaves the sitemap, one fails for now, one only in its markup.
	s.put("/sitemap.xml", s.sitemapOf("/a", "/b", "/æble?x=å"))
	s.put("/a", page("Cykler", "En cykel lånes i kælderen."))
	s.put("/b", status(410))
	s.put("/æble", file(`<!doctype html><html lang="da"><head><title>Æbler</title></head><body class="ny"><h1>Æbler</h1><p>Et æble tages i kantinen.</p></body></html>`, "text/html"))
	opt.Sources = nil // those of the last time
	same(t, map[string]Status{"/a": Changed, "/b": Vanished, "/c": Vanished, "/%C3%A6ble?x=%C3%A5": Unchanged}, s.statuses(s.sync(t, opt)))
	docs = read(t, dir)
	if docs[s.URL+"/b"].Vanished != "2026-02-03" || docs[s.URL+"/c"].Vanished != "2026-02-03" || docs[s.URL+"/a"].Vanished != "" {
		t.Errorf("the marks are wrong: %+v", docs)
	}
	if text := docs[s.URL+"/a"].Blocks[1].Text; !strings.Contains(text, "kælderen") {
		t.Errorf("got %q", text)
	}

	// What was seen to be gone stays marked with that day until it comes back
	// or is pruned; what goes now is not pruned yet.
	opt.Now = opt.Now.AddDate(0, 0, 1)
	s.put("/b", page("Biler", "En bil lånes i kælderen."))
	s.put("/a", status(503))
	s.put("/æble", status(404))
	opt.Prune = true
	same(t, map[string]Status{"/a": Failed, "/b": Changed, "/c": Removed, "/%C3%A6ble?x=%C3%A5": Vanished}, s.statuses(s.sync(t, opt)))
	docs = read(t, dir)
	if len(docs) != 3 || docs[s.URL+"/b"].Vanished != "" || docs[s.URL+"/c"] != nil || docs[s.URL+"/a"] == nil {
		t.Errorf("got %+v", docs)
	}

	// A sitemap that cannot be had marks nothing as gone.
	s.put("/sitemap.xml", status(500))
	r = s.sync(t, opt)
	if len(r.Broken) != 1 || r.Whole || len(read(t, dir)) != 2 { // the apple was marked before
		t.Errorf("got %+v", r)
	}
	same(t, map[string]Status{"/a": Failed, "/b": Failed, "/%C3%A6ble?x=%C3%A5": Removed}, s.statuses(r))
}

// TestUnchanged checks that a page that has not changed is not sent again, and
// is where its file is no longer what it was.
func TestUnchanged(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	sent := 0
	s.put("/", func(w http.ResponseWriter, r *http.Request) {
		page("Forside", "Velkommen til siden.")(w, r)
		if r.Header.Get("If-None-Match") == "" {
			sent++
		}
	})
	opt := Options{Dir: dir, Sources: []string{s.URL}}
	for _, want := range []Status{New, Unchanged, Unchanged} {
		same(t, map[string]Status{"/": want}, s.statuses(s.sync(t, opt)))
	}
	name := filepath.Join(dir, read(t, dir)[s.URL+"/"].Path)
	if err := os.WriteFile(name, []byte("rettet i hånden"), 0o644); err != nil {
		t.Fatal(err)
	}
	same(t, map[string]Status{"/": Changed}, s.statuses(s.sync(t, opt)))
	if sent != 2 || read(t, dir)[s.URL+"/"].Title != "Forside" {
		t.Errorf("the page was sent %d times", sent)
	}
}

// TestDepth follows the links of a listing and of a page, within the folder.
func TestDepth(t *testing.T) {
	s := newSite(t)
	s.put("/filer/", file(`<html><head><title>Index of /filer/</title></head><body><a href="?C=N;O=D">Name</a><a href="../">..</a><a href="a.txt">a</a><a href="under/">u</a><a href="logo.png">l</a><a href="https://andre.dk/">x</a><a href="javascript:x">y</a></body></html>`, "text/html"))
	s.put("/filer/a.txt", file("En cykel lånes i receptionen.", "text/plain"))
	s.put("/filer/under/", file(`<html><head><title>Index of /filer/under/</title></head><body><a href="b.html">b</a></body></html>`, "text/html"))
	s.put("/filer/under/b.html", page("Biler", "En bil lånes i kælderen."))
	s.put("/", page("Forside", "Må ikke nås."))
	for depth, want := range []map[string]Status{
		{}, {"/filer/a.txt": New}, {"/filer/a.txt": New, "/filer/under/b.html": New},
	} {
		r := s.sync(t, Options{Dir: t.TempDir(), Sources: []string{s.URL + "/filer/"}, Depth: depth})
		same(t, want, s.statuses(r))
		if !r.Whole {
			t.Error("the source was not read to its end")
		}
	}
	if s.times("/") != 0 || s.times("/filer/logo.png") != 0 || s.times("/filer/?C=N;O=D") != 0 {
		t.Errorf("asked %v", s.asked)
	}
}

// TestSitemaps reads an index of sitemaps, packed and not, and what only looks like them.
func TestSitemaps(t *testing.T) {
	s := newSite(t)
	s.put("/a", page("Cykler", "En cykel lånes i receptionen."))
	index := `<sitemapindex><sitemap><loc>` + s.URL + `/ring.xml</loc></sitemap><sitemap><loc>` + s.URL + `/kort.xml.gz</loc></sitemap></sitemapindex>`
	s.put("/ring.xml", file(index, "application/xml"))
	s.put("/kort.xml.gz", file(packed(`<urlset><url><loc>`+s.URL+`/a</loc></url><url><loc>https://andre.dk/</loc></url><url><loc>file:///etc/passwd</loc></url></urlset>`), "application/gzip"))
	s.put("/ha.xml", file(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>`, "application/xml"))
	s.put("/dyb.xml", file(`<urlset>`+strings.Repeat("<a>", 100_000), "application/xml"))
	s.put("/bombe.xml.gz", file(packed(strings.Repeat(" ", maxSitemapBytes+10)+"<urlset>"), "application/gzip"))
	s.put("/halv.xml", file(`<urlset><url><loc>`+s.URL+`/a</loc></url><url>`, "application/xml"))
	s.put("/dyb.html", file("<html>"+strings.Repeat("<div>", 100_000), "text/html"))
	r := s.sync(t, Options{Dir: t.TempDir(), Sources: []string{s.URL + "/ring.xml"}})
	same(t, map[string]Status{"/a": New, "https://andre.dk/": Refused, "file:///etc/passwd": Refused}, s.statuses(r))
	for _, bad := range []string{"/ha.xml", "/dyb.xml", "/halv.xml", "/findes-ikke.xml"} {
		r := s.sync(t, Options{Dir: t.TempDir(), Sources: []string{s.URL + bad}})
		if len(r.Broken) != 1 || len(r.Pages) != 0 || r.Whole {
			t.Errorf("%s: got %+v", bad, r)
		}
	}
	for _, bad := range []string{"/bombe.xml.gz", "/dyb.html"} {
		same(t, map[string]Status{bad: Skipped}, s.statuses(s.sync(t, Options{Dir: t.TempDir(), Sources: []string{s.URL + bad}, Depth: 1})))
	}
}

// TestOneAtATime takes a hundred pages; the server counts how many requests it
// has at once.
func TestOneAtATime(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	var list strings.Builder
	for i := range 100 {
		path := fmt.Sprintf("/side-%d", i)
		s.put(path, page(fmt.Sprintf("Side %d", i), fmt.Sprintf("Teksten på side %d.", i)))
		fmt.Fprintln(&list, s.URL+path)
	}
	name := filepath.Join(t.TempDir(), "adresser.txt")
	if err := os.WriteFile(name, []byte("# sider\n"+list.String()+list.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	r := s.sync(t, Options{Dir: dir, Sources: []string{name}})
	if r.Counts[New] != 100 || s.most.Load() != 1 || s.times("/side-7") != 1 || s.times("/robots.txt") != 1 || len(read(t, dir)) != 100 {
		t.Errorf("%v, %d at once", r.Counts, s.most.Load())
	}
	r = s.sync(t, Options{Dir: dir, Pages: 10})
	if r.Counts[Unchanged] != 10 || r.Counts[Failed] != 90 || r.Whole || r.Stopped == "" || len(read(t, dir)) != 100 {
		t.Errorf("a limit: %v %q", r.Counts, r.Stopped)
	}
}

// TestRedirects tells pages that moved from pages that lead astray.
func TestRedirects(t *testing.T) {
	s, other, dir := newSite(t), newSite(t), t.TempDir()
	goes := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusMovedPermanently) }
	}
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	other.put("/", page("Anden", "En anden server."))
	s.put("/ny", page("Cykler", "En cykel lånes i receptionen."))
	s.put("/gammel", page("Gammel", "Den gamle side."))
	s.put("/ring", goes("/ring"))
	s.put("/ud", goes(elsewhere))
	list := filepath.Join(t.TempDir(), "liste")
	if err := os.WriteFile(list, []byte(strings.Join([]string{s.URL + "/gammel", s.URL + "/ny", s.URL + "/ring", s.URL + "/ud"}, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	opt := Options{Dir: dir, Sources: []string{list}}
	same(t, map[string]Status{"/gammel": New, "/ny": New, "/ring": Failed, "/ud": Refused}, s.statuses(s.sync(t, opt)))
	s.put("/gammel", goes("/ny"))
	opt.Hosts = []string{strings.TrimPrefix(elsewhere, "http://")}
	same(t, map[string]Status{"/gammel": Vanished, "/ny": Unchanged, "/ring": Failed, elsewhere + "/": New}, s.statuses(s.sync(t, opt)))

	// The host is remembered with the sources, a source that does not work is not.
	r := s.sync(t, Options{Dir: dir, Sources: []string{s.URL + "/slåfejl.xml"}, Depth: 3})
	if len(r.Broken) != 1 {
		t.Errorf("got %+v", r)
	}
	same(t, map[string]Status{"/gammel": Vanished, "/ny": Unchanged, "/ring": Failed, elsewhere + "/": Unchanged}, s.statuses(s.sync(t, Options{Dir: dir, Depth: -1})))
}

// TestInnerNetwork checks that nothing is fetched from this machine unasked.
func TestInnerNetwork(t *testing.T) {
	s := newSite(t)
	s.put("/", page("Intern", "Kun for os."))
	r, err := Sync(t.Context(), Options{Dir: t.TempDir(), Sources: []string{s.URL}})
	if err != nil || len(r.Broken) != 1 || len(r.Pages) != 0 || s.times("/") != 0 || !strings.Contains(r.Broken[0], "--allow-private") {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestNoIndexAndLimits(t *testing.T) {
	s := newSite(t)
	s.put("/sitemap.xml", s.sitemapOf("/nej", "/hoved", "/stor", "/a"))
	s.put("/nej", file(`<html><head><meta name="robots" content="noindex"></head><body><p>Nej tak.</p></body></html>`, "text/html"))
	s.put("/hoved", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Robots-Tag", "noindex")
		page("Nej", "Nej tak.")(w, r)
	})
	s.put("/stor", page("Stor", strings.Repeat("meget tekst ", 10_000)))
	s.put("/a", page("Cykler", "En cykel lånes i receptionen."))
	r := s.sync(t, Options{Dir: t.TempDir(), Sources: []string{s.URL + "/sitemap.xml"}, Fetch: fetch.Options{Bytes: 50_000}})
	same(t, map[string]Status{"/nej": Refused, "/hoved": Refused, "/stor": Skipped, "/a": New}, s.statuses(r))
}

// TestSlowPage keeps what is at hand of a page that does not come.
func TestSlowPage(t *testing.T) {
	s, dir := newSite(t), t.TempDir()
	s.put("/", page("Forside", "Velkommen til siden."))
	opt := Options{Dir: dir, Sources: []string{s.URL}}
	s.sync(t, opt)
	s.put("/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	opt.Fetch.Timeout = 300 * time.Millisecond
	same(t, map[string]Status{"/": Failed}, s.statuses(s.sync(t, opt)))
	if len(read(t, dir)) != 1 {
		t.Error("the page is lost")
	}
}
