package cli

import (
	"fmt"

	"github.com/digitaskforce/taskforce/documents"
)

// documentsCmd is documents list where no command follows.
type documentsCmd struct {
	List  documentsListCmd  `cmd:"" default:"withargs" help:"Vis dokumenterne, og hvad der ikke kunne læses (også uden list)."`
	Check documentsCheckCmd `cmd:"" help:"Vis, hvad hver fil blev til, og hvad der ser forkert ud; slutter med kode 1, hvis noget er galt."`
	Show  documentsShowCmd  `cmd:"" help:"Vis et dokuments tekst, som den blev læst, under dens overskrifter."`
	Add   documentsAddCmd   `cmd:"" help:"Læg filer eller hentede sider i en mappe med dokumenter, efter at have vist, hvad de bliver til."`
	Sync  documentsSyncCmd  `cmd:"" help:"Hent sider fra servere ned i en mappe, som --documents kan læse."`
}

type documentsListCmd struct {
	holdings
	JSON bool `help:"Skriv listen som JSON."`
}

// listed is the JSON of documents.
type listed struct {
	Documents []listedDocument    `json:"documents"`
	Failures  []documents.Failure `json:"failures"`
}

type listedDocument struct {
	documents.Info
	Passages int `json:"passages"`
}

// Run lists the documents, and the files that could not be read.
func (c *documentsListCmd) Run(a *app) error {
	s, err := c.holdings.open(a)
	if err != nil {
		return err
	}
	defer s.close()
	out := listed{Documents: []listedDocument{}, Failures: s.index.Failures()}
	if out.Failures == nil {
		out.Failures = []documents.Failure{}
	}
	for _, d := range s.index.Documents() {
		ps, err := s.index.Passages(a.ctx, d.ID)
		if err != nil {
			return err
		}
		out.Documents = append(out.Documents, listedDocument{d, len(ps)})
	}
	if c.JSON {
		return writeJSON(a.stdout, out)
	}
	for _, d := range out.Documents {
		fmt.Fprintf(a.stdout, "%s\n    %s, %d uddrag", d.Title, d.Path, d.Passages)
		if d.Pages > 0 {
			fmt.Fprintf(a.stdout, ", %d sider", d.Pages)
		}
		if d.Publisher != "" {
			fmt.Fprintf(a.stdout, ", %s", d.Publisher)
		}
		if d.Date != "" {
			fmt.Fprintf(a.stdout, ", %s", d.Date)
		}
		if d.Vanished != "" {
			fmt.Fprintf(a.stdout, ", forsvundet fra sit sted på nettet %s", d.Vanished)
		}
		fmt.Fprintln(a.stdout)
	}
	if len(out.Failures) > 0 {
		fmt.Fprintln(a.stdout, "\nIkke læst:")
		for _, f := range out.Failures {
			fmt.Fprintf(a.stdout, "  %s: %s\n", f.Path, f.Reason)
		}
	}
	return nil
}

type indexCmd struct {
	holdings
}

// Run builds the index in --data.
func (c *indexCmd) Run(a *app) error {
	if c.Data == "" {
		return usage("index kræver --data, den mappe indekset skal ligge i")
	}
	c.holdings.mustKeep = true
	s, err := c.holdings.openEmbedded(a)
	if err != nil {
		return err
	}
	defer s.close()
	fmt.Fprintf(a.stdout, "%d dokumenter, %d uddrag i %s\n", len(s.index.Documents()), s.index.Count(), c.Data)
	for _, f := range s.index.Failures() {
		fmt.Fprintf(a.stderr, "ikke læst: %s: %s\n", f.Path, f.Reason)
	}
	return nil
}
