package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/service"
)

type askCmd struct {
	service.Holdings
	service.Model
	History  string   `placeholder:"fil" help:"JSON-fil med samtalen indtil nu: en liste af {\"question\",\"answer\"}."`
	JSON     bool     `help:"Skriv svaret som JSON."`
	Question []string `arg:"" name:"spørgsmål" help:"Spørgsmålet."`
}

// Run answers one question; errSilent where the materials carry no answer.
func (c *askCmd) Run(a *service.App) error {
	history, err := readHistory(c.History)
	if err != nil {
		return err
	}
	s, err := c.Holdings.OpenOnce(a)
	if err != nil {
		return err
	}
	defer s.Close()
	eng, err := c.Model.Engine(a, s.Index)
	if err != nil {
		return err
	}
	out, err := eng.Ask(a.Ctx, answer.Request{Question: strings.Join(c.Question, " "), History: history}, answer.Sink{})
	if err != nil {
		return service.AskError(err)
	}
	if c.JSON {
		err = terminal.JSON(a.Stdout, out)
	} else {
		err = writeAnswer(a.Stdout, out)
	}
	if err == nil && out.Refused {
		err = errSilent
	}
	return err
}

func readHistory(path string) ([]answer.Turn, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, service.Usage("--history %s: %s", path, service.Danish(err))
	}
	var out []answer.Turn
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, service.Usage("--history %s: forventede en JSON-liste af {\"question\",\"answer\"}: %s", path, err)
	}
	return out, nil
}

// writeAnswer writes an answer for people: the text, then its sources.
func writeAnswer(w io.Writer, a *answer.Answer) error {
	var b strings.Builder
	if a.Notice != "" {
		fmt.Fprintf(&b, "(%s)\n\n", a.Notice)
	}
	fmt.Fprintln(&b, a.Unled())
	if e := a.Editorial; e != nil {
		fmt.Fprintf(&b, "\nSvar skrevet af redaktionen, %s, %s.", e.Date, e.Owner)
		if !e.Asked {
			fmt.Fprintf(&b, " Spørgsmålet er forstået som: %s", e.Question)
		}
		b.WriteByte('\n')
	}
	if n := len(a.Withheld); n > 0 {
		fmt.Fprintf(&b, "\n%s\n", withheldText(n))
	}
	if len(a.Sources) > 0 {
		b.WriteString("\nKilder:\n")
		for _, s := range a.Sources {
			fmt.Fprintf(&b, "[%d] %s\n", s.N, sourceLine(s))
		}
	}
	if len(a.Nearest) > 0 {
		b.WriteString("\nNærmeste afsnit:\n")
		for _, s := range a.Nearest {
			fmt.Fprintf(&b, "- %s\n", sourceLine(s))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func withheldText(n int) string {
	if n == 1 {
		return "1 sætning blev udeladt, fordi den ikke kunne findes i kilderne."
	}
	return fmt.Sprintf("%d sætninger blev udeladt, fordi de ikke kunne findes i kilderne.", n)
}

// sourceLine names a source: title, section, page and public address.
func sourceLine(s answer.Source) string {
	line := s.Title
	if sec := strings.Join(documents.Beneath(s.Title, s.Section), " › "); sec != "" {
		line += " – " + sec
	}
	if s.Page > 0 {
		line += fmt.Sprintf(", side %d", s.Page)
	}
	if s.PublicURL != "" {
		line += " <" + s.PublicURL + ">"
	}
	return line
}
