package access_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/access/accesstest"
	"github.com/digitaskforce/taskforce/internal/need"
)

func newLogin(t *testing.T, i *accesstest.Issuer, change func(*access.LoginConfig)) *access.Login {
	t.Helper()
	cfg := access.LoginConfig{Issuer: i.URL, ClientID: accesstest.ClientID, ClientSecret: accesstest.ClientSecret, PublicURL: "https://ai.eksempel.dk/",
		AdminGroup: "sekretariat", Collections: map[string][]string{"odense-alle": {"odense"}, "begge": {"vejle", "odense"}}, Key: bytes.Repeat([]byte{1}, 32)}
	if change != nil {
		change(&cfg)
	}
	l, err := access.NewLogin(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// begin begins a login and lets the issuer answer.
func begin(t *testing.T, l *access.Login) (a access.Answer, cookie string) {
	t.Helper()
	to, cookie, err := l.Begin(t.Context(), "/search?q=tid")
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(to)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	back, err := url.Parse(res.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(back.String(), "https://ai.eksempel.dk/login/callback?") {
		t.Fatalf("%s: sent back to %s, %v", res.Status, back, err)
	}
	q := back.Query()
	return access.Answer{Code: q.Get("code"), State: q.Get("state"), Error: q.Get("error")}, cookie
}

// TestLogin logs people of several groups in.
func TestLogin(t *testing.T) {
	i := accesstest.New(t)
	l := newLogin(t, i, nil)
	all := []access.Scope{access.Chat, access.Search}
	for _, c := range []struct {
		person accesstest.Person
		want   access.Principal
	}{
		{accesstest.Person{}, access.Principal{ID: "login", Scopes: all}},
		{accesstest.Person{Groups: "odense-alle"}, access.Principal{ID: "login", Scopes: all, Collections: []string{"odense"}}},
		{accesstest.Person{Groups: []string{"begge", "odense-alle", "x"}}, access.Principal{ID: "login", Scopes: all, Collections: []string{"odense", "vejle"}}},
		{accesstest.Person{Groups: []string{"sekretariat"}}, access.Principal{ID: "login", Scopes: access.Scopes}},
		{accesstest.Person{Groups: []string{"sekretariat"}, InInfo: true}, access.Principal{ID: "login", Scopes: access.Scopes}},
		{accesstest.Person{Groups: map[string]string{"sekretariat": "ja"}}, access.Principal{ID: "login", Scopes: all}},
	} {
		c.person.Subject = "u-1"
		i.LogIn(c.person)
		a, cookie := begin(t, l)
		session, next, err := l.Finish(t.Context(), a, cookie)
		if err != nil || next != "/search?q=tid" {
			t.Fatalf("%+v: %q, %v", c.person, next, err)
		}
		got, err := l.Find(session)
		if err != nil || !cmp.Equal(got, c.want) {
			t.Errorf("%+v: %v %s", c.person, err, cmp.Diff(c.want, got))
		}
		if raw, err := base64.RawURLEncoding.DecodeString(session); err != nil || bytes.Contains(raw, []byte("odense")) || len(session) > 3000 {
			t.Errorf("the cookie %q is readable, or long", session)
		}
		if _, _, err := l.Finish(t.Context(), a, cookie); !errors.Is(err, access.ErrDenied) {
			t.Errorf("a code used twice: %v", err)
		}
	}
}

// TestLoginRefused lets the browser, the issuer and the network do what they must not.
func TestLoginRefused(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(key string, v any) func(map[string]any) { return func(c map[string]any) { c[key] = v } }
	for name, c := range map[string]struct {
		claims func(map[string]any)
		sign   func(string) string
		person accesstest.Person
		answer func(*access.Answer)
		cookie func(string) string
		down   bool
		want   error
	}{
		"no keys":          {down: true, want: access.ErrIssuer},
		"another state":    {answer: func(a *access.Answer) { a.State = "x" }, want: access.ErrFlow},
		"no state":         {answer: func(a *access.Answer) { a.State = "" }, want: access.ErrFlow},
		"no cookie":        {cookie: func(string) string { return "" }, want: access.ErrFlow},
		"changed cookie":   {cookie: func(c string) string { return "A" + c[1:len(c)-1] + "A" }, want: access.ErrFlow},
		"another code":     {answer: func(a *access.Answer) { a.Code = "x" }, want: access.ErrDenied},
		"denied":           {person: accesstest.Person{Refuse: "access_denied"}, want: access.ErrDenied},
		"another's token":  {sign: func(text string) string { return accesstest.SignWith(other, text) }, want: access.ErrDenied},
		"unsigned":         {sign: func(string) string { return "" }, want: access.ErrDenied},
		"another client":   {claims: set("aud", "andet"), want: access.ErrDenied},
		"another issuer":   {claims: set("iss", "https://andet.dk"), want: access.ErrDenied},
		"another nonce":    {claims: set("nonce", "x"), want: access.ErrDenied},
		"no nonce":         {claims: func(c map[string]any) { delete(c, "nonce") }, want: access.ErrDenied},
		"an expired token": {claims: set("exp", time.Now().Add(-time.Hour).Unix()), want: access.ErrDenied},
	} {
		t.Run(name, func(t *testing.T) {
			i := accesstest.New(t)
			i.Keyless = c.down
			if i.Claims = c.claims; c.sign != nil {
				i.Sign = c.sign
			}
			c.person.Subject = "u-1"
			i.LogIn(c.person)
			l := newLogin(t, i, nil)
			a, cookie := begin(t, l)
			if c.answer != nil {
				c.answer(&a)
			}
			if c.cookie != nil {
				cookie = c.cookie(cookie)
			}
			if session, _, err := l.Finish(t.Context(), a, cookie); !errors.Is(err, c.want) || session != "" {
				t.Errorf("%q, %v, want %v", session, err, c.want)
			}
		})
	}
}

// TestSessions uses cookies where, when and with what they do not belong.
func TestSessions(t *testing.T) {
	i := accesstest.New(t)
	l := newLogin(t, i, nil)
	a, flow := begin(t, l)
	session, _, err := l.Finish(t.Context(), a, flow)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		login  *access.Login
		cookie string
	}{
		"none":           {l, ""},
		"a flow":         {l, flow},
		"cut":            {l, session[:len(session)-1]},
		"no base64":      {l, "æ"},
		"another key":    {newLogin(t, i, func(c *access.LoginConfig) { c.Key = bytes.Repeat([]byte{2}, 32) }), session},
		"another client": {newLogin(t, i, func(c *access.LoginConfig) { c.ClientID = "andet" }), session},
	} {
		if p, err := c.login.Find(c.cookie); !errors.Is(err, access.ErrNoSession) || p.ID != "" {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	short := newLogin(t, i, func(c *access.LoginConfig) { c.Lifetime = time.Second })
	a, flow = begin(t, short)
	if session, _, err = short.Finish(t.Context(), a, flow); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(need.Patience); ; time.Sleep(50 * time.Millisecond) {
		if _, err := short.Find(session); err != nil {
			break
		} else if time.Now().After(end) {
			t.Fatal("the session does not end")
		}
	}
}

// TestNoIssuer logs in when the issuer is there again.
func TestNoIssuer(t *testing.T) {
	i := accesstest.New(t)
	l := newLogin(t, i, func(c *access.LoginConfig) { c.Issuer = i.URL + "/intet" })
	if _, _, err := l.Begin(t.Context(), "/"); !errors.Is(err, access.ErrIssuer) {
		t.Errorf("got %v", err)
	}
	for name, cfg := range map[string]access.LoginConfig{"nothing": {}, "short key": {Issuer: "a", ClientID: "b", PublicURL: "https://c", Key: []byte("kort")}} {
		if _, err := access.NewLogin(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
