package documents

import "context"

// Input is one file as its reader gets it.
type Input struct {
	Name   string // base name
	Data   []byte // never changed by a reader
	Cache  string // folder for caches; "" is the user's cache folder
	Limits Limits // no field is zero
	OCR    OCR
}

// OCR is how pages that are pictures of text are read. The zero value leaves them.
type OCR struct {
	Program string // path of tesseract; "" leaves the pages
	Kept    string // folder of what was recognised on the pages of this one file, so that work that was broken off goes on; "" keeps nothing
	Most    int    // pages that are recognised before the reading ends; the others are left; 0 is all
	Done    func() // called after each page that was recognised; may be nil
}

// ReadFunc makes a Document of a file: Title (may be empty), Blocks, and what
// else of Info the file itself tells. With both a Document and an error, the
// Document is kept and the error is listed as its shortcoming.
type ReadFunc func(ctx context.Context, in Input) (*Document, error)

// SniffBytes is how much of a file is enough to tell its kind by.
const SniffBytes = 4096
