package cli

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
)

type chatCmd struct {
	library
	model
}

// Run holds a conversation, one question a line, until the input ends.
func (c *chatCmd) Run(a *app) error {
	s, err := c.library.openEmbedded(a)
	if err != nil {
		return err
	}
	defer s.close()
	eng, err := c.model.engine(a, s.index)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.stderr, "Stil et spørgsmål, og tryk Enter. Afslut med /slut eller Ctrl-D.")
	var history []answer.Turn
	in := bufio.NewScanner(a.stdin)
	in.Buffer(nil, 1<<20)
	for fmt.Fprint(a.stderr, "\n> "); in.Scan(); fmt.Fprint(a.stderr, "\n> ") {
		line := strings.TrimSpace(in.Text())
		if line == "" {
			continue
		}
		if line == "/slut" {
			return nil
		}
		out, err := eng.Ask(a.ctx, answer.Request{Question: line, History: history}, answer.Sink{})
		if a.ctx.Err() != nil {
			return a.ctx.Err()
		}
		if err != nil {
			fmt.Fprintln(a.stderr, "fejl:", askError(err))
			continue
		}
		if err := writeAnswer(a.stdout, out); err != nil {
			return err
		}
		if !out.Refused {
			history = append(history, answer.Turn{Question: line, Answer: out.Answer})
		}
	}
	return in.Err()
}
