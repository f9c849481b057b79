package cli

import (
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

type searchCmd struct {
	service.Holdings
	K       int      `short:"k" default:"10" help:"Antal uddrag."`
	JSON    bool     `help:"Skriv resultatet som JSON."`
	Explain bool     `help:"Vis, hvordan søgningen blev forstået, og hvorfor hvert uddrag blev fundet."`
	Query   []string `arg:"" name:"søgning" help:"Det, der søges efter."`
}

// found is the JSON of search, a contract (docs/api.md).
type found struct {
	Query string      `json:"query"`
	Hits  []index.Hit `json:"hits"`
}

// Run finds the nearest passages.
func (c *searchCmd) Run(a *service.App) error {
	if err := service.CheckK(c.K); err != nil {
		return err
	}
	s, err := c.Holdings.OpenOnce(a)
	if err != nil {
		return err
	}
	defer s.Close()
	query := strings.Join(c.Query, " ")
	parsed, hits, err := s.Index.Find(a.Ctx, query, nil, c.K)
	if err != nil {
		return err
	}
	if c.Explain {
		writeExplanation(a.Stderr, parsed, hits)
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, found{Query: query, Hits: hits})
	}
	for i, h := range hits {
		place := h.Title
		if sec := strings.Join(documents.Beneath(h.Title, h.Section), " › "); sec != "" {
			place += " – " + sec
		}
		if h.Page > 0 {
			place += fmt.Sprintf(", side %d", h.Page)
		}
		fmt.Fprintf(a.Stdout, "%d. %s  (%.2f, %s)\n", i+1, place, h.Score, h.ID)
		for line := range strings.Lines(h.Text) {
			fmt.Fprintf(a.Stdout, "   %s\n", strings.TrimRight(line, "\n"))
		}
	}
	if len(hits) == 0 {
		fmt.Fprintln(a.Stdout, "Ingen uddrag fundet.")
	}
	return nil
}
