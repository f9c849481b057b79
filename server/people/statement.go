package server

import (
	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/pages"
)

// statementPage is the accessibility statement that the law asks of an
// authority, made of the settings and of the checks that the program's tests run.
type statementPage struct {
	pages.Page
	Checks pages.Checks
	Widget bool // other sites may embed the chat
}

// showStatement answers GET /was.
func (s *Server) showStatement(c *fiber.Ctx) error {
	data := statementPage{Page: s.page(c, s.table(c).Say("was.title")), Checks: pages.Checked, Widget: len(s.cfg.EmbedOrigins) > 0}
	return s.pages.Render(c, "was", data)
}
