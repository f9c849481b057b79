package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// town is a site that a test serves: two pages in a sitemap, and what robots.txt
// forbids. Later the one has changed and the other is gone.
type town struct {
	*httptest.Server
	later atomic.Bool
}

func newTown(t *testing.T) *town {
	t.Helper()
	s := &town{}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *town) serve(w http.ResponseWriter, r *http.Request) {
	page := func(title, text string) {
		fmt.Fprintf(w, `<!doctype html><html lang="da"><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>`, title, title, text)
	}
	switch r.URL.Path {
	case "/robots.txt":
		fmt.Fprint(w, "User-agent: *\nDisallow: /intern/\n")
	case "/sitemap.xml":
		fmt.Fprint(w, "<urlset>")
		for _, p := range []string{"/cykler", "/biler", "/intern/"} {
			fmt.Fprintf(w, "<url><loc>%s%s</loc></url>", s.URL, p)
		}
		fmt.Fprint(w, "</urlset>")
	case "/cykler":
		where := "receptionen"
		if s.later.Load() {
			where = "kælderen"
		}
		page("Lån af cykel", "En cykel lånes i "+where+" hver dag.")
	case "/biler":
		if s.later.Load() {
			http.NotFound(w, r)
			return
		}
		page("Lån af bil", "En bil lånes hos viceværten om mandagen.")
	default:
		http.NotFound(w, r)
	}
}

// here lets sync ask this machine, at once.
var here = map[string]string{"TASKFORCE_ALLOW_PRIVATE": "1", "TASKFORCE_DELAY": "0s"}

// TestSyncExample runs the commands of docs/sync.md as they stand, and compares
// what they print with what stands below them.
func TestSyncExample(t *testing.T) {
	doc, err := os.ReadFile("../docs/sync.md")
	if err != nil {
		t.Fatal(err)
	}
	_, examples, found := strings.Cut(string(doc), "\n## Example\n")
	blocks := regexp.MustCompile("(?s)```\n(.*?)```").FindAllStringSubmatch(examples, -1)
	if !found || len(blocks) != 2 {
		t.Fatalf("got %d examples", len(blocks))
	}
	s := newTown(t)
	t.Chdir(t.TempDir())
	const public = "https://www.kommune.dk"
	for i, b := range blocks {
		s.later.Store(i > 0)
		for session := range strings.SplitSeq("\n"+b[1], "\n$ taskforce ") {
			command, want, _ := strings.Cut(session, "\n")
			if command == "" {
				continue
			}
			code, out, errs := run(here, wordsOf(strings.ReplaceAll(command, public, s.URL))...)
			if code != exitDone {
				t.Errorf("%s: exit code %d, %s", command, code, errs)
			}
			out = strings.ReplaceAll(strings.ReplaceAll(out, s.URL, public), time.Now().Format(time.DateOnly), "2026-11-24")
			if strings.TrimSpace(out) != strings.TrimSpace(want) {
				t.Errorf("%s prints\n%s\nwant\n%s", command, out, want)
			}
		}
	}
}

// wordsOf are the words of a command line; some stand in quotation marks.
func wordsOf(line string) []string {
	var out []string
	for _, w := range regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1) {
		out = append(out, strings.Trim(w, `"`))
	}
	return out
}

