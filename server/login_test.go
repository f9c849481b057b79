package server_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/access/accesstest"
	"github.com/digitaskforce/taskforce/server"
)

// visitor is a browser: it keeps cookies and follows redirects.
type visitor struct {
	http.Client
	t   *testing.T
	url string
}

// withLogin starts a service that people log in to, and a browser.
func withLogin(t *testing.T, issuer string, cfg server.Config) (*service, *visitor) {
	t.Helper()
	ln := listen(t)
	login, err := access.NewLogin(access.LoginConfig{Issuer: issuer, ClientID: accesstest.ClientID, ClientSecret: accesstest.ClientSecret,
		PublicURL: "http://" + ln.Addr().String(), AdminGroup: "sekretariat", Key: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	cfg.Gate.Login = login
	s := startAt(t, ln, cfg)
	return s, s.visitor(t)
}

func (s *service) visitor(t *testing.T) *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{http.Client{Jar: jar}, t, s.url}
}

// get asks for a page as a browser does, and gives the address it ended at.
func (v *visitor) get(path string) (*http.Response, string) {
	return v.send("GET", path, "")
}

func (v *visitor) send(method, path, body string) (*http.Response, string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", v.url)
	}
	res, err := v.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res, string(text)
}

// TestLogin goes a person's way: a page, the login, the page again, a question, out.
func TestLogin(t *testing.T) {
	i := accesstest.New(t)
	s, v := withLogin(t, i.URL, server.Config{})
	res, body := v.get("/search?q=frig%C3%B8re")
	if res.Request.URL.Path != "/login" || !strings.Contains(body, "<h1>Log ind</h1>") || strings.Contains(body, "Log ud") || len(v.Jar.Cookies(res.Request.URL)) > 0 {
		t.Fatalf("at %s: %s", res.Request.URL, body)
	}
	_, start, _ := strings.Cut(body, `class="button" href="`)
	start, _, _ = strings.Cut(start, `"`)
	res, body = v.get(start)
	if res.Request.URL.String() != s.url+"/search?q=frig%C3%B8re" || res.StatusCode != 200 || !strings.Contains(body, "Log ud") || !strings.Contains(body, "kun den cookie, der holder dig logget ind") {
		t.Fatalf("at %s: %d %s", res.Request.URL, res.StatusCode, body)
	}
	if res, body := v.send("POST", "/", "question=a"); res.StatusCode != 200 || !strings.Contains(body, "Tid skal frigøres.") {
		t.Errorf("the form: %d %s", res.StatusCode, body)
	}
	if res, _ := v.get("/admin/report"); res.StatusCode != 403 {
		t.Errorf("the report: %d", res.StatusCode)
	}
	if res, body := v.send("POST", "/logout", ""); res.Request.URL.Path != "/login" || !strings.Contains(body, "Du er logget ud") {
		t.Errorf("logged out at %s: %s", res.Request.URL, body)
	}
	if res, _ := v.get("/"); res.Request.URL.Path != "/login" {
		t.Errorf("afterwards at %s", res.Request.URL)
	}
	if log := s.log.String(); strings.Contains(log, "Abelone") || strings.Contains(log, "u-1") || !strings.Contains(log, `"by":"login"`) {
		t.Errorf("the log: %s", log)
	}
}

