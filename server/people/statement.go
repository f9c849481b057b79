package people

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

// Statement answers GET /was.
func (s *People) Statement(c *fiber.Ctx) error {
	data := statementPage{Page: s.Page(c, s.Table(c).Say("was.title")), Checks: pages.Checked, Widget: len(s.Config.EmbedOrigins) > 0}
	return s.Pages.Render(c, "was", data)
}