// TestSyncedIsServed syncs while a service runs on the folder: the source cites
// the page's address, and a page that vanished says so.
func TestSyncedIsServed(t *testing.T) {
	t.Parallel()
	s, dir := newTown(t), t.TempDir()
	sync := func(args ...string) {
		t.Helper()
		if code, _, errs := run(here, append([]string{"documents", "sync", "--to", dir}, args...)...); code != exitDone {
			t.Fatalf("exit code %d: %s", code, errs)
		}
	}
	sync(s.URL + "/sitemap.xml")
	service := serveOnly(t, "--documents", dir)
	if _, source := askService(t, service.url, "Hvor lånes en bil?"); source.PublicURL != s.URL+"/biler" {
		t.Errorf("the source is %+v", source)
	}
	s.later.Store(true)
	sync()
	// A question a second stays under the rate that the service allows an address.
	deadline := time.Now().Add(need.Patience)
	answer, source := askService(t, service.url, "Hvor lånes en cykel?")
	for ; !strings.Contains(answer, "kælderen"); answer, source = askService(t, service.url, "Hvor lånes en cykel?") {
		if time.Now().After(deadline) {
			t.Fatalf("the answer is still %q", answer)
		}
		time.Sleep(time.Second)
	}
	if source.PublicURL != s.URL+"/cykler" {
		t.Errorf("the source is %+v", source)
	}
	if _, out, _ := run(nil, "documents", "--no-materials", "--documents", dir); !strings.Contains(out, "biler.html, 1 uddrag, forsvundet fra sit sted på nettet 20") {
		t.Errorf("documents prints %s", out)
	}
	answer, source = askService(t, service.url, "Hvor lånes en bil?")
	if !strings.Contains(answer, "viceværten") || source.PublicURL != s.URL+"/biler" {
		t.Errorf("the page that vanished: %q, %+v", answer, source)
	}
	if page := get(t, service.url+"/documents/"+source.Document); !strings.Contains(page, "Siden er forsvundet fra det sted, den blev hentet") {
		t.Error("its page does not say that it vanished")
	}
	if file := get(t, service.url+"/documents/"+source.Document+"/file"); !strings.Contains(file, "<title>Lån af bil</title>") {
		t.Errorf("the original is %q", file)
	}
}

type cited struct {
	Document  string `json:"document"`
	PublicURL string `json:"public_url"`
}

func askService(t *testing.T, url, question string) (string, cited) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"question": question})
	res, err := http.Post(url+"/api/chat", "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct {
		Answer  string  `json:"answer"`
		Sources []cited `json:"sources"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil || len(out.Sources) == 0 {
		t.Fatalf("%s: %d %+v, %v", question, res.StatusCode, out, err)
	}
	return out.Answer, out.Sources[0]
}

func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestSyncWrongUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, c := range []struct{ args, want string }{
		{"https://x.dk/", "kræver --to"},
		{"--to " + dir, "der er ingen kilder"},
		{"--to " + dir + " nix.txt", "kilden nix.txt findes ikke"},
		{"--to " + dir + " ftp://x.dk/", "adressen skal begynde med"},
		{"--to " + dir + " --depth 11 https://x.dk/", "--depth er 11"},
		{"--to " + dir + " --max-pages 0 https://x.dk/", "--max-pages er 0"},
		{"--to " + dir + " --max-time 1ms https://x.dk/", "--max-time er 1ms"},
		{"--to " + dir + " --host x.dk/y https://x.dk/", "--host"},
		{"--to " + dir + " --contact hvem https://x.dk/", "--contact"},
	} {
		code, out, errs := run(nil, append([]string{"documents", "sync"}, strings.Fields(c.args)...)...)
		if code != exitUsage || out != "" || !strings.Contains(errs, c.want) || !strings.Contains(errs, "hjælp: taskforce documents sync --help") {
			t.Errorf("%s: exit code %d, %q", c.args, code, errs)
		}
	}
}

// TestSyncBrokenSource tells of a source that cannot be read by the exit code.
func TestSyncBrokenSource(t *testing.T) {
	t.Parallel()
	s := newTown(t)
	code, out, errs := run(here, "documents", "sync", "--to", t.TempDir(), "--json", s.URL+"/nix.xml", s.URL+"/cykler")
	if code != exitFailed || !strings.Contains(errs, "/nix.xml") || !strings.Contains(out, `"new":1`) && !strings.Contains(out, `"new": 1`) {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if code := Main(ctx, []string{"documents", "sync", "--to", t.TempDir(), s.URL}, func(string) (string, bool) { return "", false }, io.Discard, io.Discard); code != exitFailed {
		t.Errorf("interrupted: exit code %d", code)
	}
}
