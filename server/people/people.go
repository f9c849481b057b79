// Package people answers browsers: the chat, the search, the documents and
// their files, and logging in. A page is one file:
// what it shows, and the handler that fills it; how it looks is server/pages.
package people

import (
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
)

// People answers browsers. Make it with [New].
type People struct {
	*core.Core
	loader *pages.Loader
}

// New makes a People of what the doors share.
func New(shared *core.Core) (*People, error) {
	loader, err := pages.LoadLoader(shared.Config.Site)
	if err != nil {
		return nil, err
	}
	return &People{Core: shared, loader: loader}, nil
}
