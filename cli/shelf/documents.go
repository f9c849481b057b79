// Package shelf holds the commands that look after what answers are made of: the
// documents of the materials, and the answers that editors wrote.
package shelf

import (
	"fmt"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/service"
)

// Documents is documents list where no command follows.
type Documents struct {
	List  documentsListCmd  `cmd:"" default:"withargs" help:"Vis dokumenterne, og hvad der ikke kunne læses (også uden list)."`
	Check documentsCheckCmd `cmd:"" help:"Vis, hvad hver fil blev til, og hvad der ser forkert ud; slutter med kode 1, hvis noget er galt."`
	Show  documentsShowCmd  `cmd:"" help:"Vis et dokuments tekst, som den blev læst, under dens overskrifter."`
	Asked documentsAskedCmd `cmd:"" help:"Skriv med en sprogmodel, hvad folk spørger om, ved siden af dokumenterne, så svarene findes bedre, også uden en sprogmodel."`
	Add   documentsAddCmd   `cmd:"" help:"Læg filer eller hentede sider i en mappe med dokumenter, efter at have vist, hvad de bliver til."`
	Sync  documentsSyncCmd  `cmd:"" help:"Hent sider fra servere ned i en mappe, som --documents kan læse."`
}

type documentsListCmd struct {
	service.Holdings
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
func (c *documentsListCmd) Run(a *service.App) error {
	s, err := c.Holdings.Open(a)
	if err != nil {
		return err
	}
	defer s.Close()
	out := listed{Documents: []listedDocument{}, Failures: s.Index.Failures()}
	if out.Failures == nil {
		out.Failures = []documents.Failure{}
	}
	for _, d := range s.Index.Documents() {
		ps, err := s.Index.Passages(a.Ctx, d.ID)
		if err != nil {
			return err
		}
		out.Documents = append(out.Documents, listedDocument{d, len(ps)})
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, out)
	}
	for _, d := range out.Documents {
		fmt.Fprintf(a.Stdout, "%s\n    %s, %d uddrag", d.Title, d.Path, d.Passages)
		if d.Pages > 0 {
			fmt.Fprintf(a.Stdout, ", %s", danish.Counted(d.Pages, "side", "sider"))
		}
		if d.OCR != "" {
			fmt.Fprintf(a.Stdout, ", side %s læst ved tekstgenkendelse", d.OCR)
		}
		if d.Unread > 0 {
			fmt.Fprintf(a.Stdout, ", %s, som ikke er læst", danish.Counted(d.Unread, "side er et billede", "sider er billeder"))
		}
		if d.Publisher != "" {
			fmt.Fprintf(a.Stdout, ", %s", d.Publisher)
		}
		if d.Date != "" {
			fmt.Fprintf(a.Stdout, ", %s", d.Date)
		}
		if d.Vanished != "" {
			fmt.Fprintf(a.Stdout, ", forsvundet fra sit sted på nettet %s", d.Vanished)
		}
		fmt.Fprintln(a.Stdout)
	}
	if len(out.Failures) > 0 {
		fmt.Fprintln(a.Stdout, "\nIkke læst:")
		for _, f := range out.Failures {
			fmt.Fprintf(a.Stdout, "  %s: %s\n", f.Path, f.Reason)
		}
	}
	return nil
}
