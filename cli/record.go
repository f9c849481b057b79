package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/report"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
)

type recordCmd struct {
	service.Storing
	ID   string `arg:"" placeholder:"id" help:"Svarets id, som det står i feltet id i svaret og på siden med svarets grundlag."`
	Data string `placeholder:"mappe" help:"Mappen, som serve gemmer sine data i."`
	JSON bool   `help:"Skriv grundlaget som JSON."`
	HTML string `name:"html" placeholder:"fil" help:"Skriv grundlaget som en side for sig selv, der kan udskrives."`
}

// Run shows why an answer was given, of what a store keeps.
func (c *recordCmd) Run(a *service.App) error {
	if c.Store == "" {
		return service.Usage("--store mangler: sqlite eller adressen på den database, som serve gemmer spørgsmål i")
	}
	st, err := c.Storing.Open(a, c.Data, true)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	r, err := st.Record(a.Ctx, c.ID)
	switch {
	case errors.Is(err, store.ErrUnknown):
		return fmt.Errorf("der er ikke gemt noget om svaret %q; det kan være slettet, eller være gemt af en ældre udgave", c.ID)
	case err != nil:
		return fmt.Errorf("--store: %s", service.StoreError(err))
	}
	page := report.Record{Record: r, Page: report.Page{Zone: service.Zone()}}
	if c.HTML != "" {
		var text bytes.Buffer
		if err := page.HTML(&text); err != nil {
			return err
		}
		if err := os.WriteFile(c.HTML, text.Bytes(), 0o600); err != nil {
			return service.Usage("--html %s: %s", c.HTML, service.Danish(err))
		}
	}
	switch {
	case c.JSON:
		return terminal.JSON(a.Stdout, r)
	case c.HTML != "":
		return nil
	}
	return page.Text(a.Stdout)
}

// recordPage shows a record to whoever may read it.
func recordPage(cfg *server.Config) {
	if cfg.Records == nil {
		return
	}
	cfg.RecordPage = func(w io.Writer, r *store.Record, nonce string) error {
		return report.Record{Record: r, Page: report.Page{Zone: service.Zone(), Nonce: nonce}}.HTML(w)
	}
}
