package access

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// LoginConfig says with whom people log in, and what that gives them.
type LoginConfig struct {
	Issuer       string              // of OpenID Connect; required
	ClientID     string              // of this service at the issuer; required
	ClientSecret string              // "" for a public client
	GroupsClaim  string              // holds the groups of a person; "groups"
	AdminGroup   string              // whose members are administrators; "" for nobody
	Collections  map[string][]string // of the members of a group
	PublicURL    string              // where people reach the service, an origin; required
	Key          []byte              // what cookies are sealed with, 32 bytes; required
	Lifetime     time.Duration       // of a session; 8 hours
	Client       *http.Client        // asks the issuer; one that waits 10 seconds
}

// CallbackPath is where the issuer sends people back to, below PublicURL.
const CallbackPath = "/login/callback"

// flowTime is how long somebody may take to log in.
const flowTime = 10 * time.Minute

// Errors of logging in.
var (
	ErrIssuer = errors.New("access: the issuer does not answer as it should")
	ErrFlow   = errors.New("access: the login was not begun in this browser, or too long ago")
	ErrDenied = errors.New("access: the issuer did not let the person in")
)

// Login lets people log in with OpenID Connect. What it knows of a session lies
// sealed in the browser's cookie: until when it lasts, whether it is an
// administrator's, and its collections, but not whose it is. It is safe for use
// by several goroutines.
type Login struct {
	cfg  LoginConfig
	seal *seal
	now  func() time.Time

	mu       sync.Mutex // guards provider
	provider *oidc.Provider
}

// NewLogin makes a Login. The issuer is asked when it is needed first.
func NewLogin(cfg LoginConfig) (*Login, error) {
	u, err := url.Parse(cfg.PublicURL)
	if err != nil || u.Host == "" || cfg.Issuer == "" || cfg.ClientID == "" {
		return nil, errors.New("access: a Login needs an issuer, a client and a public address")
	}
	if cfg.GroupsClaim == "" {
		cfg.GroupsClaim = "groups"
	}
	if cfg.Lifetime <= 0 {
		cfg.Lifetime = 8 * time.Hour
	}
	if cfg.Client == nil {
		cfg.Client = &http.Client{Timeout: 10 * time.Second}
	}
	cfg.PublicURL = u.Scheme + "://" + u.Host
	s, err := newSeal(cfg.Key, cfg.Issuer+" "+cfg.ClientID)
	if err != nil {
		return nil, err
	}
	return &Login{cfg: cfg, seal: s, now: time.Now}, nil
}

// Origin is where people reach the service.
func (l *Login) Origin() string { return l.cfg.PublicURL }

// Secure tells whether people reach the service over TLS.
func (l *Login) Secure() bool { return strings.HasPrefix(l.cfg.PublicURL, "https://") }

// Lifetime is how long a session lasts.
func (l *Login) Lifetime() time.Duration { return l.cfg.Lifetime }

// Check asks the issuer what it is; the error is [ErrIssuer] with its cause.
func (l *Login) Check(ctx context.Context) error {
	_, err := l.issuer(ctx)
	return err
}

// issuer is what the issuer says of itself, once it has said it.
func (l *Login) issuer(ctx context.Context) (*oidc.Provider, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.provider == nil {
		// The provider goes on fetching keys with its context, so that must not end.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), l.cfg.Client), l.cfg.Issuer)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
		}
		l.provider = p
	}
	return l.provider, nil
}

