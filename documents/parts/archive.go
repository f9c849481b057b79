// Package parts opens zipped documents (Office, OpenDocument, books) and streams
// the XML in them, within bounds. Start with [Open].
package parts

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// Archive is an unpacked view of a zipped file that counts what is read of it,
// since the sizes a file states of itself may be false.
type Archive struct {
	ctx     context.Context
	entries map[string]*zip.File
	left    int64 // unpacked bytes that may still be read
}

var errZipBomb = documents.Bomb.Fault(nil)

// Open opens a zipped document and looks at its directory only.
func Open(ctx context.Context, data []byte, limits documents.Limits) (*Archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, documents.Damaged.Fault(err)
	}
	if len(r.File) > documents.MaxZipEntries {
		return nil, errZipBomb
	}
	a := &Archive{ctx: ctx, entries: map[string]*zip.File{}, left: limits.UnpackedBytes}
	for _, f := range r.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if a.entries[name] == nil { // a second one of the same name hides nothing
			a.entries[name] = f
		}
	}
	return a, nil
}

// Has reports whether there is an entry of a name.
func (a *Archive) Has(name string) bool { return a.entries[name] != nil }

// Names lists the entries with a prefix and an ending, sorted.
func (a *Archive) Names(prefix, ending string) []string {
	var out []string
	for name := range a.entries {
		if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, ending) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Open returns an entry's bytes as they unpack, within the limits.
func (a *Archive) Open(name string) (io.ReadCloser, error) {
	f := a.entries[name]
	if f == nil {
		return nil, documents.NoPart.Fault(nil, name)
	}
	if f.Flags&1 != 0 {
		return nil, documents.ErrEncrypted
	}
	r, err := f.Open()
	if err != nil {
		return nil, documents.Damaged.Fault(err)
	}
	return &entryReader{archive: a, entry: r, most: 1<<20 + documents.MaxZipRatio*int64(f.CompressedSize64)}, nil
}

// entryReader counts what it unpacks.
type entryReader struct {
	archive *Archive
	entry   io.ReadCloser
	read    int64
	most    int64
}

func (r *entryReader) Read(p []byte) (int, error) {
	if err := r.archive.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.entry.Read(p)
	r.read += int64(n)
	r.archive.left -= int64(n)
	if r.read > r.most || r.archive.left < 0 {
		return 0, errZipBomb
	}
	if err != nil && err != io.EOF {
		err = documents.Damaged.Fault(err)
	}
	return n, err
}

func (r *entryReader) Close() error { return r.entry.Close() }

// ReadAll unpacks an entry.
func (a *Archive) ReadAll(name string) ([]byte, error) {
	r, err := a.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
