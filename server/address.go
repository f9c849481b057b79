package server

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
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

// hostHeader is what the Host header may be to become part of an address.
var hostHeader = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$`)

// baseURL is the address that links of a response begin with: the public one, else
// the one that the request was sent to; "" where its Host is no host's name.
func (s *Server) baseURL(c *fiber.Ctx) string {
	if s.cfg.PublicURL != "" {
		return s.cfg.PublicURL
	}
	host := string(c.Request().Host())
	if !hostHeader.MatchString(host) {
		return ""
	}
	scheme := "http"
	if peer, ok := netip.AddrFromSlice(c.Context().RemoteIP()); ok && s.trusts(peer.Unmap()) && c.Get(fiber.HeaderXForwardedProto) == "https" {
		scheme = "https"
	}
	return scheme + "://" + host
}
