package server

import (
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// page is what every page says of the service and the request.
func (s *Server) page(c *fiber.Ctx, title string) pages.Page {
	p := pages.Page{Title: title, Nav: c.Path(), Version: s.cfg.Version, Lang: pages.Language(c), Other: pages.LangEnglish, Table: s.table(c), Site: s.pages.Site, Home: "/"}
	p.Cookie = s.cfg.Gate.Login != nil
	_, p.Inside = s.bySession(c)
	p.Keyed = who(c).Origin != ""
	if p.Lang == pages.LangEnglish {
		p.Other = pages.LangDanish
	}
	p.Switch = pages.SwitchURL(c, p.Other)
	if c.Path() == widgetPath {
		p.Home, p.Compact, p.Embed = widgetPath, true, s.cfg.EmbedOrigins
		if site := who(c).Origin; site != "" {
			p.Embed = []string{site}
		}
	}
	return p
}

// errorPage is what browsers get for an error.
type errorPage struct {
	pages.Page
	Problem problem.Problem
}

// table gives the texts for a request.
func (s *Server) table(c *fiber.Ctx) *pages.Table { return s.pages.Tables[pages.Language(c)] }

// favicon answers GET /favicon.ico, which browsers ask for beside files that are no pages.
func (s *Server) favicon(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, pages.AssetTypes[".svg"])
	c.Set(fiber.HeaderContentSecurityPolicy, pages.PolicyLogo)
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return c.Send(s.assets.Files["icon.svg"])
}

// asset answers GET /static/:hash/:file. A page of another version of the
// program asks under another hash; it gets what there is, for now only.
func (s *Server) asset(c *fiber.Ctx) error {
	name := c.Params("file")
	body, ok := s.assets.Files[name]
	if !ok {
		return problem.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, pages.AssetTypes[path.Ext(name)])
	if strings.HasPrefix(name, "logo.") {
		c.Set(fiber.HeaderContentSecurityPolicy, pages.PolicyLogo)
	}
	if c.Params("hash") == s.assets.Hash {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	return c.Send(body)
}
