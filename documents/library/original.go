package library

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/digitaskforce/taskforce/documents"
)

// Original opens the file that a document of the sources was read from, by the
// rules it was read by: no link leads out of a source's folder. What it gives
// has the content that was read, else the error is [documents.ErrChanged]; it is
// [fs.ErrNotExist] where no source has such a file, or it cannot be opened.
func Original(sources []Source, info documents.Info) (fs.File, error) {
	for _, s := range sources {
		f, err := s.original(info)
		if errors.Is(err, errElsewhere) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("opening %s: %w: %w", info.Path, fs.ErrNotExist, err)
		}
		if err := unchanged(f, info.Hash); err != nil {
			return nil, errors.Join(fmt.Errorf("opening %s: %w", info.Path, err), f.Close())
		}
		return f, nil
	}
	return nil, fmt.Errorf("opening %s: %w", info.Path, fs.ErrNotExist)
}

// errElsewhere says that a document is not of this source.
var errElsewhere = errors.New("documents: of another source")

func (s Source) original(info documents.Info) (fs.File, error) {
	switch {
	case (s.Disk == "") != (info.File == ""):
		return nil, errElsewhere
	case s.Disk == "":
		return s.FS.Open(path.Join(cleanRoot(s.Root), info.Path))
	case s.Disk == info.File:
		return regular(os.OpenFile(s.Disk, os.O_RDONLY|syscall.O_NONBLOCK, 0))
	}
	name, err := filepath.Rel(s.Disk, info.File)
	if err != nil || name == ".." || strings.HasPrefix(name, ".."+string(filepath.Separator)) {
		return nil, errElsewhere
	}
	root, err := os.OpenRoot(s.Disk)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return regular(root.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)) // a pipe must not hold it
}

// regular closes what is no file, such as a folder or a pipe.
func regular(f *os.File, err error) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(errors.New("documents: no file"), err, f.Close())
	}
	return f, nil
}

// unchanged holds a file to the hash of what was read, and goes back to its beginning.
func unchanged(f fs.File, hash string) error {
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("%w: %w", fs.ErrNotExist, err)
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return documents.ErrChanged
	}
	back, ok := f.(io.Seeker)
	if !ok {
		return errors.New("documents: a file that cannot be read twice")
	}
	_, err := back.Seek(0, io.SeekStart)
	return err
}
