package fetch

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// site serves answers by path, and robots.txt where one stands among them.
func site(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if serve := pages[r.URL.Path]; serve != nil {
			serve(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

func goes(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

func address(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := Address(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// kindOf is the kind of an error, "" for none.
func kindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestGet(t *testing.T) {
	other := site(t, map[string]http.HandlerFunc{"/": says("another site")})
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": says("vrøvl\nUser-agent: *\nDisallow: /\n\nUser-agent: Taskforce\nCrawl-delay: snart\nDisallow: /lukket\nDisallow: /æble\nAllow: /lukket/åben\n"),
		"/":           says("forside"),
		"/flyttet":    goes("/"),
		"/til-lukket": goes("/lukket"),
		"/ring":       goes("/ring"),
		"/ud":         goes(other.URL),
		"/fil":        goes("file:///etc/passwd"),
		"/sky":        goes("http://169.254.169.254/latest/meta-data"),
		"/lukket":     says("hemmelig"), "/lukket/åben": says("åben"), "/æble": says("hemmelig"),
		"/stor":  says(strings.Repeat("x", 2000)),
		"/bombe": zipped(1 << 22),
		"/fejl":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"/væk":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) },
		"/halv": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "kun det halve")
		},
		"/langsom": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"/drys": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				fmt.Fprint(w, "x")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		},
	})
	same := func(u *url.URL) error {
		if u.Host != address(t, s.URL).Host && u.Host != "169.254.169.254" {
			return &Error{Kind: Forbidden, Reason: "another host"}
		}
		return nil
	}
	for _, c := range []struct {
		path, body string
		want       Kind
	}{
		{"/", "forside", ""}, {"/flyttet", "forside", ""}, {"/lukket/åben", "åben", ""}, {"/lukket/%C3%A5ben", "åben", ""},
		{"/lukket", "", Refused}, {"/til-lukket", "", Refused}, {"/æble", "", Refused}, {"/%c3%a6ble", "", Refused},
		{"/ring", "", Failed}, {"/ud", "", Forbidden}, {"/fil", "", Forbidden}, {"/sky", "", Forbidden},
		{"/stor", "", TooLarge}, {"/bombe", "", TooLarge}, {"/fejl", "", Failed}, {"/findes-ikke", "", Gone}, {"/væk", "", Gone},
		{"/halv", "", Failed}, {"/langsom", "", Failed}, {"/drys", "", Failed},
	} {
		t.Run(c.path, func(t *testing.T) {
			client := New(Options{Private: true, Bytes: 1000, Timeout: time.Minute})
			if c.path == "/langsom" || c.path == "/drys" { // these never end
				client.opt.Timeout = 300 * time.Millisecond
			}
			page, err := client.Get(t.Context(), Request{URL: address(t, s.URL+c.path), May: same})
			if kindOf(err) != c.want || (err != nil) != (c.want != "") {
				t.Fatalf("got %v, want an error of kind %q", err, c.want)
			}
			if err == nil && string(page.Body) != c.body {
				t.Errorf("got %q, want %q", page.Body, c.body)
			}
		})
	}
}

// zipped sends n zeros as a few bytes.
func zipped(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		_, _ = z.Write(make([]byte, n))
	}
}

// TestInnerNetworks asks for a page of this machine without leave, by its
// number and by its name.
func TestInnerNetworks(t *testing.T) {
	var asked atomic.Int32
	s := site(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { asked.Add(1) }, "/robots.txt": func(http.ResponseWriter, *http.Request) { asked.Add(1) }})
	for _, u := range []string{s.URL, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)} {
		_, err := New(Options{}).Get(t.Context(), Request{URL: address(t, u)})
		if kindOf(err) != Forbidden || !strings.Contains(err.Error(), "--allow-private") {
			t.Errorf("%s: got %v", u, err)
		}
	}
	if asked.Load() != 0 {
		t.Errorf("the server was asked %d times", asked.Load())
	}
}

