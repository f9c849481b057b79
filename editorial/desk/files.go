package desk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/editorial"
)

// What lies beside the answers, in folders that readers of them pass over.
const (
	changeDir  = ".changes" // changes that wait
	historyDir = ".history" // what was done, and every file as it was
)

// read gives a file, nil where there is none. One that is larger than an answer
// may be is an error.
func read(r *os.Root, name string) ([]byte, error) {
	in, err := r.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, editorial.MaxFile+1))
	if err == nil && len(data) > editorial.MaxFile {
		err = fmt.Errorf("%s: larger than an answer", name)
	}
	return data, err
}

// put lets a file hold data whole; nil removes it.
func put(r *os.Root, name string, data []byte) error {
	if data == nil {
		if err := r.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	dir := filepath.Dir(name)
	if err := r.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	beside := filepath.Join(dir, ".taskforce-"+rand.Text())
	if err := write(r, beside, data); err != nil {
		return errors.Join(err, gone(r.Remove(beside)))
	}
	if err := r.Rename(beside, name); err != nil {
		return errors.Join(err, gone(r.Remove(beside)))
	}
	return nil
}

// write makes a file that is not there yet.
func write(r *os.Root, name string, data []byte) error {
	out, err := r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = out.Write(data)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

// gone is the error of a removal but for that nothing was there.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
