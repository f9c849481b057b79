package library

import (
	"path/filepath"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// former are the documents of a library that were read from below a path on
// disk and are not among the files found now, as files that failed with err.
func former(lib *documents.Library, disk string, found []file, err error) []file {
	if lib == nil || disk == "" {
		return nil
	}
	known := map[string]bool{}
	for _, f := range found {
		known[f.disk] = true
	}
	var out []file
	for _, d := range lib.Documents {
		below := d.File == disk || strings.HasPrefix(d.File, filepath.Clean(disk)+string(filepath.Separator))
		if d.File != "" && below && !known[d.File] {
			out = append(out, file{path: d.Path, disk: d.File, err: err})
		}
	}
	return out
}

// lost are the former files of a source that can no longer be listed, or of
// its folders that cannot.
func lost(lib *documents.Library, s Source, found []file, failures []documents.Failure, err error) []file {
	if err != nil {
		return former(lib, s.Disk, found, err)
	}
	var out []file
	for _, f := range failures {
		if f.Err != nil && !f.Skipped && s.Disk != "" {
			out = append(out, former(lib, filepath.Join(s.Disk, filepath.FromSlash(f.Path)), append(found, out...), f.Err)...)
		}
	}
	return out
}

// last is what the file at a path on disk was, nil where that is not known.
func last(lib *documents.Library, f file) *documents.Document {
	if lib == nil || f.disk == "" {
		return nil
	}
	for _, d := range lib.Documents {
		if d.File == f.disk && d.Kept() {
			doc := *d
			alone(&doc)
			f.describe(&doc)
			return &doc
		}
	}
	return nil
}
