package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/mcp"
	"github.com/digitaskforce/taskforce/service"
)

type mcpCmd struct {
	service.Holdings
	service.Model
}

// Run serves the program that started this one, until it closes stdin.
func (c *mcpCmd) Run(a *service.App) error {
	s, end, err := c.Holdings.OpenTalking(a)
	if err != nil {
		return err
	}
	defer end()
	eng, err := c.Model.Engine(a, s.Index)
	if err != nil {
		return err
	}
	return mcp.ServeIO(a.Ctx, local(eng, s.Index), service.BuildVersion(), io.NopCloser(a.Stdin), keptOpen{a.Stdout})
}

// keptOpen is a writer that others may not close.
type keptOpen struct{ io.Writer }

func (keptOpen) Close() error { return nil }

// local is what whoever runs the program may do.
func local(eng *answer.Engine, ix *index.Index) mcp.Service {
	return mcp.Service{
		Ask: func(ctx context.Context, req answer.Request) (*answer.Answer, error) {
			out, err := eng.Ask(ctx, req, answer.Sink{})
			return out, inDanish(service.AskError(err))
		},
		Search: func(ctx context.Context, query string, k int) ([]mcp.Hit, error) {
			hits, err := service.ShelfOf(ix).Search(ctx, query, nil, k)
			out := make([]mcp.Hit, len(hits))
			for i, h := range hits {
				out[i] = mcp.Hit{Passage: h.Passage, Score: h.Score}
			}
			return out, inDanish(err)
		},
		Documents: ix.Documents,
		Passages: func(ctx context.Context, document string) ([]documents.Passage, error) {
			return ix.Passages(ctx, document)
		},
		Address: func(string, string) string { return "" },
		Crashed: func(value any, _ []byte) error { return fmt.Errorf("panic: %v", value) },
	}
}

// inDanish is an error in the words of the user.
func inDanish(err error) error {
	if err == nil {
		return nil
	}
	return service.Usage("%s", service.Danish(err))
}
