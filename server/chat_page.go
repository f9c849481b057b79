package server

import (
	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
)

const chatTitle = "Spørg om kunstig intelligens i det offentlige"

// chatPage shows the conversation: empty, or with the one question that a form
// without JavaScript has asked.
type chatPage struct {
	page
	Question    string // what the field holds
	MaxQuestion int
	Documents   string // how many documents the answers are made of; "" while they are read
	Examples    []string
	Turn        *turnView // nil before the first question
	Error       string    // why there is no answer
	Skeleton    turnView  // empty; the scripts fill copies of it
}

// turnView is a question and its answer as the page shows them.
type turnView struct {
	Question string
	Notice   string
	Blocks   []block
	Mode     string
	Withheld string
	Sources  []sourceView
	Nearest  []sourceView
	Skeleton bool
}

// block is a paragraph or a list of an answer.
type block struct {
	List  bool
	Lines [][]answer.Sentence // the paragraph, or the items of the list
}

// sourceView is a source of an answer as the page shows it.
type sourceView struct {
	N           int
	Title       string
	Where       string
	Text        string
	URL         string
	PublicURL   string
	Publication string
}

// showChat answers GET /; the parameter q fills the field.
func (s *Server) showChat(c *fiber.Ctx) error {
	return s.pages.render(c, "chat", s.newChatPage(c, c.Query("q")))
}

// chatForm answers POST /, the form of a browser without JavaScript.
func (s *Server) chatForm(c *fiber.Ctx) error {
	if err := contentIs(c, fiber.MIMEApplicationForm); err != nil {
		return err
	}
	req := answer.Request{Question: c.FormValue("question")}
	data := s.newChatPage(c, req.Question)
	err := s.check(&req)
	if err == nil {
		err = s.allow(c, s.asks)
	}
	if err == nil {
		var a *answer.Answer
		if a, err = s.askWhole(req); err == nil {
			data.Turn, data.Question = newTurn(a), ""
		}
	}
	if err != nil {
		p := s.explain(err, requestID(c))
		data.Error = p.Detail
		retryLater(c, p)
		c.Status(p.Status)
	}
	return s.pages.render(c, "chat", data)
}

func (s *Server) newChatPage(c *fiber.Ctx, question string) chatPage {
	p := chatPage{page: s.page(c, chatTitle), MaxQuestion: s.cfg.MaxQuestion, Examples: s.cfg.Examples,
		Skeleton: turnView{Skeleton: true, Sources: []sourceView{{}}, Nearest: []sourceView{{}}}}
	p.Question = firstRunes(documents.Legible(question), s.cfg.MaxQuestion)
	if s.cfg.Library.Ready() {
		p.Documents = counted(len(s.cfg.Library.Documents()), "dokument", "dokumenter")
	}
	return p
}

func firstRunes(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

func newTurn(a *answer.Answer) *turnView {
	t := &turnView{Question: a.Question, Notice: a.Notice, Withheld: withheldText(len(a.Withheld))}
	if a.Refused {
		t.Blocks = []block{{Lines: [][]answer.Sentence{{{Text: a.Answer}}}}}
		t.Nearest = sourceViews(a.Nearest)
		return t
	}
	t.Mode = modes[a.Mode]
	t.Blocks = blocks(a.Sentences)
	t.Sources = sourceViews(a.Sources)
	return t
}

// modes tells readers how an answer came about; the scripts hold the same texts.
var modes = map[string]string{
	answer.ModeLLM:     "Svar skrevet af en sprogmodel og kontrolleret mod kilderne",
	answer.ModeExtract: "Uddrag af kilderne",
}

func withheldText(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 sætning blev udeladt, fordi kilderne ikke bar den."
	}
	return counted(n, "", "sætninger") + " blev udeladt, fordi kilderne ikke bar dem."
}

// blocks gathers sentences into paragraphs and lists.
func blocks(sentences []answer.Sentence) []block {
	var out []block
	for _, s := range sentences {
		last := len(out) - 1
		switch {
		case s.Break == answer.BreakItem && last >= 0 && out[last].List:
			out[last].Lines = append(out[last].Lines, []answer.Sentence{s})
		case s.Break != "" || last < 0:
			out = append(out, block{List: s.Break == answer.BreakItem, Lines: [][]answer.Sentence{{s}}})
		default:
			line := len(out[last].Lines) - 1
			out[last].Lines[line] = append(out[last].Lines[line], s)
		}
	}
	return out
}

func sourceViews(sources []answer.Source) []sourceView {
	out := make([]sourceView, len(sources))
	for i, s := range sources {
		out[i] = sourceView{
			N: s.N, Title: s.Title, Where: where(s.Title, s.Section, s.Page), Text: s.Text,
			URL: passageURL(s.Document, s.ID), PublicURL: publicURL(s.PublicURL), Publication: s.Publication,
		}
		if out[i].Publication == "" {
			out[i].Publication = out[i].PublicURL
		}
	}
	return out
}
