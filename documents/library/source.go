package library

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// Source is one folder or file of materials: on disk, or in a file system such
// as the one that is embedded in the binary.
type Source struct {
	FS   fs.FS  // where Disk is ""
	Root string // folder or file in FS; "" is all of it
	Disk string // path on disk of a folder or a file
}

// file is one file that was found in a source.
type file struct {
	fsys   fs.FS
	name   string // in fsys
	path   string // below the source's folder
	disk   string // path on disk; "" in an embedded source
	direct bool   // the user named this very file
	err    error  // why it cannot be read
	root   io.Closer
}

// list finds the source's files, by path.
func (s Source) list(ctx context.Context, limits documents.Limits) ([]file, []documents.Failure, error) {
	if s.Disk == "" {
		return s.walk(ctx, s.FS, cleanRoot(s.Root), limits)
	}
	info, err := os.Stat(s.Disk)
	if err != nil {
		return nil, nil, sourceError(s.Disk, err)
	}
	if !info.IsDir() {
		dir, name := filepath.Split(s.Disk)
		f := file{fsys: os.DirFS(filepath.Clean(dir)), name: name, path: name, disk: s.Disk, direct: true}
		if !info.Mode().IsRegular() {
			f.err = documents.NotRegular.Fault(nil)
		}
		return []file{f}, nil, nil
	}
	// A root cannot be left, neither by .. nor by a link.
	root, err := os.OpenRoot(s.Disk)
	if err != nil {
		return nil, nil, sourceError(s.Disk, err)
	}
	files, failures, err := s.walk(ctx, root.FS(), ".", limits)
	if err != nil || len(files) == 0 {
		return nil, failures, errors.Join(err, root.Close())
	}
	files[0].root = root
	return files, failures, nil
}

// close ends the use of the folder that files were found in.
func (Source) close(files []file) {
	if len(files) > 0 && files[0].root != nil {
		files[0].root.Close()
	}
}

func cleanRoot(root string) string {
	if root == "" {
		return "."
	}
	return path.Clean(root)
}

// sourceError says in Danish which source cannot be used, and why.
func sourceError(name string, err error) error {
	return documents.BadSource.Fault(err, documents.ShownPath(name), err)
}

// errEnough ends a walk through a source with too many files.
var errEnough = errors.New("too many files")

// walker gathers the files below a folder.
type walker struct {
	source   Source
	fsys     fs.FS
	root     string
	limits   documents.Limits
	files    []file
	failures []documents.Failure
}

func (s Source) walk(ctx context.Context, fsys fs.FS, root string, limits documents.Limits) ([]file, []documents.Failure, error) {
	if fsys == nil {
		return nil, nil, documents.NoSource.Fault(nil)
	}
	w := &walker{source: s, fsys: fsys, root: root, limits: limits}
	err := fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return w.visit(name, entry, err)
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("listing documents: %w", err)
	}
	slices.SortStableFunc(w.files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return w.files, w.failures, nil
}

// visit takes one entry: a file into the list, a folder into the walk.
func (w *walker) visit(name string, entry fs.DirEntry, err error) error {
	shown := w.shown(name)
	if err != nil {
		return w.unreadable(name, shown, err)
	}
	if name != w.root && hidden(path.Base(name)) {
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	mode := entry.Type()
	if mode&fs.ModeSymlink != 0 {
		if mode, err = w.follow(name); err != nil {
			link := documents.Unread(shown, documents.BadLink.Fault(err))
			link.Err, link.Skipped = err, true
			w.failures = append(w.failures, link)
			return nil
		}
	}
	if !mode.IsRegular() || isSidecar(name) {
		return nil
	}
	if len(w.files) >= w.limits.Files {
		w.failures = append(w.failures, documents.Unread(w.name(), documents.ManyFiles.Fault(nil, w.limits.Files)))
		return errEnough
	}
	f := file{fsys: w.fsys, name: name, path: shown}
	if w.source.Disk != "" {
		f.disk = filepath.Join(w.source.Disk, filepath.FromSlash(name))
	}
	w.files = append(w.files, f)
	return nil
}

// unreadable lists a folder that cannot be opened. Where it is the source
// itself, there is nothing to read.
func (w *walker) unreadable(name, shown string, err error) error {
	if name == w.root {
		return sourceError(w.name(), err)
	}
	folder := documents.Unread(shown, documents.BadFolder.Fault(err, err))
	folder.Err = err
	w.failures = append(w.failures, folder)
	return fs.SkipDir
}

// follow returns the kind of what a link points to, within the source.
func (w *walker) follow(name string) (fs.FileMode, error) {
	info, err := fs.Stat(w.fsys, name)
	if err != nil {
		return 0, fmt.Errorf("following %s: %w", name, err)
	}
	return info.Mode().Type(), nil
}

// shown is a name relative to the source's folder.
func (w *walker) shown(name string) string {
	if name == w.root {
		return path.Base(name)
	}
	if w.root == "." {
		return name
	}
	return strings.TrimPrefix(name, w.root+"/")
}

func (w *walker) name() string {
	if w.source.Disk != "" {
		return w.source.Disk
	}
	return w.root
}

// hidden tells names that the user did not put there as material.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") ||
		slices.Contains([]string{"__MACOSX", "Thumbs.db", "desktop.ini"}, name)
}
