package service

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// servedFile, in --data, tells which shared files were last in service, so that
// a start can go on with them where others wait; their texts lie in the cache.
const servedFile = "served.json"

// record is what that file holds.
type record struct {
	Sources   []string         `json:"sources"` // --documents
	Documents []recordedFile   `json:"documents"`
	Failures  []recordedFailed `json:"failures"`
}

type recordedFile struct {
	documents.Info
	File string `json:"file"`
}

type recordedFailed struct {
	documents.Failure
	English string `json:"english,omitempty"`
}

// recordOf is the record of a library of shared materials.
func (l Holdings) recordOf(lib *documents.Library) record {
	r := record{Sources: l.Documents, Documents: []recordedFile{}, Failures: []recordedFailed{}}
	for _, d := range lib.Documents {
		if d.File != "" { // what ships with the program is the program's
			r.Documents = append(r.Documents, recordedFile{d.Info, d.File})
		}
	}
	for _, f := range lib.Failures {
		r.Failures = append(r.Failures, recordedFailed{f, f.English})
	}
	return r
}

// keepServed writes down what is in service.
func (l Holdings) keepServed(lib *documents.Library) error {
	if l.Data == "" {
		return nil
	}
	text, err := json.Marshal(l.recordOf(lib))
	if err != nil {
		return err
	}
	return whole.Replace(filepath.Join(l.Data, servedFile), text)
}

// ForgetServed removes what was written down, where nothing waits any more.
func (l Holdings) ForgetServed() error {
	if l.Data == "" {
		return nil
	}
	if err := os.Remove(filepath.Join(l.Data, servedFile)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// former are the shared files that were last in service, as far as the cache
// holds their texts; nil where nothing is written down. all tells that none is
// missing and that they are of the same sources.
func (l Holdings) former(cache library.Cache) (lib *documents.Library, all bool) {
	if l.Data == "" {
		return nil, false
	}
	text, err := os.ReadFile(filepath.Join(l.Data, servedFile))
	var r record
	if err != nil || json.Unmarshal(text, &r) != nil {
		return nil, false
	}
	lib, all = &documents.Library{}, slices.Equal(r.Sources, l.Documents)
	for _, known := range r.Documents {
		doc := cache.Known(known.Hash)
		if doc == nil {
			all = false
			continue
		}
		own := doc.Info
		doc.Info, doc.Own, doc.File = known.Info, &own, known.File
		doc.OCR, doc.Unread = own.OCR, own.Unread // pages may have been read since
		lib.Documents = append(lib.Documents, doc)
	}
	for _, f := range r.Failures {
		f.Failure.English = f.English
		lib.Failures = append(lib.Failures, f.Failure)
	}
	return lib, all
}

// holdBack lets a library that was read hold the shared files that were last in
// service, in place of those that lie there now, which the reloader tries as any
// other change.
func (s *Opened) holdBack(former *documents.Library) {
	now := *s.library
	shipped := func(d *documents.Document) bool { return d.File == "" }
	shared := func(d *documents.Document) bool { return below(s.Flags.Documents, d.File) }
	now.Documents = slices.Concat(
		only(s.library.Documents, shipped), former.Documents,
		only(s.library.Documents, func(d *documents.Document) bool { return !shipped(d) && !shared(d) }))
	if s.name == "" {
		now.Failures = former.Failures
	}
	if len(now.Documents) == 0 || changes(&now, s.library).none() {
		return
	}
	s.library, s.late = &now, true
	if s.name == "" {
		s.App.Warn("de fælles filer er andre, end da tjenesten sidst kørte; de hidtidige bruges, mens de nye prøves (--golden-hold)")
	}
}

// only are those of a list that is tells.
func only[T any](list []T, is func(T) bool) (out []T) {
	for _, v := range list {
		if is(v) {
			out = append(out, v)
		}
	}
	return out
}
