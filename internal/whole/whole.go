// Package whole writes files that others see before or after, but never half.
package whole

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts data in place of a file, or makes it where there is none; the
// rights of the former one stay, a new one is readable for everybody.
func Replace(path string, data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	return write(path, data, mode, func() error { return nil })
}

// Create makes a file; the error is fs.ErrExist where there is one.
func Create(path string, data []byte) error {
	return write(path, data, 0o644, func() error { return claim(path) })
}

// write writes beside the file and renames; before is done in between.
func write(path string, data []byte, mode fs.FileMode, before func() error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".taskforce-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	for _, step := range []func() error{func() error { return tmp.Chmod(mode) }, tmp.Sync} {
		if err == nil {
			err = step()
		}
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = before()
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}

// claim makes an empty file, which fails where there is one by now.
func claim(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return f.Close()
}
