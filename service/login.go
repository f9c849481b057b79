package service

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/access"
)

// loggingIn are the flags of a login with OpenID Connect.
type loggingIn struct {
	OIDCIssuer       string        `name:"oidc-issuer" placeholder:"adresse" help:"Udstederen, der logges ind hos med OpenID Connect."`
	OIDCClientID     string        `name:"oidc-client-id" placeholder:"navn" help:"Tjenestens navn hos udstederen."`
	OIDCClientSecret string        `name:"oidc-client-secret" placeholder:"nøgle" help:"Tjenestens hemmelighed hos udstederen; uden den er den en offentlig klient."`
	OIDCGroupsClaim  string        `name:"oidc-groups-claim" default:"groups" placeholder:"navn" help:"Det felt, udstederen skriver en persons grupper i."`
	OIDCAdminGroup   string        `name:"oidc-admin-group" placeholder:"gruppe" help:"Gruppen, hvis medlemmer må se siderne under /admin."`
	OIDCCollections  groupMap      `name:"oidc-collections" placeholder:"gruppe=samling" help:"Samlinger, som en gruppes medlemmer må se, fx odense-alle=odense, adskilt af komma; en gruppe kan nævnes flere gange."`
	SessionKey       string        `placeholder:"nøgle" help:"Nøglen, som cookies forsegles med, mindst 32 tegn og ens på alle replikaer; ellers dannes den i en --store, som replikaer deler, eller i --data."`
	SessionTime      time.Duration `default:"8h" placeholder:"tid" help:"Så længe holder et login."`
}

// groupMap is a flag of pairs of a group and a collection, separated by commas.
type groupMap struct {
	text string // as it was given
	of   map[string][]string
}

// MarshalText writes the flag as it is read.
func (g groupMap) MarshalText() ([]byte, error) { return []byte(g.text), nil }

func (g *groupMap) UnmarshalText(text []byte) error {
	g.text, g.of = string(text), map[string][]string{}
	for one := range strings.SplitSeq(string(text), ",") {
		group, name, ok := strings.Cut(one, "=")
		if group = strings.TrimSpace(group); !ok || group == "" {
			return Usage("%q skal se ud som gruppe=samling", one)
		}
		if err := access.CheckCollection(strings.TrimSpace(name)); err != nil {
			return Usage("%s", err)
		}
		g.of[group] = append(g.of[group], strings.TrimSpace(name))
	}
	return nil
}

const (
	minSessionKey = 32
	maxSession    = 30 * Day
	issuerTime    = 5 * time.Second // for the check at the start
)

// login makes what people log in with; k is the store, data the folder of --data,
// and public what --public-url says.
func (c loggingIn) login(a *App, k *Kept, data, public string) (*access.Login, error) {
	for _, f := range []struct{ name, value string }{{"oidc-issuer", c.OIDCIssuer}, {"oidc-client-id", c.OIDCClientID}, {"public-url", public}} {
		if f.value == "" {
			return nil, Usage("--auth oidc kræver --%s", f.name)
		}
	}
	if u, err := url.Parse(c.OIDCIssuer); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, Usage("--oidc-issuer %s: adressen skal begynde med https://", c.OIDCIssuer)
	}
	if c.SessionTime < time.Minute || c.SessionTime > maxSession {
		return nil, Usage("--session-time er %s; vælg en tid mellem 1m og 720h", c.SessionTime)
	}
	key, err := c.sessionKey(a, k, data)
	if err != nil {
		return nil, err
	}
	l, err := access.NewLogin(access.LoginConfig{Issuer: c.OIDCIssuer, ClientID: c.OIDCClientID, ClientSecret: c.OIDCClientSecret,
		GroupsClaim: c.OIDCGroupsClaim, AdminGroup: c.OIDCAdminGroup, Collections: c.OIDCCollections.of, PublicURL: public, Key: key, Lifetime: c.SessionTime})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(a.Ctx, issuerTime)
	defer cancel()
	if err := l.Check(ctx); err != nil {
		a.Warn("--oidc-issuer %s svarer ikke som en udsteder; ingen kan logge ind, før den gør: %s", c.OIDCIssuer, Danish(err))
	}
	return l, nil
}

// SessionKeyFile is where the key of cookies lies in --data.
const SessionKeyFile = "session.key"

// sessionKey is the key that cookies are sealed with: the operator's, the one in
// the store that replicas share, the one in the folder, each of which is made where it
// is missing, or one for this run alone.
func (c loggingIn) sessionKey(a *App, k *Kept, data string) ([]byte, error) {
	switch {
	case c.SessionKey != "" && len(c.SessionKey) < minSessionKey:
		return nil, Usage("--session-key er for kort; vælg en nøgle på mindst %d tegn", minSessionKey)
	case c.SessionKey != "":
		sum := sha256.Sum256([]byte(c.SessionKey))
		return sum[:], nil
	case k != nil && k.Store.Shared():
		ctx, cancel := context.WithTimeout(a.Ctx, openTime)
		defer cancel()
		key, err := k.Store.Secret(ctx, "session")
		if err != nil {
			return nil, fmt.Errorf("--store: %s", StoreError(err))
		}
		return key, nil
	case data == "":
		a.Warn("uden --data eller --session-key slutter alle logins, når tjenesten stoppes")
		return newSessionKey(), nil
	}
	path := filepath.Join(data, SessionKeyFile)
	key, err := readSessionKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = writeSessionKey(path, newSessionKey()); err == nil || errors.Is(err, fs.ErrExist) {
			key, err = readSessionKey(path) // another process may have been first
		}
	}
	if err != nil {
		return nil, Usage("%s: %s", path, Danish(err))
	}
	return key, nil
}

func newSessionKey() []byte {
	key := make([]byte, access.KeySize)
	_, _ = rand.Read(key) // never fails
	return key
}

func readSessionKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != access.KeySize {
		return nil, errors.New("er ikke en nøgle; slet filen, så dannes der en ny, og alle skal logge ind igen")
	}
	return key, nil
}

// writeSessionKey makes the file, whole or not at all, for its owner alone.
func writeSessionKey(path string, key []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp") // readable by its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path) // unlike a rename, never over another's
}
