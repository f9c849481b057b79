package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// What an editor does.
const (
	ActUpload   = "upload"   // brings a file, as a draft
	ActLive     = "live"     // puts it in use, in place of another of its name
	ActWithdraw = "withdraw" // takes it out of use
	ActDiscard  = "discard"  // throws a draft, or one that is out of use, away
	ActRestore  = "restore"  // takes it back
	ActPurge    = "purge"    // deletes it for good
)

// badLine is told of a history that something else has written into.
var badLine = documents.NewFaultKind("history_line", "%s, linje %d: ikke en linje, som taskforce har skrevet: %s", "%s, line %d: not a line that taskforce wrote: %s")

// Act is a line of the history.
type Act struct {
	At         time.Time `json:"at"`
	By         string    `json:"by,omitempty"` // an ID of a key, or that it was a login; "" where not known
	What       string    `json:"act"`          // as above
	Collection string    `json:"collection"`   // "" is the shared materials
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Size       int64     `json:"size,omitempty"`     // of an upload
	Hash       string    `json:"hash,omitempty"`     // of an upload: SHA-256, hex
	Replaced   string    `json:"replaced,omitempty"` // ID of the file that was in use under the name
	Undoes     bool      `json:"undoes,omitempty"`   // it takes the act before it back
}

// States of a file.
const (
	Draft     = "draft"
	InUse     = "live"
	Replaced  = "replaced"
	Withdrawn = "withdrawn"
	Discarded = "discarded"
	Purged    = "purged"
)

// File is a file as it stands.
type File struct {
	ID         string
	Collection string
	Name       string
	Size       int64
	Hash       string
	State      string    // as above
	Since      time.Time // when that was so first
	Brought    time.Time
	Rival      string // ID of the file that is in use under its name; "" for none, or itself
}

// readActs reads the history; a last line that was cut off is left out.
func readActs(path string) ([]Act, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the history of uploads: %w", err)
	}
	if end := bytes.LastIndexByte(data, '\n') + 1; end < len(data) {
		data = data[:end]
		if err := os.Truncate(path, int64(end)); err != nil {
			return nil, fmt.Errorf("mending the history of uploads: %w", err)
		}
	}
	var out []Act
	for i, text := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
		var a Act
		if len(data) == 0 {
			break
		}
		if err := json.Unmarshal(text, &a); err != nil {
			return nil, badLine.Fault(err, path, i+1, err)
		}
		out = append(out, a)
	}
	return out, nil
}

// append writes a line of the history; the caller holds the lock.
func (d *Desk) append(a Act) error {
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(d.history(), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return fmt.Errorf("writing the history of uploads: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("writing the history of uploads: %w", err)
	}
	d.acts = append(d.acts, a)
	return nil
}

// place is where a file is in use: one at a time.
type place struct{ collection, name string }

// files are all files by ID, as the history leaves them.
func (d *Desk) files() map[string]*File {
	out := map[string]*File{}
	for _, a := range d.acts {
		f := out[a.ID]
		if f == nil {
			f = &File{ID: a.ID, Collection: a.Collection, Name: a.Name, Size: a.Size, Hash: a.Hash, Brought: a.At}
			out[a.ID] = f
		}
		f.Since = a.At
		switch a.What {
		case ActUpload, ActRestore:
			f.State = Draft
		case ActLive:
			f.State = InUse
			if old := out[a.Replaced]; old != nil {
				old.State, old.Since = Replaced, a.At
			}
		case ActWithdraw:
			f.State = Withdrawn
		case ActDiscard:
			f.State = Discarded
		case ActPurge:
			f.State = Purged
		}
	}
	live := inUse(out)
	for _, f := range out {
		if id := live[place{f.Collection, f.Name}]; id != f.ID {
			f.Rival = id
		}
	}
	return out
}

// inUse are the files that a service reads, by their place.
func inUse(files map[string]*File) map[place]string {
	out := map[place]string{}
	for _, f := range files {
		if f.State == InUse {
			out[place{f.Collection, f.Name}] = f.ID
		}
	}
	return out
}

// Files are those of a collection that are kept, the latest first.
func (d *Desk) Files(collection string) []File {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []File
	for _, f := range d.files() {
		if f.Collection == collection && f.State != Purged {
			out = append(out, *f)
		}
	}
	slices.SortFunc(out, func(x, y File) int {
		if c := y.Since.Compare(x.Since); c != 0 {
			return c
		}
		return y.Brought.Compare(x.Brought)
	})
	return out
}

// File is the file of an ID.
func (d *Desk) File(id string) (File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.files()[id]
	if f == nil || f.State == Purged {
		return File{}, ErrUnknown
	}
	return *f, nil
}

// Entry is a line of the history as it is shown.
type Entry struct {
	Act
	N    int  // its number, for [Desk.Undo]
	Undo bool // it can be taken back: nothing has been done since with what it concerns
}

// History are the acts in a collection, the latest first.
func (d *Desk) History(collection string) []Entry {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Entry
	later := map[string]bool{} // names about which something was done later
	for n, a := range slices.Backward(d.acts) {
		if a.Collection != collection {
			continue
		}
		out = append(out, Entry{a, n, !later[a.Name] && a.What != ActPurge})
		later[a.Name] = true
	}
	return out
}