func (l *Login) oauth(p *oidc.Provider) *oauth2.Config {
	var said struct {
		Scopes  []string `json:"scopes_supported"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	_ = p.Claims(&said) // what is not said has its default
	cfg := &oauth2.Config{ClientID: l.cfg.ClientID, ClientSecret: l.cfg.ClientSecret, Endpoint: p.Endpoint(),
		RedirectURL: l.cfg.PublicURL + CallbackPath, Scopes: []string{oidc.ScopeOpenID}}
	// An issuer that has no scope of that name refuses it.
	if slices.Contains(said.Scopes, "groups") {
		cfg.Scopes = append(cfg.Scopes, "groups")
	}
	// To try both ways would spend the code on the first.
	cfg.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if l.cfg.ClientSecret == "" || len(said.Methods) > 0 && !slices.Contains(said.Methods, "client_secret_basic") {
		cfg.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	return cfg
}

// flow is a login that has begun.
type flow struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
	Next     string `json:"x"` // path to go to afterwards
	Until    int64  `json:"u"`
}

// Begin begins a login: where the browser is sent, and what its cookie holds
// meanwhile. next is the path to go to afterwards.
func (l *Login) Begin(ctx context.Context, next string) (redirect, cookie string, err error) {
	p, err := l.issuer(ctx)
	if err != nil {
		return "", "", err
	}
	f := flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Next: next, Until: l.now().Add(flowTime).Unix()}
	cookie, err = l.seal.close("flow", f)
	return l.oauth(p).AuthCodeURL(f.State, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)), cookie, err
}

// Answer is what the issuer sends a browser back with.
type Answer struct {
	Code, State string
	Error       string // why nobody was let in; "" for somebody
}

// session is what the cookie of somebody who has logged in holds.
type session struct {
	Until       int64    `json:"u"`
	Admin       bool     `json:"a,omitempty"`
	Collections []string `json:"c,omitempty"`
}

// Finish ends a login: what the browser's cookie holds from now on, and the
// path to go to. The error is one of [ErrFlow], [ErrDenied] and [ErrIssuer], with its cause.
func (l *Login) Finish(ctx context.Context, a Answer, cookie string) (sealed, next string, err error) {
	var f flow
	if l.seal.open("flow", cookie, &f) != nil || l.now().Unix() >= f.Until || a.State == "" || !same(f.State, a.State) {
		return "", "", ErrFlow
	}
	if a.Error != "" {
		return "", "", fmt.Errorf("%w: %q", ErrDenied, a.Error)
	}
	groups, err := l.groups(ctx, a.Code, f)
	if err != nil {
		return "", "", err
	}
	s := session{Until: l.now().Add(l.cfg.Lifetime).Unix(), Admin: l.cfg.AdminGroup != "" && slices.Contains(groups, l.cfg.AdminGroup)}
	for _, g := range groups {
		s.Collections = append(s.Collections, l.cfg.Collections[g]...)
	}
	s.Collections = Sorted(s.Collections)
	sealed, err = l.seal.close("session", s)
	return sealed, f.Next, err
}

// groups are those of the person who has logged in.
func (l *Login) groups(ctx context.Context, code string, f flow) ([]string, error) {
	p, err := l.issuer(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, l.cfg.Client)
	token, err := l.oauth(p).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.ErrorCode == "invalid_grant" {
		return nil, fmt.Errorf("%w: %s", ErrDenied, refused.ErrorCode) // an old or foreign code
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := p.Verifier(&oidc.Config{ClientID: l.cfg.ClientID, Now: l.now}).Verify(ctx, raw)
	if err != nil && strings.Contains(err.Error(), "fetching keys") { // go-oidc has no value for it
		return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDenied, err)
	}
	if !same(id.Nonce, f.Nonce) {
		return nil, fmt.Errorf("%w: the nonce is another one", ErrDenied)
	}
	claims := map[string]json.RawMessage{}
	if err := id.Claims(&claims); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	if _, told := claims[l.cfg.GroupsClaim]; !told && p.UserInfoEndpoint() != "" && l.needsGroups() {
		info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
		}
		if info.Subject != id.Subject {
			return nil, fmt.Errorf("%w: the user info is another person's", ErrDenied)
		}
		if err := info.Claims(&claims); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
		}
	}
	return listOf(claims[l.cfg.GroupsClaim]), nil
}

func (l *Login) needsGroups() bool { return l.cfg.AdminGroup != "" || len(l.cfg.Collections) > 0 }

// listOf reads a claim that is a list of texts or one text; others give nothing.
func listOf(claim json.RawMessage) []string {
	var many []string
	if json.Unmarshal(claim, &many) == nil {
		return many
	}
	var one string
	if json.Unmarshal(claim, &one) == nil {
		return []string{one}
	}
	return nil
}

// Find tells what the session in a cookie may do; [ErrNoSession] where it is
// none, or is over.
func (l *Login) Find(cookie string) (Principal, error) {
	var s session
	if cookie == "" || l.seal.open("session", cookie, &s) != nil || l.now().Unix() >= s.Until {
		return Principal{}, ErrNoSession
	}
	p := Principal{ID: LoginID, Scopes: []Scope{Chat, Search}, Collections: s.Collections}
	if s.Admin {
		p.Scopes = append(p.Scopes, Admin)
	}
	return p, nil
}
