package core

import (
	"bytes"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/problem"
)

// Sound turns away requests that a proxy in front may have read otherwise than
// this service does, and those that call it what it is not. Such a connection
// is not used again.
func (s *Core) Sound(c *fiber.Ctx) error {
	if err := framed(c); err != nil {
		c.Response().Header.SetConnectionClose()
		return err
	}
	if !s.calledRight(c) {
		return problem.ErrForeignOrigin
	}
	return c.Next()
}

// framed holds a request to one host and to one way of saying how long it is
// (RFC 9112, sections 3.2 and 6.3).
func framed(c *fiber.Ctx) error {
	hosts, lengths, codings := 0, 0, 0
	for line := range bytes.Lines(c.Request().Header.RawHeaders()) {
		name, _, found := bytes.Cut(line, []byte(":"))
		if !found {
			continue
		}
		switch strings.ToLower(string(name)) {
		case "host":
			hosts++
		case "content-length":
			lengths++
		case "transfer-encoding":
			codings++
		}
	}
	switch {
	case hosts > 1, hosts == 0 && c.Request().Header.IsHTTP11():
		return problem.ErrHosts
	case lengths > 1, codings > 1, lengths > 0 && codings > 0:
		return problem.ErrFraming
	}
	return nil
}

// calledRight tells whether a request calls the service by a name of its own.
// A page whose name was made to lead here (DNS rebinding) calls it by that one.
// It is asked where the names are known: with --public-url, and over the
// loopback interface. An address names no page, and what monitors ask for holds
// nothing of anybody.
func (s *Core) calledRight(c *fiber.Ctx) bool {
	switch c.Path() {
	case "/healthz", "/readyz", "/metrics":
		return true
	}
	if s.Config.PublicURL == "" && !c.Context().LocalIP().IsLoopback() {
		return true
	}
	return s.ours(&url.URL{Host: string(c.Request().Host())})
}

// ours tells whether an address is that of this service: the public one, this
// machine, or an IP address.
func (s *Core) ours(u *url.URL) bool {
	if public, err := url.Parse(s.Config.PublicURL); err == nil && u.Host != "" && strings.EqualFold(u.Host, public.Host) {
		return true
	}
	_, err := netip.ParseAddr(u.Hostname())
	return err == nil || strings.EqualFold(u.Hostname(), "localhost")
}
