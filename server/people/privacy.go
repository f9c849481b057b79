package people

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/pages"
)

// privacyPage tells readers what is done with what they write.
type privacyPage struct {
	pages.Page
	Kept      string // how long; "" where nothing is kept
	Models    string // hosts; "" for none
	Embedders string // hosts; "" for none
	Keys      bool   // authorities have keys
	Limited   bool   // addresses are used to limit requests
	Counted   bool   // in a database that services share
}

// Privacy answers GET /privacy.
func (s *People) Privacy(c *fiber.Ctx) error {
	t := s.Table(c)
	data := privacyPage{Page: s.Page(c, t.Say("privacy.title")), Limited: s.Config.Rate.N > 0, Counted: s.Config.Counts != nil, Keys: s.Config.Gate.Guarded(),
		Models: strings.Join(s.Config.Privacy.Models, ", "), Embedders: strings.Join(s.Config.Privacy.Embedders, ", ")}
	if s.Config.Recorder != nil {
		data.Kept = t.Age(s.Config.Privacy.Retain)
	}
	return s.Pages.Render(c, "privacy", data)
}
