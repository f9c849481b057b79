package fetch

import (
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// transport connects to public addresses only. The check comes after the name
// is resolved and holds for every connection, so neither a name nor a redirect
// leads past it. A proxy would do the connecting itself, so none is used.
func transport(private bool) *http.Transport {
	dialer := &net.Dialer{Timeout: 15 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return forbidden(err, "værtens adresse kan ikke læses")
		}
		return mayDial(at.Addr(), private)
	}}
	return &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 15 * time.Second, IdleConnTimeout: time.Minute,
		MaxResponseHeaderBytes: 64 << 10, MaxConnsPerHost: 1,
	}
}

// special are networks that no public server is in, besides those that netip
// knows.
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "::/96", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, p := range list {
		out[i] = netip.MustParsePrefix(p)
	}
	return out
}

// mayDial tells whether a server's address may be connected to. Link-local
// addresses never may: there the cloud's own secrets are.
func mayDial(a netip.Addr, private bool) error {
	a = a.Unmap().WithZone("")
	if inside := carried(a); inside.IsLinkLocalUnicast() {
		a = inside
	}
	if a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return forbidden(nil, "værten ligger på et netværk, der ikke hentes fra")
	}
	inner := !a.IsGlobalUnicast() || a.IsPrivate()
	for _, p := range special {
		inner = inner || p.Contains(a)
	}
	if inner && !private {
		return forbidden(nil, "værten ligger på et internt netværk; det kræver --allow-private")
	}
	return nil
}

// carried is the IPv4 address that an IPv6 address holds for a gateway to
// connect to: one of ::/96 (RFC 4291), 64:ff9b::/96 (RFC 6052) or 2002::/16
// (RFC 3056); the zero address where it holds none.
func carried(a netip.Addr) netip.Addr {
	if !a.Is6() {
		return netip.Addr{}
	}
	b := a.As16()
	switch {
	case netip.MustParsePrefix("::/96").Contains(a), netip.MustParsePrefix("64:ff9b::/96").Contains(a):
		return netip.AddrFrom4([4]byte(b[12:]))
	case netip.MustParsePrefix("2002::/16").Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6]))
	}
	return netip.Addr{}
}
