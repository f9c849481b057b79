package intake

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// ErrExists is the error of a file that lies there already.
var ErrExists = errors.New("intake: there is such a file already")

// Put writes a file into a folder that a running service may read, and beside
// it its sidecar, where there is something to say in it; the service sees each
// whole or not at all. One that lies there already is written over with replace
// only, else the error is [ErrExists].
func Put(dir, name string, data []byte, side library.Sidecar, replace bool) error {
	if side != (library.Sidecar{}) {
		text, err := side.YAML()
		if err != nil {
			return err
		}
		if err := whole.Replace(filepath.Join(dir, name+library.SidecarEnding), text); err != nil {
			return err
		}
	}
	path := filepath.Join(dir, name)
	if replace {
		return whole.Replace(path, data)
	}
	err := whole.Create(path, data)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	return err
}
