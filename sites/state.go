package sites

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/fetch"
)

const (
	stateVersion = 1
	stateFile    = ".sync.json" // hidden, so that it is no material
)

// state is what a folder of pages knows of where they came from.
type state struct {
	Version int              `json:"version"`
	Sources []string         `json:"sources"`
	Depth   int              `json:"depth"`
	Hosts   []string         `json:"hosts,omitempty"`
	Pages   map[string]entry `json:"pages"` // by address
}

// entry is one page that is at hand.
type entry struct {
	File  string `json:"file"` // below the folder of pages, with /
	Title string `json:"title"`
	Hash  string `json:"hash"` // of the file's bytes
	Text  string `json:"text"` // of what was read of it
	fetch.Validators
	Modified string `json:"modified,omitempty"` // day on which the server says that the page changed
	Fetched  string `json:"fetched"`            // day on which this version was fetched
	Vanished string `json:"vanished,omitempty"` // day on which the page was first found to be gone
	Why      string `json:"why,omitempty"`      // how that showed, in Danish
}

// sidecar is what stands beside a page's file.
func (e entry) sidecar(address string) library.Sidecar {
	return library.Sidecar{URL: address, Modified: e.Modified, Vanished: e.Vanished}
}

// files are the names that are in use.
func (s state) files() map[string]bool {
	out := map[string]bool{}
	for _, e := range s.Pages {
		out[e.File] = true
	}
	return out
}

// load reads the state; that of a folder that does not exist is empty.
func (f *folder) load() (state, error) {
	s := state{Pages: map[string]entry{}}
	path := filepath.Join(f.pages(), stateFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("reading what was fetched before: %w", err)
	}
	damaged := &SourceError{path, "filen er beskadiget; slet den for at hente alle sider på ny"}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, damaged
	}
	if s.Version != stateVersion {
		return s, &SourceError{path, "filen er skrevet af en anden udgave af programmet; slet den for at hente alle sider på ny"}
	}
	for _, e := range s.Pages {
		if !filepath.IsLocal(filepath.FromSlash(e.File)) {
			return s, damaged
		}
	}
	if s.Pages == nil {
		s.Pages = map[string]entry{}
	}
	return s, nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// textOf is the hash of what a reader gets of a document: markup that changes
// from one answer to the next is no change.
func textOf(d *documents.Document) string {
	data, _ := json.Marshal([]any{d.Title, d.Publisher, d.Date, d.Language, d.Blocks})
	return hashOf(data)
}
