// Package accesstest is an OpenID Connect issuer for tests: real HTTP, signed
// tokens, one person who is logged in at once.
package accesstest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// The client that the issuer knows.
const (
	ClientID     = "taskforce"
	ClientSecret = "hemmelig-klient"
)

// Person is who logs in, as the issuer tells it.
type Person struct {
	Subject string
	Groups  any    // the claim "groups"; nil leaves it out
	InInfo  bool   // the groups are told as user info, not in the token
	Refuse  string // the error that the issuer answers with instead
}

// Issuer is a running issuer. Set Person, and what it does wrong, before somebody logs in.
type Issuer struct {
	URL string
	// Claims, where not nil, changes the claims of a token before it is signed.
	Claims func(claims map[string]any)
	// Sign signs a token; by default with the issuer's own key.
	Sign func(text string) string
	// Keyless answers who asks for its keys with an error.
	Keyless bool

	mu     sync.Mutex
	person Person
	codes  map[string]code
	key    *rsa.PrivateKey
}

// code is a login that waits to be exchanged for a token.
type code struct{ challenge, nonce, redirect string }

// New starts an issuer, which ends with the test.
func New(t testing.TB) *Issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &Issuer{key: key, codes: map[string]code{}, person: Person{Subject: "u-1"}}
	i.Sign = func(text string) string { return SignWith(key, text) }
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", i.describe)
	mux.HandleFunc("GET /keys", i.keys)
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	mux.HandleFunc("GET /userinfo", i.userinfo)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	i.URL = server.URL
	return i
}

// LogIn sets who logs in from now on.
func (i *Issuer) LogIn(p Person) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.person = p
}

func (i *Issuer) describe(w http.ResponseWriter, _ *http.Request) {
	write(w, map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token",
		"jwks_uri": i.URL + "/keys", "userinfo_endpoint": i.URL + "/userinfo", "scopes_supported": []string{"openid", "groups"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
	})
}

func (i *Issuer) keys(w http.ResponseWriter, _ *http.Request) {
	if i.Keyless {
		http.Error(w, "down", http.StatusBadGateway)
		return
	}
	write(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "1",
		"n": encode(i.key.N.Bytes()), "e": encode(big.NewInt(int64(i.key.E)).Bytes())}}})
}

// authorize logs the person in at once and sends the browser back.
func (i *Issuer) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back := url.Values{"state": {q.Get("state")}}
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256":
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	case i.person.Refuse != "":
		back.Set("error", i.person.Refuse)
	default:
		id := rand.Text()
		i.codes[id] = code{q.Get("code_challenge"), q.Get("nonce"), q.Get("redirect_uri")}
		back.Set("code", id)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// token exchanges a code, once, for a token.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	i.mu.Lock()
	defer i.mu.Unlock()
	c, known := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case id != ClientID || secret != ClientSecret:
		refuse(w, http.StatusUnauthorized, "invalid_client")
	case !known || encode(sum[:]) != c.challenge || r.FormValue("redirect_uri") != c.redirect:
		refuse(w, http.StatusBadRequest, "invalid_grant")
	default:
		write(w, map[string]any{"access_token": "adgang", "token_type": "Bearer", "expires_in": 60, "id_token": i.signed(c.nonce)})
	}
}

// signed is the token of the person.
func (i *Issuer) signed(nonce string) string {
	now := time.Now()
	claims := map[string]any{"iss": i.URL, "sub": i.person.Subject, "aud": ClientID, "nonce": nonce,
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix(), "name": "Abelone Prøve", "email": "abelone@eksempel.dk"}
	if i.person.Groups != nil && !i.person.InInfo {
		claims["groups"] = i.person.Groups
	}
	if i.Claims != nil {
		i.Claims(claims)
	}
	head, _ := json.Marshal(map[string]string{"alg": "RS256", "kid": "1", "typ": "JWT"})
	body, _ := json.Marshal(claims)
	text := encode(head) + "." + encode(body)
	return text + "." + i.Sign(text)
}

func (i *Issuer) userinfo(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.Header.Get("Authorization") != "Bearer adgang" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	write(w, map[string]any{"sub": i.person.Subject, "groups": i.person.Groups})
}

// SignWith gives the signature of a text by a key.
func SignWith(key *rsa.PrivateKey, text string) string {
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return encode(sig)
}

func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	write(w, map[string]any{"error": why})
}

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
