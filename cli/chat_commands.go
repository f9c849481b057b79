package cli

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/service"
)

// chatCommand is something other than a question that can be said in chat.
type chatCommand struct {
	name, arg, help string
	run             func(*conversation, string) // nil for /slut, which ends
}

func chatCommands() []chatCommand {
	return []chatCommand{
		{"/kilder", "", "kilderne til det seneste svar, med deres tekst", (*conversation).sources},
		{"/kilde", " N", "én af dem", (*conversation).source},
		{"/forklar", "", "hvordan spørgsmålet blev forstået, og hvorfor uddragene blev fundet", (*conversation).explain},
		{"/dokumenter", "", "de dokumenter, der svares ud fra", (*conversation).documents},
		{"/ny", "", "begynd en ny samtale", (*conversation).restart},
		{"/hjælp", "", "denne liste", (*conversation).help},
		{"/slut", "", "afslut samtalen", nil},
	}
}

func commandNames() []string {
	var out []string
	for _, c := range chatCommands() {
		out = append(out, c.name)
	}
	return out
}

// command does what a line that begins with a slash says.
func (t *conversation) command(line string) error {
	name, arg, _ := strings.Cut(line, " ")
	name = strings.ReplaceAll(strings.ToLower(name), "hjaelp", "hjælp")
	all := chatCommands()
	i := slices.IndexFunc(all, func(c chatCommand) bool { return c.name == name })
	if i < 0 || all[i].run == nil {
		fmt.Fprintf(t.app.Stderr, "%s kendes ikke; /hjælp viser, hvad du kan skrive\n", name)
		return nil
	}
	all[i].run(t, strings.TrimSpace(arg))
	return t.screen.Err
}

func (t *conversation) help(string) {
	for _, c := range chatCommands() {
		t.screen.Item(fmt.Sprintf("%-12s ", c.name+c.arg), "", c.help)
	}
}

func (t *conversation) restart(string) {
	t.history, t.asked, t.last = nil, nil, nil
	t.screen.Say("", "Ny samtale: det, der er sagt indtil nu, regnes ikke længere med.")
}

func (t *conversation) documents(string) {
	for _, d := range t.index.Documents() {
		text := d.Title
		for _, more := range []string{d.Publisher, d.Date} {
			if more != "" {
				text += ", " + more
			}
		}
		t.screen.Item("- ", "", text)
	}
	if n := len(t.index.Failures()); n > 0 {
		t.screen.Say(terminal.Faint, "Ikke læst, eller læst med mangler: %d; se dem med: taskforce documents", n)
	}
}

// shown are the sources that the last answer has to show.
func (t *conversation) shown() []answer.Source {
	switch {
	case t.last == nil:
		t.screen.Say("", "Der er ikke svaret på noget endnu.")
		return nil
	case len(t.last.Sources) == 0:
		t.screen.Say("", "Det seneste svar har ingen kilder.")
	}
	return t.last.Sources
}

func (t *conversation) sources(string) {
	for _, s := range t.shown() {
		t.show(s)
	}
}

func (t *conversation) source(arg string) {
	all := t.shown()
	if len(all) == 0 {
		return
	}
	n, err := strconv.Atoi(arg)
	i := slices.IndexFunc(all, func(s answer.Source) bool { return s.N == n })
	if err != nil || i < 0 {
		var numbers []string
		for _, s := range all {
			numbers = append(numbers, strconv.Itoa(s.N))
		}
		t.screen.Say("", "Skriv /kilde og et nummer: %s", strings.Join(numbers, ", "))
		return
	}
	t.show(all[i])
}

// show writes a source with its text.
func (t *conversation) show(s answer.Source) {
	t.screen.Item(fmt.Sprintf("[%d] ", s.N), terminal.Bold, sourceLine(s))
	for line := range strings.Lines(s.Text) {
		if strings.TrimSpace(line) != "" {
			t.screen.Item("    ", "", line)
		}
	}
	t.screen.Item("    ", terminal.Faint, s.ID)
	t.screen.Line()
}

// explain asks the index once more, as the answer did where no model put the
// question anew.
func (t *conversation) explain(string) {
	if t.last == nil {
		t.screen.Say("", "Der er ikke svaret på noget endnu.")
		return
	}
	history := make([]query.Turn, len(t.asked))
	for i, turn := range t.asked {
		history[i] = query.Turn(turn)
	}
	q, hits, err := t.index.Find(t.app.Ctx, t.last.Question, history, 6)
	if err != nil {
		fmt.Fprintln(t.app.Stderr, "fejl:", service.Danish(err))
		return
	}
	writeExplanation(explained{t.screen}, q, hits)
	for _, w := range t.last.Withheld {
		t.screen.Say("", "Udeladt (%s): %s", w.Reason, w.Text)
	}
	switch {
	case t.last.Refused:
		t.screen.Say("", "Afvist: %s.", t.last.Refusal)
	case t.last.Editorial != nil:
		t.screen.Say("", "Svaret er skrevet af redaktionen (%s, %s) til spørgsmålet »%s«.", t.last.Editorial.Owner, t.last.Editorial.Date, t.last.Editorial.Question)
	case t.last.Mode == answer.ModeExtract && t.last.OwnWords():
		t.screen.Say("", "Svaret er sætninger fra vores oversigt.")
	case t.last.Mode == answer.ModeExtract:
		t.screen.Say("", "Svaret er kildernes egne sætninger.")
	default:
		t.screen.Say("", "Svaret er skrevet af %s og kontrolleret mod kilderne.", t.last.Model)
	}
}

// explained writes lines to a screen without signs that control it.
type explained struct{ *terminal.Screen }

func (e explained) Write(p []byte) (int, error) {
	for line := range strings.Lines(string(p)) {
		rest := strings.TrimLeft(line, " ")
		e.Item(line[:len(line)-len(rest)], "", rest)
	}
	return len(p), e.Err
}

// writeExplanation tells how a question was understood and why each passage
// was found.
func writeExplanation(w io.Writer, q *query.Query, hits []index.Hit) {
	fmt.Fprintln(w, q.Explain())
	for i, h := range hits {
		fmt.Fprintf(w, "%d. %s: %s\n", i+1, h.ID, h.Match.Explain(q))
	}
	fmt.Fprintln(w)
}
