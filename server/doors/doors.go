// Package doors lets other programs in, each in its own form: OpenAI's
// completions, Open WebUI's and Dify's retrieval, and the Model Context
// Protocol. A door is one file; docs/doors.md tells who uses them.
package doors

import (
	"net/http"

	"github.com/digitaskforce/taskforce/mcp"
	"github.com/digitaskforce/taskforce/server/core"
)

// Doors answers other programs. Make it with [New].
type Doors struct {
	*core.Core
	protocol http.Handler // of /mcp
}

// New makes Doors of what the doors share.
func New(shared *core.Core) *Doors {
	return &Doors{Core: shared, protocol: mcp.Handler(shared.Config.Version)}
}
