package cli

import (
	"fmt"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/service"
)

type indexCmd struct {
	service.Holdings
}

// Run builds the index in --data.
func (c *indexCmd) Run(a *service.App) error {
	if c.Data == "" {
		return service.Usage("index kræver --data, den mappe indekset skal ligge i")
	}
	c.Holdings.MustKeep = true
	s, err := c.Holdings.OpenEmbedded(a)
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Fprintf(a.Stdout, "%s, %d uddrag i %s\n", danish.Counted(len(s.Index.Documents()), "dokument", "dokumenter"), s.Index.Count(), c.Data)
	service.WarnUnread(a, s.Index.Documents(), s.Index.Failures())
	return nil
}
