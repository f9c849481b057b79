package cli

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/access/accesstest"
	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
)

// freeAddr is an address that nobody listens at; the issuer must know it before the service does.
func freeAddr(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

// TestLoginToCollections logs people of two groups in to one service: each
// sees its own collection, also when the service has been started anew.
func TestLoginToCollections(t *testing.T) {
	t.Parallel()
	issuer := accesstest.New(t)
	data, addr := t.TempDir(), freeAddr(t)
	args := []string{"--addr", addr, "--data", data, "--store", "sqlite", "--auth", "both", "--oidc-issuer", issuer.URL, "--oidc-client-id", accesstest.ClientID,
		"--oidc-client-secret", accesstest.ClientSecret, "--oidc-admin-group", "sekretariat", "--oidc-collections", "alle-vejle=vejle,alle-odense=odense",
		"--public-url", "http://" + addr, vejle.flag(t), odense.flag(t)}
	s := serve(t, args...)
	people := map[string]*http.Client{}
	for name, groups := range map[string][]string{"vejle": {"alle-vejle"}, "odense": {"alle-odense"}, "admin": {"sekretariat"}} {
		issuer.LogIn(accesstest.Person{Subject: name, Groups: groups})
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		people[name] = &http.Client{Jar: jar}
		if status, _, at := browse(t, people[name], "GET", s.url+"/login/start?next=/documents", ""); status != 200 || at != "/documents" {
			t.Fatalf("%s: %d at %s", name, status, at)
		}
	}
	check := func() {
		t.Helper()
		for name, client := range people {
			_, body, _ := browse(t, client, "POST", s.url+"/api/chat", `{"question":"`+asked+`"}`)
			var a answer.Answer
			if err := json.Unmarshal([]byte(body), &a); err != nil || (vejle.in(body) != "") != (name == "vejle") {
				t.Errorf("%s: %v %s", name, err, body)
			}
			want := 403
			if name == "admin" {
				want = 200
			}
			if status, _, _ := browse(t, client, "GET", s.url+"/admin/report", ""); status != want {
				t.Errorf("the report as %s: %d, want %d", name, status, want)
			}
		}
	}
	check()
	s.stop(t)
	if info, err := os.Stat(filepath.Join(data, service.SessionKeyFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key of the sessions: %v %v", info, err)
	}
	s = serve(t, args...)
	check()
	s.stop(t)
	for _, q := range keptBy(t, store.Config{URL: "sqlite", Dir: data}) {
		if q.Authority != "" || vejle.in(q.Text) != "" {
			t.Errorf("kept %+v", q)
		}
	}
	if log := s.log.String(); strings.Contains(log, "Abelone") || !strings.Contains(log, `"by":"login"`) {
		t.Errorf("the log: %s", log)
	}
}

// browse sends a request and gives the status, the body and the path that it ended at.
func browse(t *testing.T, client *http.Client, method, url, body string) (int, string, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if req.Header.Set("Accept", "text/html"); body != "" {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Accept", "application/json")
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Request.URL.Path
}

// TestSessionKey damages the file of the key.
func TestSessionKey(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, service.SessionKeyFile), []byte("nix"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := run(nil, "serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", folder(t, bicycles), "--data", data, "--auth", "oidc",
		"--oidc-issuer", "http://127.0.0.1:1", "--oidc-client-id", "a", "--public-url", "http://127.0.0.1:1")
	if code != exitUsage || !strings.Contains(errs, "er ikke en nøgle; slet filen") {
		t.Errorf("%d %s", code, errs)
	}
}
