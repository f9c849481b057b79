package sites

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/digitaskforce/taskforce/documents/library"
)

// folder is where the pages are. A new one is made beside the old, complete
// with its state, and changes places with it: until then nothing has changed.
type folder struct {
	dir  string
	step func(what string) error // see Options
	put  map[string]bool         // files written anew
}

// names below the folder of materials; those with a dot are no material.
const (
	newFolder = "." + PagesFolder + ".new"
	oldFolder = "." + PagesFolder + ".old"
)

// pages is the folder of pages as it is now. Where places cannot be changed at
// once, a crash may have left it under its other name.
func (f *folder) pages() string {
	at := filepath.Join(f.dir, PagesFolder)
	if _, err := os.Lstat(at); err != nil {
		if old := filepath.Join(f.dir, oldFolder); isDir(old) {
			return old
		}
	}
	return at
}

func isDir(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}

func (f *folder) did(what string) error {
	if f.step == nil {
		return nil
	}
	return f.step(what)
}

// begin makes room for the new pages.
func (f *folder) begin() error {
	f.put = map[string]bool{}
	at := filepath.Join(f.dir, PagesFolder)
	if now := f.pages(); now != at {
		if err := os.Rename(now, at); err != nil {
			return fmt.Errorf("taking up what was left: %w", err)
		}
	}
	if info, err := os.Lstat(at); err == nil && !info.IsDir() {
		return &SourceError{at, "er ikke en mappe; flyt den, så siderne kan ligge dér"}
	}
	f.clean()
	if err := os.MkdirAll(filepath.Join(f.dir, newFolder), 0o755); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	return nil
}

// clean removes what is not in use.
func (f *folder) clean() {
	_ = os.RemoveAll(filepath.Join(f.dir, newFolder))
	if isDir(filepath.Join(f.dir, PagesFolder)) {
		_ = os.RemoveAll(filepath.Join(f.dir, oldFolder))
	}
}

// read returns a file of the present pages that has a hash, nil where it does not.
func (f *folder) read(e entry) []byte {
	path := filepath.Join(f.pages(), filepath.FromSlash(e.File))
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil || hashOf(data) != e.Hash {
		return nil
	}
	return data
}

func (f *folder) has(name string) bool {
	info, err := os.Lstat(filepath.Join(f.pages(), filepath.FromSlash(name)))
	return err == nil && info.Mode().IsRegular()
}

// write writes a file of the new pages to the disk.
func (f *folder) write(name string, data []byte) error {
	path := filepath.Join(f.dir, newFolder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	out, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	_, err = out.Write(data)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	f.put[name] = true
	return f.did("write " + name)
}

// finish completes the new pages and puts them in place.
func (f *folder) finish(s state) error {
	for address, e := range s.Pages {
		side, err := e.sidecar(address).YAML()
		if err != nil {
			return err
		}
		if err := f.write(e.File+library.SidecarEnding, side); err != nil {
			return err
		}
	}
	if err := f.carryOver(s); err != nil {
		return err
	}
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("writing the state: %w", err)
	}
	if err := f.write(stateFile, append(data, '\n')); err != nil {
		return err
	}
	return f.swap()
}

// carryOver takes along the files that stay as they are: pages, and what
// somebody else has put in the folder.
func (f *folder) carryOver(s state) error {
	old, keep := f.pages(), s.files()
	was, err := f.load()
	if err != nil {
		return err
	}
	ours := was.files()
	return filepath.WalkDir(old, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == old {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(old, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		page := strings.TrimSuffix(name, library.SidecarEnding)
		if f.put[name] || name == stateFile || ours[page] && (name != page || !keep[page]) {
			return nil
		}
		return f.carry(path, filepath.Join(f.dir, newFolder, rel))
	})
}

// carry makes a file the same as another, at no cost where the disk allows it:
// files are never written in place.
func (f *folder) carry(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if os.Link(from, to) == nil {
		return f.did("link")
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close(), f.did("copy"))
}

// swap puts the new pages where the present ones are.
func (f *folder) swap() error {
	now, next, old := filepath.Join(f.dir, PagesFolder), filepath.Join(f.dir, newFolder), filepath.Join(f.dir, oldFolder)
	if err := f.did("before swap"); err != nil {
		return err
	}
	if isDir(now) {
		if exchange(next, now) == nil {
			return f.did("swap")
		}
		if err := os.Rename(now, old); err != nil {
			return err
		}
	}
	if err := os.Rename(next, now); err != nil {
		_ = os.Rename(old, now)
		return err
	}
	return f.did("swap")
}
