package core

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ParsePublicURL reads the address at which browsers reach the service: http or
// https and a host, without a path; "" stays. The error is in Danish.
func ParsePublicURL(raw string) (string, error) {
	if raw == "" {
		return "", nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%q er ikke en adresse som https://ai.eksempel.dk uden sti", raw)
	}
	return u.Scheme + "://" + u.Host, nil
}

// BaseURL is the address that links of a response begin with: the public one,
// else where the request arrived. What the request calls the service does not
// Count: anybody may write that.
func (s *Core) BaseURL(c *fiber.Ctx) string {
	if s.Config.PublicURL != "" {
		return s.Config.PublicURL
	}
	scheme := "http"
	if peer, ok := netip.AddrFromSlice(c.Context().RemoteIP()); ok && s.trusts(peer.Unmap()) && c.Get(fiber.HeaderXForwardedProto) == "https" {
		scheme = "https"
	}
	return scheme + "://" + c.Context().LocalAddr().String()
}

// Client names who sent a request, for the limits only: an IPv4 address, or the
// 64 bits of an IPv6 address that a network is given. It is never logged.
func (s *Core) Client(c *fiber.Ctx) string {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	addr := peer.Unmap()
	if s.trusts(addr) {
		var lines []string
		for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
			lines = append(lines, string(line))
		}
		addr = s.forwarded(addr, strings.Split(strings.Join(lines, ","), ","))
	}
	if addr.Is6() {
		if net, err := addr.WithZone("").Prefix(64); err == nil {
			return net.String()
		}
	}
	return addr.String()
}

// forwarded goes through X-Forwarded-For from the right, where the nearest
// proxy wrote, to the first address that is no trusted proxy: what stands left
// of it the client may have made up. It stops at what is no address.
func (s *Core) forwarded(peer netip.Addr, hops []string) netip.Addr {
	for i := len(hops) - 1; i >= 0; i-- {
		addr, ok := hop(hops[i])
		if !ok {
			return peer
		}
		if peer = addr; !s.trusts(addr) {
			return addr
		}
	}
	return peer
}

// hop reads an address that may have a port.
func hop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if addr, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return addr.Unmap(), true
	}
	with, err := netip.ParseAddrPort(text)
	return with.Addr().Unmap(), err == nil
}

func (s *Core) trusts(addr netip.Addr) bool {
	for _, p := range s.Config.TrustedProxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