func TestMayDial(t *testing.T) {
	for _, c := range []struct {
		addr          string
		open, private bool
	}{
		{"93.184.215.14", true, true}, {"2606:2800:21f::1", true, true},
		{"127.0.0.1", false, true}, {"10.1.2.3", false, true}, {"172.16.0.1", false, true}, {"192.168.1.1", false, true},
		{"::1", false, true}, {"fd00::1", false, true}, {"::ffff:10.0.0.1", false, true}, {"100.64.0.1", false, true},
		{"64:ff9b::7f00:1", false, true}, {"2002:7f00:1::", false, true},
		{"169.254.169.254", false, false}, {"::ffff:169.254.169.254", false, false}, {"fe80::1%eth0", false, false},
		{"0.0.0.0", false, false}, {"::", false, false}, {"224.0.0.1", false, false},
	} {
		a := netip.MustParseAddr(c.addr)
		if got := mayDial(a, false) == nil; got != c.open {
			t.Errorf("%s: got %v, want %v", c.addr, got, c.open)
		}
		if got := mayDial(a, true) == nil; got != c.private {
			t.Errorf("%s with leave: got %v, want %v", c.addr, got, c.private)
		}
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"HTTPS://Kommune.DK":                              "https://kommune.dk/",
		" https://kommune.dk:443/a#top ":                  "https://kommune.dk/a",
		"http://kommune.dk:80/a/../b":                     "http://kommune.dk/b",
		"http://kommune.dk:8080/":                         "http://kommune.dk:8080/",
		"https://bølle.dk/æble?q=å b":                     "https://xn--blle-gra.dk/%C3%A6ble?q=%C3%A5%20b",
		"https://kommune.dk/%c3%a6ble":                    "https://kommune.dk/%C3%A6ble",
		"https://kommune.dk/a%2Fb":                        "https://kommune.dk/a%2Fb",
		"https://kommune.dk./":                            "https://kommune.dk/",
		"http://[::1]:80/":                                "http://[::1]/",
		"file:///etc/passwd":                              "",
		"ftp://kommune.dk/":                               "",
		"kommune.dk":                                      "",
		"https://":                                        "",
		"https://bruger:kode@kommune.dk/":                 "",
		"https://kommune.dk\r\n/":                         "",
		"javascript:alert(1)":                             "",
		"https://kommune.dk/" + strings.Repeat("a", 3000): "",
	} {
		u, err := Address(in)
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != want {
			t.Errorf("%q: got %q (%v), want %q", in, got, err, want)
		}
	}
}

// TestPauses checks that a client waits between requests as long as the
// operator, the site and a busy server want, and asks once more only once.
func TestPauses(t *testing.T) {
	busy := 1
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": says("User-agent: *\nCrawl-delay: 7\n"),
		"/":           says("forside"),
		"/optaget": func(w http.ResponseWriter, _ *http.Request) {
			if busy--; busy >= 0 {
				w.Header().Set("Retry-After", "20")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		},
		"/altid": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(http.StatusTooManyRequests)
		},
		"/længe": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
	})
	client := New(Options{Private: true, Delay: 2 * time.Second})
	var slept []time.Duration
	client.sleep = func(_ context.Context, d time.Duration) error {
		slept = append(slept, d.Round(time.Second))
		client.last = map[string]time.Time{address(t, s.URL).Host: time.Now()}
		return nil
	}
	var kinds []Kind
	for _, path := range []string{"/", "/optaget", "/altid", "/længe"} {
		_, err := client.Get(t.Context(), Request{URL: address(t, s.URL+path)})
		kinds = append(kinds, kindOf(err))
	}
	if diff := cmp.Diff([]Kind{"", "", Failed, Failed}, kinds); diff != "" {
		t.Error(diff)
	}
	sec := time.Second
	if diff := cmp.Diff([]time.Duration{7 * sec, 7 * sec, 20 * sec, 7 * sec, 7 * sec, 30 * sec, 7 * sec, 7 * sec}, slept); diff != "" {
		t.Error(diff)
	}
}

func TestUnchanged(t *testing.T) {
	var agent string
	s := site(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		w.Header().Set("ETag", `"1"`)
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2023 15:04:05 GMT")
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "side")
	}})
	client := New(Options{Private: true, UserAgent: "taskforce/1 (+mailto:web@kommune.dk)"})
	first, err := client.Get(t.Context(), Request{URL: address(t, s.URL)})
	if err != nil || first.Unchanged || first.Modified.Year() != 2023 {
		t.Fatalf("got %+v, %v", first, err)
	}
	again, err := client.Get(t.Context(), Request{URL: address(t, s.URL), Known: func(string) Validators { return first.Validators }})
	if err != nil || !again.Unchanged || again.ETag != `"1"` {
		t.Errorf("got %+v, %v", again, err)
	}
	if agent != "taskforce/1 (+mailto:web@kommune.dk)" {
		t.Errorf("the server saw %q", agent)
	}
}