// TestLoginCookies looks at the cookies of a service that is reached over TLS.
func TestLoginCookies(t *testing.T) {
	i := accesstest.New(t)
	login, err := access.NewLogin(access.LoginConfig{Issuer: i.URL, ClientID: accesstest.ClientID, ClientSecret: accesstest.ClientSecret,
		PublicURL: "https://ai.eksempel.dk", Key: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, server.Config{Gate: server.Gate{Login: login}})
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	get := func(address string, cookies ...*http.Cookie) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), "GET", address, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cookies {
			req.AddCookie(c)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	begun := get(s.url + "/login/start?next=/documents")
	back, err := url.Parse(get(begun.Header.Get("Location")).Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	done := get(s.url+"/login/callback?"+back.RawQuery, begun.Cookies()...)
	if done.StatusCode != 303 || done.Header.Get("Location") != "/documents" {
		t.Fatalf("%d, to %q", done.StatusCode, done.Header.Get("Location"))
	}
	for _, c := range append(begun.Cookies(), done.Cookies()...) {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("cookie %+v", c)
		}
	}
	if n := len(done.Cookies()); n != 2 {
		t.Errorf("%d cookies at the end", n)
	}
	session := done.Cookies()[1]
	if res := get(s.url+"/documents", session); res.StatusCode != 200 {
		t.Errorf("with the session: %d", res.StatusCode)
	}
	for name, headers := range map[string][]string{
		"another site's form": {"Origin", "https://ond.dk"}, "by fetch metadata": {"Sec-Fetch-Site", "cross-site"},
	} {
		for _, path := range []string{"/", "/api/chat", "/api/feedback", "/logout"} {
			r := s.do(t, "POST", path, "question=a", append(headers, "Cookie", session.Name+"="+session.Value, "Content-Type", "application/x-www-form-urlencoded")...)
			if r.status != 403 || r.header.Get("Set-Cookie") != "" {
				t.Errorf("%s to %s: %d %q", name, path, r.status, r.header.Get("Set-Cookie"))
			}
		}
	}
	if r := s.do(t, "POST", "/", "question=a", "Origin", "https://ai.eksempel.dk", "Cookie", session.Name+"="+session.Value, "Content-Type", "application/x-www-form-urlencoded"); r.status != 200 {
		t.Errorf("behind a proxy that changes the host: %d", r.status)
	}
}

// TestLoginGoesNowhereElse tries to be sent to another site after a login.
func TestLoginGoesNowhereElse(t *testing.T) {
	i := accesstest.New(t)
	s, _ := withLogin(t, i.URL, server.Config{})
	for next, want := range map[string]string{
		"/documents": "/documents", "https://ond.dk": "/", "//ond.dk": "/", `/\ond.dk`: "/", "/\t/ond.dk": "/", "javascript:alert(1)": "/",
		"": "/", "documents": "/", "/" + strings.Repeat("a", 2000): "/",
	} {
		v := s.visitor(t)
		res, _ := v.get("/login/start?next=" + url.QueryEscape(next))
		if got := res.Request.URL.String(); got != s.url+want {
			t.Errorf("%q: at %s", next, got)
		}
	}
}

// TestLoginFails lets logins fail in every way that people see.
func TestLoginFails(t *testing.T) {
	i := accesstest.New(t)
	_, v := withLogin(t, i.URL, server.Config{})
	if res, body := v.get("/login/callback?code=a&state=b"); res.StatusCode != 400 || !strings.Contains(body, "ikke begyndt i denne browser") {
		t.Errorf("another browser's: %d %s", res.StatusCode, body)
	}
	i.LogIn(accesstest.Person{Refuse: "access_denied"})
	if res, body := v.get("/login/start"); res.StatusCode != 403 || !strings.Contains(body, "Du blev ikke logget ind") {
		t.Errorf("denied: %d %s", res.StatusCode, body)
	}
	_, v = withLogin(t, i.URL+"/intet", server.Config{})
	if res, body := v.get("/login/start"); res.StatusCode != 503 || !strings.Contains(body, "Login virker ikke lige nu") {
		t.Errorf("no issuer: %d %s", res.StatusCode, body)
	}
}

// TestLoginOfAdministrators opens the report to a group, and to keys beside it.
func TestLoginOfAdministrators(t *testing.T) {
	i := accesstest.New(t)
	r := newRing(t)
	report := func(_ context.Context, w io.Writer, _ server.ReportRequest) error {
		_, err := io.WriteString(w, "rapport")
		return err
	}
	s, v := withLogin(t, i.URL, server.Config{Report: report, Gate: server.Gate{Keys: access.NewKeys(r, nil, nil)}, AdminKey: "en-lang-hemmelighed"})
	i.LogIn(accesstest.Person{Subject: "u-2", Groups: []string{"sekretariat"}})
	if res, body := v.get("/login/start?next=/admin/report"); res.StatusCode != 200 || body != "rapport" {
		t.Errorf("at %s: %d %s", res.Request.URL, res.StatusCode, body)
	}
	key := r.add(access.Key{ID: "k_a", Scopes: []access.Scope{access.Admin}})
	for _, header := range []string{"Bearer " + key, basic("", "en-lang-hemmelighed")} {
		if got := s.do(t, "GET", "/admin/report", "", "Authorization", header); got.status != 200 {
			t.Errorf("%s: %d", header[:6], got.status)
		}
	}
	if got := s.get(t, "/api/search?q=tid"); got.status != 401 || got.header.Get("Location") != "" || !strings.Contains(got.body, "ikke logget ind") {
		t.Errorf("a program: %d %s", got.status, got.body)
	}
}

// TestNoLogin has neither the pages of a login nor a cookie where nobody can log in.
func TestNoLogin(t *testing.T) {
	s := start(t, server.Config{})
	for _, path := range []string{"/login", "/login/start", "/login/callback"} {
		if r := s.get(t, path); r.status != 404 || r.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: %d", path, r.status)
		}
	}
}
