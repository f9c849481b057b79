package secretariat

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/server/problem"
)

// questionPage is the form of a question.
type questionPage struct {
	staffPage
	ID, Line string // and the version of its line; "" for a new one
	Question string
	Kind     string
	Must     requirement
	MustNot  requirement
	Source   requirement
	Refused  []refusalChoice
	Wrong    map[string]string // what is wrong with a field
}

// requirement is a list of texts as a form has it: one a line, alternatives
// parted by |. What cannot be written so, the form leaves alone.
type requirement struct {
	Name, Label, Hint string
	Text              string
	Fixed             bool // it can only be changed in the file
	Wrong             string
}

// refusalChoice is one of the things that a line may say of refusing.
type refusalChoice struct {
	Value, Text string
	Chosen      bool
}

// Bounds of a form.
const (
	maxRequirements = 50
	maxRequirement  = 1000 // characters
	maxKind         = 60
)

// NewQuestion answers GET /admin/golden/new.
func (s *Secretariat) NewQuestion(c *fiber.Ctx) error {
	if s.Config.Golden == nil {
		return problem.ErrNotFound
	}
	return s.questionForm(c, golden.Question{}, cut(c.Query("question"), answer.MaxQuestion), nil)
}

// EditQuestion answers GET /admin/golden/edit.
func (s *Secretariat) EditQuestion(c *fiber.Ctx) error {
	if s.Config.Golden == nil {
		return problem.ErrNotFound
	}
	q, err := s.Config.Golden.Get(c.Query("id"))
	if err != nil {
		return s.goldenError(err)
	}
	return s.questionForm(c, q, q.Question.Question, nil)
}

// questionForm shows the form of a question, with what is wrong with its fields.
func (s *Secretariat) questionForm(c *fiber.Ctx, q golden.Question, text string, wrong map[string]string) error {
	t := s.Table(c)
	title := t.Say("golden.new")
	if q.ID != "" {
		title = t.Say("golden.edit")
	}
	data := questionPage{staffPage: s.staff(c, "golden", title), ID: q.ID, Line: q.Version, Question: text, Kind: q.Kind, Wrong: wrong}
	for _, part := range []struct {
		to   *requirement
		name string
		list []golden.Must
	}{{&data.Must, "must", q.Must}, {&data.MustNot, "must_not", q.MustNot}, {&data.Source, "source", q.Source}} {
		*part.to = requirementOf(part.list)
		part.to.Name, part.to.Wrong = part.name, wrong[part.name]
		if sent := c.FormValue(part.name); wrong != nil && !part.to.Fixed {
			part.to.Text = sent
		}
	}
	data.Must.Label, data.Must.Hint = t.Say("golden.must"), t.Say("golden.must.hint")
	data.MustNot.Label, data.MustNot.Hint = t.Say("golden.mustnot"), t.Say("golden.mustnot.hint")
	data.Source.Label, data.Source.Hint = t.Say("golden.source"), t.Say("golden.source.hint")
	said := refusalOf(q)
	for _, r := range []refusalChoice{{Value: "", Text: t.Say("golden.refused.any")}, {Value: "no", Text: t.Say("golden.refused.no")}, {Value: "yes", Text: t.Say("golden.refused.yes")},
		{Value: answer.RefusalUnanswered, Text: t.Say("golden.refused.unanswered")}, {Value: answer.RefusalOffTopic, Text: t.Say("golden.refused.offtopic")},
		{Value: answer.RefusalAttack, Text: t.Say("golden.refused.attack")}} {
		r.Chosen = r.Value == said
		data.Refused = append(data.Refused, r)
	}
	if wrong != nil {
		c.Status(fiber.StatusUnprocessableEntity)
		data.Error = t.Say("golden.wrong")
	}
	return s.Pages.Render(c, "question", data)
}

// SaveQuestion answers POST /admin/golden/save.
func (s *Secretariat) SaveQuestion(c *fiber.Ctx) error {
	if s.Config.Golden == nil {
		return problem.ErrNotFound
	}
	if err := problem.ContentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	q, wrong := golden.Question{}, map[string]string{}
	if id := c.FormValue("id"); id != "" {
		var err error
		if q, err = s.Config.Golden.Get(id); err != nil {
			return s.goldenError(err)
		}
	}
	q.Version = c.FormValue("version")
	t := s.Table(c)
	text := danish.Legible(strings.TrimSpace(c.FormValue("question")))
	switch {
	case text == "":
		wrong["question"] = t.Say("golden.wrong.empty")
	case danish.Longer(text, answer.MaxQuestion):
		wrong["question"] = t.Say("golden.wrong.long", answer.MaxQuestion)
	}
	q.Question.Question, q.Kind = text, cut(strings.TrimSpace(c.FormValue("kind")), maxKind)
	for name, list := range map[string]*[]golden.Must{"must": &q.Must, "must_not": &q.MustNot, "source": &q.Source} {
		if requirementOf(*list).Fixed {
			continue
		}
		var ok bool
		if *list, ok = requirementsIn(c.FormValue(name)); !ok {
			wrong[name] = t.Say("golden.wrong.list", maxRequirements, maxRequirement)
		}
	}
	q.Refused = refusalIn(c.FormValue("refused"))
	if len(wrong) > 0 {
		return s.questionForm(c, q, text, wrong)
	}
	id, err := s.Config.Golden.Put(q)
	if err != nil {
		return s.goldenError(err)
	}
	s.tell(c, "golden save", id)
	return s.to(c, s.goldenBack(id, "saved", ""))
}

// requirementOf writes a list as a form has it.
func requirementOf(list []golden.Must) (out requirement) {
	for _, m := range list {
		if slices.ContainsFunc(m, func(text string) bool { return strings.ContainsAny(text, "|\r\n") }) {
			out.Fixed = true
		}
		out.Text += strings.Join(m, " | ") + "\n"
	}
	return out
}

// requirementsIn reads what stands in a form; it is not ok where that is too much.
func requirementsIn(text string) (out []golden.Must, ok bool) {
	for line := range strings.Lines(text) {
		var m golden.Must
		for one := range strings.SplitSeq(line, "|") {
			if one = strings.TrimSpace(one); one != "" {
				m = append(m, one)
			}
			if utf8.RuneCountInString(one) > maxRequirement {
				return nil, false
			}
		}
		if len(m) > 0 {
			out = append(out, m)
		}
	}
	return out, len(out) <= maxRequirements
}

// refusalOf is what a line says of refusing, as the form names it.
func refusalOf(q golden.Question) string {
	switch r := q.Refused; {
	case r == nil:
		return ""
	case r.Kind != "":
		return r.Kind
	case r.Is:
		return "yes"
	}
	return "no"
}

// refusalIn reads it from the form.
func refusalIn(value string) *golden.Refusal {
	switch value {
	case "no":
		return &golden.Refusal{}
	case "yes":
		return &golden.Refusal{Is: true}
	case answer.RefusalUnanswered, answer.RefusalOffTopic, answer.RefusalAttack:
		return &golden.Refusal{Is: true, Kind: value}
	}
	return nil
}

// cut bounds a text to n characters.
func cut(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}
