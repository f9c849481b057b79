package local

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/mmap-go"

	"github.com/digitaskforce/taskforce/index/rank"
)

// forward holds, for each passage, the terms that ranking looks at: those of
// the text with their positions, and those of the headings with their depth. It is
// one flat file, mapped into memory when it lies on disk.
//
// Layout, little-endian: per passage a record (uint16 words, uint16 counts of
// text and heading terms, then per term uint32 hash and uint16 position); then
// the records' offsets as uint64, then their number as uint64.
type forward struct {
	data    []byte
	offsets []byte
	n       int
	mapped  mmap.MMap
}

// forwardWriter writes a forward file, to disk as it goes; the zero value, in memory.
type forwardWriter struct {
	file    *os.File // nil in memory
	disk    *bufio.Writer
	mem     bytes.Buffer
	record  []byte // the last one; its memory is used again
	at      uint64
	offsets []uint64
}

// newForwardWriter starts the forward file of an index folder.
func newForwardWriter(dir string) (*forwardWriter, error) {
	f, err := os.Create(filepath.Join(dir, ForwardFile))
	if err != nil {
		return nil, fmt.Errorf("writing the index: %w", err)
	}
	return &forwardWriter{file: f, disk: bufio.NewWriterSize(f, 1<<16)}, nil
}

func (w *forwardWriter) write(b []byte) error {
	if w.file == nil {
		w.mem.Write(b)
		return nil
	}
	if _, err := w.disk.Write(b); err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
}

func (w *forwardWriter) add(d rank.Analysed) error {
	w.offsets = append(w.offsets, w.at)
	w.record = rank.AppendRecord(w.record[:0], d)
	w.at += uint64(len(w.record))
	return w.write(w.record)
}

// finish completes the file, and gives one that is in memory.
func (w *forwardWriter) finish() ([]byte, error) {
	end := make([]byte, 0, 8*(len(w.offsets)+1))
	for _, o := range w.offsets {
		end = binary.LittleEndian.AppendUint64(end, o)
	}
	if err := w.write(binary.LittleEndian.AppendUint64(end, uint64(len(w.offsets)))); err != nil {
		return nil, err
	}
	if w.file == nil {
		return w.mem.Bytes(), nil
	}
	if err := errors.Join(w.disk.Flush(), w.file.Sync(), w.file.Close()); err != nil {
		return nil, fmt.Errorf("writing the index: %w", err)
	}
	return nil, nil
}

// abandon closes an unfinished file.
func (w *forwardWriter) abandon() {
	if w.file != nil {
		_ = w.file.Close()
	}
}

var errForward = errors.New("the forward file is damaged")

func newForward(file []byte) (*forward, error) {
	if len(file) < 8 {
		return nil, errForward
	}
	n := binary.LittleEndian.Uint64(file[len(file)-8:])
	if n > uint64(len(file))/8 {
		return nil, errForward
	}
	at := len(file) - 8 - int(n)*8
	if at < 0 {
		return nil, errForward
	}
	return &forward{data: file[:at], offsets: file[at : len(file)-8], n: int(n)}, nil
}

// openForward maps the forward file of an index folder.
func openForward(dir string) (*forward, error) {
	m, err := mapFile(filepath.Join(dir, ForwardFile))
	if err != nil {
		return nil, err
	}
	fw, err := newForward(m)
	if err != nil {
		_ = m.Unmap()
		return nil, err
	}
	fw.mapped = m
	return fw, nil
}

func (f *forward) close() error {
	if f.mapped == nil {
		return nil
	}
	return f.mapped.Unmap()
}

// record reads the entry of a passage; a zero record where it is damaged.
func (f *forward) record(ordinal int) rank.Record {
	if ordinal < 0 || ordinal >= f.n {
		return rank.Record{}
	}
	at := binary.LittleEndian.Uint64(f.offsets[ordinal*8:])
	if at > uint64(len(f.data)) {
		return rank.Record{}
	}
	return rank.ReadRecord(f.data[at:])
}
