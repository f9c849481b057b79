package documents

import "time"

// Limits bounds what one file, and one library, may cost. A field that is zero
// has its value from DefaultLimits.
type Limits struct {
	FileBytes     int64         // size of a file; larger ones are not opened
	UnpackedBytes int64         // bytes unpacked from one zipped file (DOCX, PPTX, ODT, ODP)
	Pages         int           // pages of one document
	TextBytes     int           // text of one document, in bytes of UTF-8
	Time          time.Duration // processor time to read one file; by the clock, ten times as long
	Files         int           // files in one source
}

// DefaultLimits holds what the largest ordinary reports need, many times over.
func DefaultLimits() Limits {
	return Limits{
		FileBytes:     128 << 20,
		UnpackedBytes: 256 << 20,
		Pages:         5_000,
		TextBytes:     16 << 20,
		Time:          2 * time.Minute,
		Files:         1_000_000,
	}
}

// Bounds that no operator needs to move: what no document made for people has.
const (
	MaxZipEntries  = 10_000
	MaxZipRatio    = 400 // unpacked bytes for each packed one, past the first megabyte
	MaxXMLDepth    = 500
	MaxHTMLDepth   = 500
	MaxCells       = 500 // of one table row
	BlockCost      = 16  // bytes of text that a block or cell counts as besides its own
	MaxTags        = 2_000_000
	MaxFrontMatter = 64 << 10 // bytes of facts before a text, or in a sidecar
	MaxColSpan     = 50       // columns that one cell covers
)

func (l Limits) OrDefault() Limits {
	d := DefaultLimits()
	setDefault(&l.FileBytes, d.FileBytes)
	setDefault(&l.UnpackedBytes, d.UnpackedBytes)
	setDefault(&l.Pages, d.Pages)
	setDefault(&l.TextBytes, d.TextBytes)
	setDefault(&l.Time, d.Time)
	setDefault(&l.Files, d.Files)
	return l
}

func setDefault[N int | int64 | time.Duration](field *N, value N) {
	if *field <= 0 {
		*field = value
	}
}
