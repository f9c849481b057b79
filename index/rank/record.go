package rank

import (
	"encoding/binary"

	"github.com/digitaskforce/taskforce/danish"
)

// Record is one passage's entry, as it lies in the file.
type Record struct {
	words      int
	Text, head []byte // runs of entrySize bytes
}

const EntrySize = 6

func EntryAt(run []byte, i int) (hash uint32, pos int) {
	e := run[i*EntrySize : i*EntrySize+EntrySize]
	return binary.LittleEndian.Uint32(e), int(binary.LittleEndian.Uint16(e[4:]))
}

// AppendRecord appends a passage's record.
func AppendRecord(to []byte, d Analysed) []byte {
	const most = 1<<16 - 1
	text, head := d.Text[:min(len(d.Text), most)], d.head[:min(len(d.head), most)]
	for _, n := range []int{d.Words, len(text), len(head)} {
		to = binary.LittleEndian.AppendUint16(to, uint16(min(n, most)))
	}
	for _, run := range [][]danish.Term{text, head} {
		for _, t := range run {
			to = binary.LittleEndian.AppendUint32(to, t.Hash)
			to = binary.LittleEndian.AppendUint16(to, uint16(min(t.Pos, most)))
		}
	}
	return to
}

// ReadRecord reads the entry that b begins with; a zero record where it is damaged.
func ReadRecord(b []byte) Record {
	if len(b) < 6 {
		return Record{}
	}
	count := func(i int) int { return int(binary.LittleEndian.Uint16(b[i*2:])) * EntrySize }
	t, h := count(1), count(2)
	words := int(binary.LittleEndian.Uint16(b))
	b = b[6:]
	if t+h > len(b) {
		return Record{}
	}
	return Record{words: words, Text: b[:t], head: b[t : t+h]}
}
