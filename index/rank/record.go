package rank

import (
	"encoding/binary"

	"github.com/digitaskforce/taskforce/danish"
)

// Record is one passage's entry, as it lies in the file.
type Record struct {
	words             int
	Text, head, asked []byte // runs of entrySize bytes
}

const EntrySize = 6

func EntryAt(run []byte, i int) (hash uint32, pos int) {
	e := run[i*EntrySize : i*EntrySize+EntrySize]
	return binary.LittleEndian.Uint32(e), int(binary.LittleEndian.Uint16(e[4:]))
}

// AppendRecord appends a passage's record.
func AppendRecord(to []byte, d Analysed) []byte {
	const most = 1<<16 - 1
	runs := [][]danish.Term{d.Text, d.head, d.asked}
	to = binary.LittleEndian.AppendUint16(to, uint16(min(d.Words, most)))
	for _, run := range runs {
		to = binary.LittleEndian.AppendUint16(to, uint16(min(len(run), most)))
	}
	for _, run := range runs {
		for _, t := range run[:min(len(run), most)] {
			to = binary.LittleEndian.AppendUint32(to, t.Hash)
			to = binary.LittleEndian.AppendUint16(to, uint16(min(t.Pos, most)))
		}
	}
	return to
}

// ReadRecord reads the entry that b begins with; a zero record where it is damaged.
func ReadRecord(b []byte) Record {
	const counts = 4 * 2
	if len(b) < counts {
		return Record{}
	}
	count := func(i int) int { return int(binary.LittleEndian.Uint16(b[i*2:])) }
	t := count(1) * EntrySize
	h := t + count(2)*EntrySize
	a := h + count(3)*EntrySize
	words := count(0)
	b = b[counts:]
	if a > len(b) {
		return Record{}
	}
	return Record{words: words, Text: b[:t], head: b[t:h], asked: b[h:a]}
}