// TestRobotsOutOfOrder checks that a site whose robots.txt cannot be had is
// left alone, and that one without is not.
func TestRobotsOutOfOrder(t *testing.T) {
	for status, want := range map[int]Kind{500: Failed, 503: Failed, 429: Failed, 404: "", 403: ""} {
		s := site(t, map[string]http.HandlerFunc{
			"/robots.txt": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) },
			"/":           says("forside"),
		})
		_, err := New(Options{Private: true}).Get(t.Context(), Request{URL: address(t, s.URL)})
		if kindOf(err) != want {
			t.Errorf("status %d: got %v, want kind %q", status, err, want)
		}
	}
}

// TestOneAtATime asks from many sides; the server counts its requests at once.
func TestOneAtATime(t *testing.T) {
	var busy, most atomic.Int32
	s := site(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
		most.Store(max(most.Load(), busy.Add(1)))
		time.Sleep(5 * time.Millisecond) // others would come in meanwhile
		busy.Add(-1)
		fmt.Fprint(w, "forside")
	}})
	named := strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	client := New(Options{Private: true})
	var all sync.WaitGroup
	for i := range 16 {
		u := address(t, []string{s.URL, named}[i%2])
		all.Go(func() {
			if _, err := client.Get(t.Context(), Request{URL: u}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d requests at once", most.Load())
	}
}

func TestTotal(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{"/": says(strings.Repeat("x", 600))})
	client := New(Options{Private: true, Total: 1000})
	var kinds []Kind
	for range 3 {
		_, err := client.Get(t.Context(), Request{URL: address(t, s.URL)})
		kinds = append(kinds, kindOf(err))
	}
	if diff := cmp.Diff([]Kind{"", "", Spent}, kinds); diff != "" {
		t.Error(diff)
	}
}

func FuzzAddress(f *testing.F) {
	for _, s := range []string{"https://kommune.dk/æ?å#x", "http://[::1]:80", "//x", "http://a b/", "https://x/%zz"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := Address(s)
		if err != nil {
			return
		}
		again, err := Address(u.String())
		if err != nil || again.String() != u.String() {
			t.Errorf("%q became %q, and that %v (%v)", s, u, again, err)
		}
	})
}

// TestStay is sent to another host, by a page and by robots.txt: neither is
// followed into an inner network, and rules that cannot be had allow nothing.
func TestStay(t *testing.T) {
	var asked atomic.Int32
	inner := site(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { asked.Add(1) }})
	s := site(t, map[string]http.HandlerFunc{"/": says("forside"), "/ud": goes(inner.URL), "/hjem": goes("/")})
	away := site(t, map[string]http.HandlerFunc{"/robots.txt": goes(inner.URL), "/": says("forside")})
	ring := site(t, map[string]http.HandlerFunc{"/robots.txt": goes("/robots.txt"), "/": says("forside")})
	for _, opt := range []Options{{Private: true, Stay: true}, {Private: true}} {
		for at, want := range map[string]Kind{s.URL + "/": "", s.URL + "/hjem": "", s.URL + "/ud": Forbidden, away.URL + "/": Forbidden, ring.URL + "/": Failed} {
			_, err := New(opt).Get(t.Context(), Request{URL: address(t, at)})
			if kindOf(err) != want {
				t.Errorf("%s: %v", at, err)
			}
		}
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the other host was asked %d times", n)
	}
	named := func(*url.URL) error { return nil } // the operator names both hosts
	if _, err := New(Options{Private: true}).Get(t.Context(), Request{URL: address(t, s.URL+"/ud"), May: named}); err != nil || asked.Load() == 0 {
		t.Errorf("a host that is named: %v", err)
	}
}

// TestCarriedAddresses holds that an inner IPv4 address is inner in each form
// of IPv6 that a gateway takes apart.
func TestCarriedAddresses(t *testing.T) {
	for text, private := range map[string]bool{ // whether --allow-private lets it be dialled
		"::127.0.0.1": true, "::10.0.0.1": true, "::ffff:127.0.0.1": true, "64:ff9b::10.0.0.1": true, "::1": true,
		"::169.254.169.254": false, "64:ff9b::a9fe:a9fe": false, "2002:a9fe:a9fe::1": false, "::ffff:169.254.169.254": false,
	} {
		a := netip.MustParseAddr(text)
		if mayDial(a, false) == nil {
			t.Errorf("%s is dialled", text)
		}
		if (mayDial(a, true) == nil) != private {
			t.Errorf("%s with --allow-private: %v", text, mayDial(a, true))
		}
	}
}
