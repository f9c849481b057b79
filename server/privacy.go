package server

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
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
	page
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
	data := privacyPage{page: s.page(c, t.say("privacy.title")), Limited: s.cfg.Rate.N > 0, Counted: s.cfg.Counts != nil, Keys: s.cfg.Gate.guarded(),
		Models: strings.Join(s.cfg.Privacy.Models, ", "), Embedders: strings.Join(s.cfg.Privacy.Embedders, ", ")}
	if s.cfg.Recorder != nil {
		data.Kept = t.age(s.cfg.Privacy.Retain)
	}
	return s.pages.render(c, "privacy", data)
}

// age writes a time in days, or in hours where it is no whole number of days,
// rounded up.
func (t *table) age(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return t.count(int(d/(24*time.Hour)), "privacy.days")
	}
	return t.count(int((d+time.Hour-1)/time.Hour), "privacy.hours")
}
