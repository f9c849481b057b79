// Package intake is how a file becomes material: what it becomes and what is odd
// about it ([Check], [Try]), and how it is put into a folder that a running
// service reads ([Put]). A [Desk] keeps the files that editors bring: as drafts
// that are looked at, in use or taken out again, with their history.
package intake

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// Look is what a file became.
type Look struct {
	documents.Info
	Passages   int              `json:"passages"`
	Headings   int              `json:"headings"`
	Words      int              `json:"words"`
	EmptyPages []int            `json:"empty_pages"`
	Oddities   []library.Oddity `json:"oddities"`
	Losses     []documents.Loss `json:"losses"`
	Layer      documents.Layer  `json:"layer"`
}

// Check tells what a document became and what is odd about it; with stale, one
// that is dated longer ago is old.
func Check(d *documents.Document, stale time.Duration) Look {
	one := Look{Info: d.Info, Passages: len(documents.Passages(d, documents.DefaultPassageSize())), Headings: d.Headings(),
		Words: d.Words(), EmptyPages: d.EmptyPages(), Oddities: library.Check(d, time.Now(), stale), Losses: d.Losses, Layer: d.Layer}
	if one.Losses == nil {
		one.Losses = []documents.Loss{}
	}
	one.Oddities = append(one.Oddities, planted(d)...)
	if one.Oddities == nil {
		one.Oddities = []library.Oddity{}
	}
	return one
}

// Serious tells whether something is wrong enough for answers to suffer.
func (l Look) Serious() bool {
	return slices.ContainsFunc(l.Oddities, func(o library.Oddity) bool { return o.Serious })
}

// maxPlanted is how many sentences of a document that address an assistant are shown.
const maxPlanted = 5

// planted names the sentences that address an assistant: answers leave them out.
func planted(d *documents.Document) []library.Oddity {
	var out []library.Oddity
	for _, b := range d.Blocks {
		for _, s := range danish.Sentences(strings.Join(slices.Concat(b.Cells, []string{b.Text}), " ")) {
			if len(out) < maxPlanted && guard.Addresses(s) {
				one := library.NewOddity(library.OddPlanted, false, documents.OddPlanted, s)
				if b.Page > 0 {
					one = library.NewOddity(library.OddPlanted, false, documents.OddPlantedAt, b.Page, s)
				}
				out = append(out, one)
			}
		}
	}
	return out
}

// Name is what a file of a name is called in a folder of materials: fit for
// every system, its ending in small letters.
func Name(file string) string {
	base := filepath.Base(strings.ReplaceAll(file, `\`, "/")) // some browsers send a whole path
	ending := filepath.Ext(base)
	return library.FileName(strings.TrimSuffix(base, ending)) + strings.ToLower(ending)
}

// Unread is the error of a file that cannot be read.
type Unread struct{ documents.Failure }

// Error is the Danish line.
func (u *Unread) Error() string {
	if u.Path == "" {
		return u.Reason
	}
	return u.Path + ": " + u.Reason
}

// Try reads a file as a service would, in a folder of its own. The error of one
// that cannot be read is an [*Unread]; warnings are its shortcomings.
func Try(ctx context.Context, name string, data []byte, opt library.Options) (doc *documents.Document, warnings []documents.Failure, err error) {
	dir, err := os.MkdirTemp("", "taskforce-")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, nil, err
	}
	return tryFile(ctx, path, opt)
}

func tryFile(ctx context.Context, path string, opt library.Options) (doc *documents.Document, warnings []documents.Failure, err error) {
	lib, err := library.ReadAll(ctx, []library.Source{{Disk: path}}, opt)
	if err != nil {
		return nil, nil, err
	}
	if len(lib.Documents) == 0 {
		return nil, nil, NothingIn(lib)
	}
	doc, err = lib.Documents[0].Full()
	return doc, lib.Failures, err
}

// NothingIn tells why a library has no document.
func NothingIn(lib *documents.Library) *Unread {
	for _, f := range lib.Failures {
		return &Unread{f}
	}
	none := documents.Unread("", documents.Nothing.Fault(nil))
	none.Path = ""
	return &Unread{none}
}
