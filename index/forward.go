package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/mmap-go"
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

// record is one passage's entry, as it lies in the file.
type record struct {
	words      int
	text, head []byte // runs of entrySize bytes
}

const entrySize = 6

func entryAt(run []byte, i int) (hash uint32, pos int) {
	e := run[i*entrySize : i*entrySize+entrySize]
	return binary.LittleEndian.Uint32(e), int(binary.LittleEndian.Uint16(e[4:]))
}

// forwardWriter gathers the records of a forward file.
type forwardWriter struct {
	data    []byte
	offsets []uint64
}

func (w *forwardWriter) add(d analysed) {
	w.offsets = append(w.offsets, uint64(len(w.data)))
	w.data = appendRecord(w.data, d)
}

// appendRecord appends a passage's record.
func appendRecord(to []byte, d analysed) []byte {
	const most = 1<<16 - 1
	text, head := d.text[:min(len(d.text), most)], d.head[:min(len(d.head), most)]
	for _, n := range []int{d.words, len(text), len(head)} {
		to = binary.LittleEndian.AppendUint16(to, uint16(min(n, most)))
	}
	for _, run := range [][]term{text, head} {
		for _, t := range run {
			to = binary.LittleEndian.AppendUint32(to, t.hash)
			to = binary.LittleEndian.AppendUint16(to, uint16(min(t.pos, most)))
		}
	}
	return to
}

// bytes gives the whole file.
func (w *forwardWriter) bytes() []byte {
	out := w.data
	for _, o := range w.offsets {
		out = binary.LittleEndian.AppendUint64(out, o)
	}
	return binary.LittleEndian.AppendUint64(out, uint64(len(w.offsets)))
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
	f, err := os.Open(filepath.Join(dir, forwardFile))
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("mapping the index: %w", err)
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
func (f *forward) record(ordinal int) record {
	if ordinal < 0 || ordinal >= f.n {
		return record{}
	}
	at := binary.LittleEndian.Uint64(f.offsets[ordinal*8:])
	if at > uint64(len(f.data)) {
		return record{}
	}
	return readRecord(f.data[at:])
}

// readRecord reads the entry that b begins with; a zero record where it is damaged.
func readRecord(b []byte) record {
	if len(b) < 6 {
		return record{}
	}
	count := func(i int) int { return int(binary.LittleEndian.Uint16(b[i*2:])) * entrySize }
	t, h := count(1), count(2)
	words := int(binary.LittleEndian.Uint16(b))
	b = b[6:]
	if t+h > len(b) {
		return record{}
	}
	return record{words: words, text: b[:t], head: b[t : t+h]}
}
