package secretariat

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/server/pages"
)

// maxName bounds the name of an owner and of who approves, in characters.
const maxName = 100

// formOf is what stands in a form.
func formOf(c *fiber.Ctx) editorial.Form {
	f := editorial.Form{Question: danish.Clean(c.FormValue("question")), Owner: danish.Clean(c.FormValue("owner")),
		Date: danish.Clean(c.FormValue("date")), Review: danish.Clean(c.FormValue("review")), Body: danish.Legible(strings.ReplaceAll(c.FormValue("body"), "\r\n", "\n"))}
	for line := range strings.Lines(c.FormValue("also")) {
		if line = danish.Clean(line); line != "" {
			f.Also = append(f.Also, line)
		}
	}
	return f
}

// wrongQuestion says what is wrong with the question of a form.
func wrongQuestion(t *pages.Table, f editorial.Form) map[string]string {
	wrong := map[string]string{}
	switch {
	case f.Question == "":
		wrong["question"] = t.Say("golden.wrong.empty")
	case danish.Longer(f.Question, editorial.MaxQuestion):
		wrong["question"] = t.Say("golden.wrong.long", editorial.MaxQuestion)
	}
	return wrong
}

// wrongFields says what is wrong with the fields of a form but for its text;
// early leaves out that nobody stands by it yet.
func wrongFields(t *pages.Table, f editorial.Form, early bool) map[string]string {
	wrong := wrongQuestion(t, f)
	long := len(f.Also) > editorial.MaxAlso
	for _, one := range f.Also {
		long = long || danish.Longer(one, editorial.MaxQuestion)
	}
	if long {
		wrong["also"] = t.Say("golden.wrong.list", editorial.MaxAlso, editorial.MaxQuestion)
	}
	switch {
	case f.Owner == "" && !early:
		wrong["owner"] = t.Say("answers.wrong.owner")
	case danish.Longer(f.Owner, maxName):
		wrong["owner"] = t.Say("answers.wrong.name", maxName)
	}
	for name, day := range map[string]string{"date": f.Date, "review": f.Review} {
		if _, err := time.Parse(time.DateOnly, day); err != nil {
			wrong[name] = t.Say("answers.wrong.date")
		}
	}
	if strings.TrimSpace(f.Body) == "" {
		wrong["body"] = t.Say("answers.wrong.body")
	}
	return wrong
}
