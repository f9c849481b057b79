package documentstest

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Stream is one of a compound file, by its path; bytes are added behind its data
// so that it is no small one.
type Stream struct {
	Path string // with / after folders
	Data []byte
	Fill byte
}

const (
	sector    = 512
	smallest  = 4096
	noSector  = 0xFFFFFFFF
	chainEnds = 0xFFFFFFFE
)

// Compound is a file as old office programs write them (OLE), of a few streams.
func Compound(streams ...Stream) []byte {
	c := &compound{folders: map[string]int{}}
	c.entry("Root Entry", 5, -1)
	for _, s := range streams {
		parent, name := 0, s.Path
		if folder, rest, ok := strings.Cut(s.Path, "/"); ok {
			if c.folders[folder] == 0 {
				c.folders[folder] = c.entry(folder, 1, 0)
			}
			parent, name = c.folders[folder], rest
		}
		data := s.Data
		for len(data) < smallest || len(data)%sector != 0 {
			data = append(data[:len(data):len(data)], s.Fill)
		}
		at := c.entry(name, 2, parent)
		binary.LittleEndian.PutUint32(c.entries[at][116:], uint32(len(c.data)/sector))
		binary.LittleEndian.PutUint32(c.entries[at][120:], uint32(len(data)))
		c.chain(len(data) / sector)
		c.data = append(c.data, data...)
	}
	return c.bytes()
}

type compound struct {
	entries [][]byte
	folders map[string]int
	data    []byte
	table   []uint32 // which sector follows, of those with data
}

// entry adds one to the directory: the newest of a folder is its child, and the
// others follow to the right.
func (c *compound) entry(name string, kind byte, parent int) int {
	e := make([]byte, 128)
	units := utf16.Encode([]rune(name))
	for i, u := range units {
		binary.LittleEndian.PutUint16(e[2*i:], u)
	}
	binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
	e[66], e[67] = kind, 1
	for at := 68; at < 80; at += 4 {
		binary.LittleEndian.PutUint32(e[at:], noSector)
	}
	if kind != 2 {
		binary.LittleEndian.PutUint32(e[116:], chainEnds)
	}
	number := len(c.entries)
	if parent >= 0 {
		p := c.entries[parent]
		copy(e[72:76], p[76:80])
		binary.LittleEndian.PutUint32(p[76:], uint32(number))
	}
	c.entries = append(c.entries, e)
	return number
}

func (c *compound) chain(sectors int) {
	for i := range sectors {
		next := uint32(len(c.table) + 1)
		if i == sectors-1 {
			next = chainEnds
		}
		c.table = append(c.table, next)
	}
}

// bytes puts the directory behind the data, and the table behind that.
func (c *compound) bytes() []byte {
	directory := len(c.table)
	var entries []byte
	for _, e := range c.entries {
		entries = append(entries, e...)
	}
	entries = append(entries, make([]byte, (sector-len(entries)%sector)%sector)...)
	c.chain(len(entries) / sector)
	first := len(c.table)
	sectors := 1
	for sectors*sector/4 < first+sectors {
		sectors++
	}
	for range sectors {
		c.table = append(c.table, 0xFFFFFFFD)
	}
	for len(c.table)%(sector/4) != 0 {
		c.table = append(c.table, noSector)
	}
	head := make([]byte, sector)
	copy(head, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3E, 26: 3, 28: 0xFFFE, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(head[at:], v)
	}
	for at, v := range map[int]uint32{44: uint32(sectors), 48: uint32(directory), 56: smallest, 60: chainEnds, 68: chainEnds} {
		binary.LittleEndian.PutUint32(head[at:], v)
	}
	for i := range 109 {
		v := uint32(noSector)
		if i < sectors {
			v = uint32(first + i)
		}
		binary.LittleEndian.PutUint32(head[76+4*i:], v)
	}
	out := append(append(head, c.data...), entries...)
	for _, v := range c.table {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}
