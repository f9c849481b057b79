package library

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// SidecarEnding is what the name of a file's sidecar adds to the file's own: a
// small YAML file that says of report.pdf, in report.pdf.meta.yaml, what the
// file itself does not.
const SidecarEnding = ".meta.yaml"

// Sidecar is what may stand beside a file. What it says goes before what the
// file says, but for Modified.
type Sidecar struct {
	Title       string `yaml:"title,omitempty"`
	Kind        string `yaml:"kind,omitempty"`
	Publisher   string `yaml:"publisher,omitempty"`
	Date        string `yaml:"date,omitempty"`
	Checked     string `yaml:"checked,omitempty"`
	Issuer      string `yaml:"issuer,omitempty"`
	Issued      string `yaml:"issued,omitempty"`
	Publication string `yaml:"publication,omitempty"`
	URL         string `yaml:"url,omitempty"`
	Language    string `yaml:"language,omitempty"`
	Modified    string `yaml:"modified,omitempty"` // the date, where neither file nor sidecar has one
	Vanished    string `yaml:"vanished,omitempty"` // see Info.Vanished
}

// YAML is what a sidecar's file holds.
func (s Sidecar) YAML() ([]byte, error) {
	data, err := yaml.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("writing a sidecar: %w", err)
	}
	return data, nil
}

// AskedEnding is what the name of a file of questions adds to that of the file
// whose sentences answer them; see [documents.ParseAskings].
const AskedEnding = ".asked.txt"

// beside are the endings of files that stand beside others, and are no documents.
var beside = []string{SidecarEnding, AskedEnding}

func isSidecar(name string) bool {
	return slices.ContainsFunc(beside, func(ending string) bool { return strings.HasSuffix(strings.ToLower(name), ending) })
}

// besides completes a Document with what stands beside its file. The error is a
// shortcoming of that; the Document is sound all the same.
func (f file) besides(doc *documents.Document) error {
	side, err := f.sidecar()
	if err != nil {
		err = documents.Sidecar.Fault(err, documents.ShownPath(f.path+SidecarEnding), err)
	}
	asked, askedErr := f.asked()
	if askedErr != nil {
		askedErr = documents.Sidecar.Fault(askedErr, documents.ShownPath(f.path+AskedEnding), askedErr)
	}
	if side == (Sidecar{}) && asked == nil {
		return cmp.Or(err, askedErr)
	}
	own := doc.Info
	doc.Own = &own
	side.complete(doc)
	doc.Asked, doc.Info.Asked = asked, asked.Hash()
	return cmp.Or(err, askedErr)
}

func (f file) sidecar() (side Sidecar, err error) {
	data, err := f.readBeside(SidecarEnding, documents.MaxFrontMatter)
	if err != nil {
		return side, err
	}
	if err := yaml.Unmarshal(data, &side); err != nil {
		return Sidecar{}, documents.YAML.Fault(err)
	}
	return side, nil
}

func (f file) asked() (documents.Askings, error) {
	data, err := f.readBeside(AskedEnding, documents.MaxAskings)
	if err != nil {
		return nil, err
	}
	return documents.ParseAskings(string(data))
}

// readBeside gives what the file with an ending beside f holds; nil where there is none.
func (f file) readBeside(ending string, most int64) ([]byte, error) {
	if f.fsys == nil {
		return nil, nil // no file, but its content
	}
	name := f.name + ending
	info, err := fs.Stat(f.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !info.Mode().IsRegular() {
		return nil, documents.NoFile.Fault(nil)
	}
	if err != nil {
		return nil, err
	}
	in, err := f.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, fmt.Errorf("reading: %w", err)
	}
	if int64(len(data)) > most {
		return nil, documents.ErrTooLarge
	}
	return data, nil
}

func (s Sidecar) complete(doc *documents.Document) {
	line := func(own, said string) string { return cmp.Or(documents.OneLine(documents.CleanText(said)), own) }
	doc.Title = line(doc.Title, s.Title)
	doc.Kind = line(doc.Kind, s.Kind)
	doc.Publisher = line(doc.Publisher, s.Publisher)
	doc.Issuer = line(doc.Issuer, s.Issuer)
	doc.Issued = cmp.Or(danish.KnownDate(s.Issued), doc.Issued)
	doc.Checked = cmp.Or(danish.KnownDate(s.Checked), doc.Checked)
	doc.Publication = line(doc.Publication, s.Publication)
	doc.Language = line(doc.Language, s.Language)
	doc.Date = cmp.Or(danish.ISODate(documents.OneLine(documents.CleanText(s.Date))), doc.Date, danish.KnownDate(s.Modified))
	doc.URL = cmp.Or(documents.WebAddress(s.URL), doc.URL)
	doc.Vanished = danish.KnownDate(s.Vanished)
}
