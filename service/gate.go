package service

import (
	"net"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server"
)

// Gate are the flags that say who is let in.
type Gate struct {
	Auth string `default:"none" enum:"none,keys,oidc,both" placeholder:"none|keys|oidc|both" help:"Det, der giver adgang: nøgler fra taskforce keys, login med OpenID Connect eller begge."`
	loggingIn
	Open bool `help:"Alle må bruge tjenesten med det fælles materiale, også på en adresse, som andre maskiner kan nå."`
}

func (g Gate) keys() bool { return g.Auth == "keys" || g.Auth == "both" }

func (g Gate) oidc() bool { return g.Auth == "oidc" || g.Auth == "both" }

// Check refuses a service that others can reach and nothing guards, unless the
// operator has said that it is meant so. said is the address as it was given.
func (g Gate) Check(said string, at net.Addr, storing bool) error {
	tcp, ok := at.(*net.TCPAddr)
	switch {
	case g.keys() && !storing:
		return Usage("--auth %s kræver --store, den database nøglerne ligger i", g.Auth)
	case g.Auth == "none" && !g.Open && !(ok && tcp.IP.IsLoopback()):
		return Usage("--addr %s kan nås fra andre maskiner; kræv nøgle eller login med --auth, eller sig med --open, at alle må bruge tjenesten", said)
	}
	return nil
}

// Gate lets in whom the flags say; k holds the keys, data is the
// folder of --data, and public the address of the service.
func (g Gate) Gate(a *App, k *Kept, data, public string) (out server.Gate, err error) {
	out.Open = g.Open || g.Auth == "none"
	if g.keys() {
		out.Keys = access.NewKeys(k.Store, k.Meter, Zone())
	}
	if g.oidc() {
		out.Login, err = g.loggingIn.login(a, k, data, public)
	}
	return out, err
}
