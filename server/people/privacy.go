package server

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/pages"
)

// Privacy is what the service does with what readers write, as the privacy
// page tells them. It must be true of the Config beside it.
type Privacy struct {
	Retain time.Duration // how long Config.Recorder keeps a question
	// Models are the hosts of the models that write answers, Embedders those
	// that help to find passages; none where there is none.
	Models, Embedders []string
}

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

// showPrivacy answers GET /privacy.
func (s *Server) showPrivacy(c *fiber.Ctx) error {
	t := s.table(c)
	data := privacyPage{Page: s.page(c, t.Say("privacy.title")), Limited: s.cfg.Rate.N > 0, Counted: s.cfg.Counts != nil, Keys: s.cfg.Gate.guarded(),
		Models: strings.Join(s.cfg.Privacy.Models, ", "), Embedders: strings.Join(s.cfg.Privacy.Embedders, ", ")}
	if s.cfg.Recorder != nil {
		data.Kept = t.Age(s.cfg.Privacy.Retain)
	}
	return s.pages.Render(c, "privacy", data)
}
