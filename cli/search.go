package cli

import (
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/index"
)

type searchCmd struct {
	holdings
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

// checkK bounds the number of passages that are asked for.
func checkK(k int) error {
	if k < 1 || k > 1000 {
		return usage("-k er %d; vælg et tal mellem 1 og 1000", k)
	}
	return nil
}

// Run finds the nearest passages.
func (c *searchCmd) Run(a *app) error {
	if err := checkK(c.K); err != nil {
		return err
	}
	s, err := c.holdings.openEmbedded(a)
	if err != nil {
		return err
	}
	defer s.close()
	query := strings.Join(c.Query, " ")
	parsed, hits, err := s.index.Find(a.ctx, query, nil, c.K)
	if err != nil {
		return err
	}
	if c.Explain {
		writeExplanation(a.stderr, parsed, hits)
	}
	if c.JSON {
		return writeJSON(a.stdout, found{Query: query, Hits: hits})
	}
	for i, h := range hits {
		place := h.Title
		if sec := strings.Join(h.Section[under(h.Title, h.Section):], " › "); sec != "" {
			place += " – " + sec
		}
		if h.Page > 0 {
			place += fmt.Sprintf(", side %d", h.Page)
		}
		fmt.Fprintf(a.stdout, "%d. %s  (%.2f, %s)\n", i+1, place, h.Score, h.ID)
		for line := range strings.Lines(h.Text) {
			fmt.Fprintf(a.stdout, "   %s\n", strings.TrimRight(line, "\n"))
		}
	}
	if len(hits) == 0 {
		fmt.Fprintln(a.stdout, "Ingen uddrag fundet.")
	}
	return nil
}
