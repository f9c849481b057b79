package index

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/digitaskforce/taskforce/documents"
)

// ErrClosed says that the index was closed.
var ErrClosed = errors.New("index: closed")

// Index finds passages. It is safe for use by several goroutines, also while
// [Index.Update] replaces what it holds.
type Index struct {
	opt      Options
	mu       sync.RWMutex // held for reading during a search, for writing during a swap
	current  *state
	building sync.Mutex
}

// Build makes an index of a library. With opt.Dir it is kept there and an
// index that is already there and was made of the same library is opened
// instead; a damaged one is built anew, which opt.Warn is told.
func Build(ctx context.Context, lib *documents.Library, opt Options) (*Index, error) {
	x := &Index{opt: opt.withDefaults()}
	if err := x.Update(ctx, lib); err != nil {
		return nil, err
	}
	return x, nil
}

// Update makes the index hold another library. Searches go on in the old one
// until the new one is complete; on an error the old one stays.
func (x *Index) Update(ctx context.Context, lib *documents.Library) error {
	x.building.Lock()
	defer x.building.Unlock()
	key := x.opt.key(lib)
	if x.current != nil && x.current.manifest.Key == key {
		return nil
	}
	next, err := x.make(ctx, lib, key)
	if err != nil {
		return err
	}
	x.mu.Lock()
	old := x.current
	x.current = next
	x.mu.Unlock()
	if old != nil {
		if err := old.close(); err != nil {
			x.opt.Warn("det gamle indeks kunne ikke lukkes: %v", err)
		}
	}
	if x.opt.Dir != "" && x.opt.Shared == nil {
		x.removeOld()
	}
	return nil
}

// Detach lets later updates build in memory, where the folder of the index can
// no longer be written; what is there stays.
func (x *Index) Detach() {
	x.building.Lock()
	defer x.building.Unlock()
	x.opt.Dir = ""
}

func (x *Index) make(ctx context.Context, lib *documents.Library, key string) (*state, error) {
	if x.opt.Shared != nil {
		return x.opt.Shared.make(ctx, lib, key, x.opt)
	}
	if x.opt.Dir == "" {
		return buildIn(ctx, lib, "", x.opt)
	}
	s, err := openCurrent(x.opt.Dir, x.opt)
	switch {
	case err == nil && s.manifest.Key == key:
		return s, nil
	case err == nil:
		if err := s.close(); err != nil {
			return nil, err
		}
	case !errors.Is(err, errNotBuilt):
		x.opt.Warn("indekset i %s er beskadiget (%s) og bygges på ny", x.opt.Dir, strings.Join(strings.Fields(err.Error()), " "))
	}
	if x.opt.Alone {
		x.removeOld() // a killed build may have filled the disk
	}
	return buildBeside(ctx, lib, x.opt)
}

// Close frees the index; searches under way end first.
func (x *Index) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.current == nil {
		return nil
	}
	err := x.current.close()
	x.current = nil
	return err
}

// with calls fn with the current state, which stays open until fn returns.
func (x *Index) with(fn func(*state) error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.current == nil {
		return ErrClosed
	}
	return fn(x.current)
}

// Count is the number of passages, 0 for a closed index.
func (x *Index) Count() int {
	n := 0
	_ = x.with(func(s *state) error { n = s.count; return nil })
	return n
}

// Documents describes the documents, in the order of the library. The caller
// changes nothing in it.
func (x *Index) Documents() []documents.Info {
	var out []documents.Info
	_ = x.with(func(s *state) error { out = s.manifest.Documents; return nil })
	return out
}

// Build names what the index holds: another after each update that changed it.
func (x *Index) Build() string {
	key := ""
	_ = x.with(func(s *state) error { key = s.manifest.Key; return nil })
	return key
}

// Shipped tells whether a document came with the program: it has no file.
func (x *Index) Shipped() bool {
	shipped := false
	_ = x.with(func(s *state) error { shipped = s.shipped; return nil })
	return shipped
}

// Document describes the document with an ID, and whether there is one.
func (x *Index) Document(id string) (info documents.Info, ok bool) {
	_ = x.with(func(s *state) error {
		if i := s.document(id); i >= 0 {
			info, ok = s.manifest.Documents[i], true
		}
		return nil
	})
	return info, ok
}

// Failures are the files that could not be read.
func (x *Index) Failures() []documents.Failure {
	var out []documents.Failure
	_ = x.with(func(s *state) error { out = s.manifest.Failures; return nil })
	return out
}

// ErrNotFound says that there is no such document or passage.
var ErrNotFound = errors.New("index: not found")

// Passages gives all passages of a document in reading order, or ErrNotFound.
func (x *Index) Passages(document string) ([]documents.Passage, error) {
	var out []documents.Passage
	err := x.with(func(s *state) error {
		i := s.document(document)
		if i < 0 {
			return fmt.Errorf("document %q: %w", document, ErrNotFound)
		}
		from, to := s.span(i)
		var err error
		out, err = s.engine.passages(context.Background(), run(from, to))
		return err
	})
	return out, err
}

// Passage gives the passage with an ID, or ErrNotFound.
func (x *Index) Passage(id string) (documents.Passage, error) {
	var out documents.Passage
	err := x.with(func(s *state) error {
		n, ok, err := s.engine.find(context.Background(), id)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("passage %q: %w", id, ErrNotFound)
		}
		found, err := s.engine.passages(context.Background(), []int{n})
		if err == nil {
			out = found[0]
		}
		return err
	})
	return out, err
}
