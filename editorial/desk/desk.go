// Package desk is where editors write answers: it lists those of a folder as they
// stand beside the materials, drafts, checks, keeps and approves them, and takes
// what was done back. An answer in service stays there while a change of it is
// being written. What is written lies in the folder itself, so that who edits
// its files by hand, and the commands, see the same.
//
// Start with [Open].
package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
)

// Folder are the answers of a collection.
type Folder struct {
	Collection string // "" is those of the shared materials
	// Dir is where what editors write lies, the last of Sources, whose answers are
	// listed. What lies in the others, or ships, is changed by one of its name in Dir.
	Dir     string
	Sources []editorial.Source
	// Beside are all that readers of the collection are given; a new answer takes
	// the name of none of them.
	Beside []editorial.Source
	// Snapshot gives the materials as they are; who asks calls release.
	Snapshot func() (m editorial.Snapshot, release func(), err error)
	// Draft gives the sentences of a first answer, each with its sections; the error
	// of a question on which there is nothing is a [documents.Fault].
	Draft func(ctx context.Context, question string) ([]editorial.Sentence, error)
	// Find gives the passages nearest to a text.
	Find func(ctx context.Context, text string) ([]documents.Passage, error)
}

// Config says what a Desk keeps. Folders are required.
type Config struct {
	Folders []Folder
	Judge   editorial.Judge  // asked beside the program's own rules; nil for none
	Changed func()           // told when answers have changed; nil for nobody
	Now     func() time.Time // nil is time.Now
}

// Errors that people are told.
var (
	ErrUnknown    = errors.New("desk: no such answer")
	ErrCollection = errors.New("desk: no such collection")
	ErrChanged    = errors.New("desk: the answer was changed meanwhile")
	ErrFull       = errors.New("desk: the folder is full")
)

// maxAnswers bounds what a folder is made to hold.
const maxAnswers = 1500

// Desk is where editors write. It is safe for use by several goroutines; of two
// processes with one folder, the one that comes second with a change of the same
// answer is refused.
type Desk struct {
	cfg Config
	mu  sync.Mutex // held while files are changed
}

// Open looks whether the folders can be written.
func Open(cfg Config) (*Desk, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	d := &Desk{cfg: cfg}
	for _, f := range cfg.Folders {
		err := f.within(func(r *os.Root) error { return r.MkdirAll(historyDir, 0o755) })
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Collections are those whose answers can be written.
func (d *Desk) Collections() (out []string) {
	for _, f := range d.cfg.Folders {
		out = append(out, f.Collection)
	}
	return out
}

func (d *Desk) folder(collection string) (Folder, error) {
	i := slices.IndexFunc(d.cfg.Folders, func(f Folder) bool { return f.Collection == collection })
	if i < 0 {
		return Folder{}, ErrCollection
	}
	return d.cfg.Folders[i], nil
}

// Item is an answer as it stands.
type Item struct {
	editorial.Standing
	Own     bool // its file lies in the folder that is written
	Waiting bool // a change of it waits for approval

	file   string // its name in the folder, also where it does not lie there yet
	live   []byte // what is in service or was; nil for none in the folder
	change []byte // what waits; nil for none
}

// Version names what stands in the files of an answer; a change of another
// version is refused.
func (i *Item) Version() string { return hashOf(append(append([]byte{}, i.live...), i.change...)) }

// data is the file that an editor goes on with.
func (i *Item) data() ([]byte, error) {
	switch {
	case i.change != nil:
		return i.change, nil
	case i.live != nil:
		return i.live, nil
	}
	return i.Answer.Data()
}

// Form is what an editor goes on with: the change that waits, else the answer.
func (i *Item) Form() (editorial.Form, error) {
	data, err := i.data()
	if err != nil {
		return editorial.Form{}, err
	}
	return editorial.FormOf(data)
}

// List gives the answers of a collection in the order of their names, and the
// files that are none.
func (d *Desk) List(ctx context.Context, collection string) ([]*Item, []editorial.Problem, error) {
	f, err := d.folder(collection)
	if err != nil {
		return nil, nil, err
	}
	answers, problems := editorial.Read(f.Sources)
	items, err := f.items(ctx, answers, d.cfg.Now())
	return items, problems, err
}

// Get gives one answer.
func (d *Desk) Get(ctx context.Context, collection, id string) (*Item, error) {
	f, err := d.folder(collection)
	if err != nil {
		return nil, err
	}
	return f.get(ctx, id, d.cfg.Now())
}

func (f Folder) get(ctx context.Context, id string, now time.Time) (*Item, error) {
	answers, _ := editorial.Read(f.Sources)
	answers = slices.DeleteFunc(answers, func(a *editorial.Answer) bool { return a.ID != id })
	if len(answers) == 0 {
		return nil, ErrUnknown
	}
	items, err := f.items(ctx, answers, now)
	if err != nil {
		return nil, err
	}
	return items[0], nil
}

// items are answers as they stand, with their files.
func (f Folder) items(ctx context.Context, answers []*editorial.Answer, now time.Time) (out []*Item, err error) {
	m, release, err := f.Snapshot()
	if err != nil {
		return nil, err
	}
	defer release()
	standing, err := editorial.Stand(ctx, m, answers, now)
	if err != nil {
		return nil, err
	}
	err = f.within(func(r *os.Root) error {
		for _, s := range standing {
			i := &Item{Standing: s, file: s.Answer.ID + ".md"}
			if rel, err := filepath.Rel(f.Dir, s.Answer.Disk); err == nil && s.Answer.Disk != "" && filepath.IsLocal(rel) {
				i.Own, i.file = true, rel
			}
			if i.live, err = read(r, i.file); err != nil {
				return err
			}
			if i.change, err = read(r, changeOf(s.Answer.ID)); err != nil {
				return err
			}
			i.Waiting = i.change != nil
			out = append(out, i)
		}
		return nil
	})
	return out, err
}

// changeOf is the file of a change that waits.
func changeOf(id string) string { return filepath.Join(changeDir, id+".md") }

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// within calls fn with the folder, out of which no name leads.
func (f Folder) within(fn func(*os.Root) error) error {
	r, err := os.OpenRoot(f.Dir)
	if err != nil {
		return fmt.Errorf("the folder of answers: %w", err)
	}
	defer r.Close()
	return fn(r)
}
