package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/digitaskforce/taskforce/documents/library"
)

// from are the states in which something may be done with a file.
var from = map[string][]string{
	ActLive:     {Draft, Replaced, Withdrawn},
	ActWithdraw: {InUse},
	ActDiscard:  {Draft, Replaced, Withdrawn},
	ActRestore:  {Discarded},
	ActPurge:    {Draft, Replaced, Withdrawn, Discarded},
}

// Do does something with a file: one of the acts but [ActUpload]. What may not
// be done in its state is [ErrLater].
func (d *Desk) Do(id, what, by string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.do(id, what, by, false)
}

func (d *Desk) do(id, what, by string, undoes bool) error {
	files := d.files()
	f := files[id]
	switch {
	case f == nil || f.State == Purged:
		return ErrUnknown
	case !d.has(f.Collection):
		return ErrCollection
	case !slices.Contains(from[what], f.State):
		return ErrLater
	}
	a := Act{At: d.cfg.Now().UTC(), By: by, What: what, Collection: f.Collection, ID: id, Name: f.Name, Undoes: undoes}
	if what == ActLive {
		a.Replaced = f.Rival
	}
	// The history goes first: what a stop leaves undone, mend does at the next start.
	if err := d.append(a); err != nil {
		return err
	}
	if what == ActPurge {
		if err := os.RemoveAll(d.kept(f.Collection, id)); err != nil {
			return fmt.Errorf("deleting an upload: %w", err)
		}
		return nil
	}
	return d.show(place{f.Collection, f.Name}, inUse(d.files())[place{f.Collection, f.Name}])
}

// Undo takes the n-th act back, where nothing has been done since with the file
// it concerns; else it is [ErrLater].
func (d *Desk) Undo(collection string, n int, by string) error {
	for _, e := range d.History(collection) {
		if e.N == n && e.Undo {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.undo(e.Act, by)
		}
	}
	return ErrLater
}

// undo does the opposite of an act.
func (d *Desk) undo(a Act, by string) error {
	switch a.What {
	case ActUpload, ActRestore:
		return d.do(a.ID, ActDiscard, by, true)
	case ActDiscard:
		return d.do(a.ID, ActRestore, by, true)
	case ActWithdraw:
		return d.do(a.ID, ActLive, by, true)
	case ActLive:
		if old := d.files()[a.Replaced]; old != nil && old.State == Replaced {
			return d.do(a.Replaced, ActLive, by, true)
		}
		return d.do(a.ID, ActWithdraw, by, true)
	}
	return ErrLater
}

// show lets a place of the folder that a service reads hold the file of an ID,
// none for "".
func (d *Desk) show(p place, id string) error {
	path := filepath.Join(d.Live(p.collection), p.name)
	if id == "" {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("taking an upload out of use: %w", err)
		}
		return nil
	}
	data, err := os.ReadFile(filepath.Join(d.kept(p.collection, id), fileIn(p.name)))
	if err != nil {
		return fmt.Errorf("putting an upload in use: %w", err)
	}
	return Put(d.Live(p.collection), p.name, data, library.Sidecar{}, true)
}

// mend makes the folders that a service reads hold what the history says, and
// deletes what was to be deleted.
func (d *Desk) mend() error {
	files := d.files()
	live := inUse(files)
	var errs []error
	for _, f := range files {
		if !d.has(f.Collection) {
			continue // a collection that this service does not have stays as it is
		}
		p := place{f.Collection, f.Name}
		if f.State == Purged {
			errs = append(errs, os.RemoveAll(d.kept(f.Collection, f.ID)))
		}
		if id := live[p]; id == "" || id == f.ID && !d.shows(p, f) {
			errs = append(errs, d.show(p, id))
		}
	}
	return errors.Join(errs...)
}

// shows tells whether a place holds a file.
func (d *Desk) shows(p place, f *File) bool {
	in, err := os.Open(filepath.Join(d.Live(p.collection), p.name))
	if err != nil {
		return false
	}
	defer in.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, in)
	return err == nil && hex.EncodeToString(sum.Sum(nil)) == f.Hash
}
