package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

type chatCmd struct {
	service.Holdings
	service.Model
}

// Help is what stands below the flags.
func (chatCmd) Help() string {
	text := "I samtalen:\n"
	for _, c := range chatCommands() {
		text += fmt.Sprintf("  %-12s %s\n", c.name+c.arg, c.help)
	}
	return strings.TrimSuffix(text, "\n")
}

// conversation is what chat knows of the talk so far.
type conversation struct {
	app     *service.App
	engine  *answer.Engine
	index   *index.Index
	screen  *terminal.Screen
	history []answer.Turn
	asked   []answer.Turn  // the history that the last question was asked with
	last    *answer.Answer // nil where there is none
}

// Run holds a conversation, one question a line, until the input ends.
func (c *chatCmd) Run(a *service.App) error {
	s, end, err := c.Holdings.OpenTalking(a)
	if err != nil {
		return err
	}
	defer end()
	eng, err := c.Model.Engine(a, s.Index)
	if err != nil {
		return err
	}
	talk := &conversation{app: a, engine: eng, index: s.Index, screen: terminal.ScreenOf(a.Stdout, a.Env)}
	in := terminal.NewAsker(a.Stdin, a.Stdout, a.Stderr, commandNames())
	defer in.Close()
	fmt.Fprintln(a.Stderr, "Stil et spørgsmål, og tryk Enter. /hjælp viser, hvad du ellers kan; afslut med /slut eller Ctrl-D.")
	for {
		line, err := in.Line(a.Ctx)
		switch line = strings.TrimSpace(line); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case line == "":
			continue
		case line == "/slut":
			return nil
		case strings.HasPrefix(line, "/"):
			err = talk.command(line)
		default:
			err = talk.ask(line)
		}
		if err != nil {
			return err
		}
	}
}

// ask answers a question. An error of the asker's own is told, and the
// conversation goes on.
func (t *conversation) ask(question string) error {
	w := &writing{screen: t.screen}
	sink := answer.Sink{}
	if t.screen.Width > 0 {
		sink.Sentence = w.sentence
	}
	out, err := t.engine.Ask(t.app.Ctx, answer.Request{Question: question, History: t.history}, sink)
	if t.app.Ctx.Err() != nil {
		return t.app.Ctx.Err()
	}
	if err != nil {
		w.end()
		fmt.Fprintln(t.app.Stderr, "fejl:", service.AskError(err))
		return nil
	}
	t.last, t.asked = out, slices.Clone(t.history)
	if !out.Refused {
		t.history = append(t.history, answer.Turn{Question: out.Question, Answer: out.Answer})
	}
	if t.screen.Width == 0 {
		return writeAnswer(t.app.Stdout, out)
	}
	w.finish(out)
	return t.screen.Err
}

// writing is an answer on its way to the terminal.
type writing struct {
	screen *terminal.Screen
	begun  bool
}

// sentence writes one sentence as it comes.
func (w *writing) sentence(s answer.Sentence) error {
	w.begin(s.Break)
	w.begun = true
	text := s.Text
	if s.Break == answer.BreakItem {
		text = "- " + text
	}
	w.screen.Words("", text)
	for _, n := range s.Sources {
		w.screen.Words(terminal.Faint, fmt.Sprintf("[%d]", n))
	}
	return w.screen.Err
}

// begin ends the line before a sentence that begins one.
func (w *writing) begin(kind string) {
	if !w.begun || kind == "" {
		return
	}
	w.screen.Line()
	if kind == answer.BreakParagraph {
		w.screen.Line()
	}
}

// end ends the text, where there is some.
func (w *writing) end() {
	if w.begun {
		w.screen.Line()
	}
}

// finish writes what is known only when the answer is whole.
func (w *writing) finish(a *answer.Answer) {
	s := w.screen
	if w.begun {
		w.end()
	} else {
		s.Say("", "%s", a.Unled())
	}
	if a.Notice != "" {
		s.Line()
		s.Say(terminal.Faint, "%s", a.Notice)
	}
	if n := len(a.Withheld); n > 0 {
		s.Line()
		s.Say(terminal.Faint, "%s", withheldText(n))
	}
	if len(a.Sources) > 0 {
		s.Line()
	}
	for _, src := range a.Sources {
		s.Item(fmt.Sprintf("[%d] ", src.N), terminal.Faint, place(src))
	}
	w.list("Nærmeste afsnit:", places(a.Nearest))
	w.list("Du kan også spørge:", a.Next)
	s.Line()
}

func (w *writing) list(head string, items []string) {
	if len(items) == 0 {
		return
	}
	w.screen.Line()
	w.screen.Say(terminal.Bold, "%s", head)
	for _, i := range items {
		w.screen.Item("- ", "", i)
	}
}

func places(sources []answer.Source) []string {
	var out []string
	for _, s := range sources {
		out = append(out, place(s))
	}
	return out
}

// place is a source without its address, which /kilder shows.
func place(s answer.Source) string {
	s.PublicURL = ""
	return sourceLine(s)
}
