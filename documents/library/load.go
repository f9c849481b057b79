package library

import (
	"fmt"
	"io"
	"io/fs"

	"github.com/digitaskforce/taskforce/documents"
)

// load reads a file into memory. Of one whose name tells no format it takes the
// beginning first, and the rest only where that is of a kind that is read.
func (f file) load(limits documents.Limits) ([]byte, error) {
	if f.err != nil {
		return nil, f.err
	}
	handle, err := f.fsys.Open(f.name)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", f.path, err)
	}
	defer handle.Close()
	var head []byte
	if _, known := formatByExtension(f.path); !known {
		head = make([]byte, documents.SniffBytes)
		n, err := io.ReadFull(handle, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, fmt.Errorf("reading %s: %w", f.path, err)
		}
		head = head[:n]
		if !worthReading(head) {
			return nil, unknownType(f.path)
		}
	}
	return readRest(handle, head, limits.FileBytes)
}

// worthReading reports whether a file of unknown type begins like one of a kind
// that may be read, or for which there is better advice.
func worthReading(head []byte) bool {
	for _, signature := range []string{"PK\x03\x04", "\xd0\xcf\x11\xe0"} {
		if len(head) > len(signature) && string(head[:len(signature)]) == signature {
			return true
		}
	}
	name, err := sniff(head, false)
	return name != "" || err != nil
}

func readRest(handle fs.File, head []byte, most int64) ([]byte, error) {
	tooLarge := documents.TooManyBytes.Fault(documents.ErrTooLarge, readableSize(most))
	info, err := handle.Stat()
	if err == nil && info.Size() > most {
		return nil, tooLarge
	}
	rest, err := io.ReadAll(io.LimitReader(handle, most-int64(len(head))+1))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	if int64(len(head)+len(rest)) > most {
		return nil, tooLarge
	}
	if len(head) == 0 {
		return rest, nil
	}
	return append(head, rest...), nil
}

func readableSize(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d byte", n)
}
