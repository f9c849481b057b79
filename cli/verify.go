package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/service"
)

type verifyCmd struct {
	JSON     bool   `help:"Skriv en linje JSON for hver linje, der læses; det er den eneste form."`
	Synonyms string `placeholder:"fil" help:"Fil med flere synonymer: ét sæt pr. linje, adskilt af komma."`
	service.Model
}

// maxGiven bounds one line of the input in bytes.
const maxGiven = 4 << 20

// Run checks the texts on stdin against the passages that stand beside them.
func (c *verifyCmd) Run(a *service.App) error {
	opt, err := service.Holdings{Synonyms: c.Synonyms}.IndexOptions(a)
	if err != nil {
		return err
	}
	checker, err := c.Model.Checker(opt.Synonyms)
	if err != nil {
		return err
	}
	in := bufio.NewScanner(a.Stdin)
	in.Buffer(nil, maxGiven)
	out := json.NewEncoder(a.Stdout)
	out.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var given answer.Given
		if err := json.Unmarshal(in.Bytes(), &given); err != nil {
			return service.Usage("linje %d er ikke en linje JSON med text og sources: %v", n, err)
		}
		checked, err := checker.Check(a.Ctx, given)
		if err != nil {
			return service.Usage("linje %d: %s", n, notChecked(err))
		}
		if err := out.Encode(checked); err != nil {
			return fmt.Errorf("writing a result: %w", err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the lines: %w", err)
	}
	return nil
}

// notChecked says why a line cannot be checked.
func notChecked(err error) string {
	switch {
	case errors.Is(err, answer.ErrNoText):
		return "der er ingen tekst i text"
	case errors.Is(err, answer.ErrNoSources):
		return "der er ingen uddrag i sources, eller et af dem har ingen tekst"
	case errors.Is(err, answer.ErrGiven):
		return "teksten eller et uddrag er for langt, eller et nummer står to gange (docs/api.md)"
	}
	return service.Danish(err)
}
