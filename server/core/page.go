package core

import (
	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Page is what every page says of the service and the request.
func (s *Core) Page(c *fiber.Ctx, title string) pages.Page {
	p := pages.Page{Title: title, Nav: c.Path(), Version: s.Config.Version, Lang: pages.Language(c), Other: pages.LangEnglish, Table: s.Table(c), Site: s.Pages.Site, Home: "/", Leave: "/logout"}
	p.Cookie = s.Config.Gate.Login != nil
	_, p.Inside = s.BySession(c)
	p.Keyed = Who(c).Origin != ""
	if p.Lang == pages.LangEnglish {
		p.Other = pages.LangDanish
	}
	p.Switch = pages.SwitchURL(c, p.Other)
	if c.Path() == WidgetPath {
		p.Home, p.Compact, p.Embed = WidgetPath, true, s.Config.EmbedOrigins
		if site := Who(c).Origin; site != "" {
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

// Table gives the texts for a request.
func (s *Core) Table(c *fiber.Ctx) *pages.Table { return s.Pages.Tables[pages.Language(c)] }

// Danish are the words of errors for who names no language.
func (s *Core) Danish() problem.Words { return s.Pages.Tables[pages.LangDanish] }
