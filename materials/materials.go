// Package materials holds the corpus that ships inside the binary: Danish
// texts on the strategy of Digital Taskforce for kunstig intelligens (folder
// strategi) and on the law around it (folder jura).
//
// Each file is Markdown in UTF-8 with YAML front matter between two lines of
// three hyphens. Its keys are
//
//	title        what the document is called where it is listed or cited
//	kind         lov, vejledning, udtalelse, strategi or oversigt; the texts
//	             that ship are overviews of ours, oversigt
//	publisher    whose words the text is: Samlingens redaktion
//	date         date of the text: year-month or year-month-day
//	checked      day on which the text was last held against its sources
//	issuer       who issued the publication that the text reports on
//	issued       date of that publication; absent where it has none
//	publication  full title of that publication
//	url          public address of that publication
//	language     da
//	versions     the acts and editions that the text was checked against, a list
//	sources      further sources, a list; may be absent
//	note         what kind of text it is, in words
//
// The last paragraph of a section names the very place that the section reports
// on: "Kilde: ", then one or more links parted by "; ". Where the section is
// advice of ours, "vores anbefaling på grundlag af " or "vores vurdering på
// grundlag af " comes first.
//
// A reader of a document is to get along with one sentence of it: the texts
// repeat their subject instead of pointing back, and state a number with its
// unit and year. Dates, amounts and numbers that must agree stand in fakta.yaml;
// the tests hold each sentence against that table.
//
// The texts are written for this project, in its own words, and carry the
// project's licence. The publications they report on belong to their
// publishers; the texts neither replace them nor are legal advice.
package materials

import (
	"archive/zip"
	"bytes"
	"embed"
	"io/fs"
	"strings"
	"sync"
)

// Files holds the shipped corpus: strategi/*.md and jura/*.md, and beside each
// what people ask of it (docs/materials.md).
var Files fs.FS = corpus{}

//go:embed strategi/*.md jura/*.md
var texts embed.FS

// askedFiles are the files NAME.asked.txt, packed. It is made by
//
//	go generate ./materials
//
// after every change of one.
//
//go:generate go run ./askings
//go:embed asked.zip
var askedFiles []byte

var asked = sync.OnceValues(func() (*zip.Reader, error) {
	return zip.NewReader(bytes.NewReader(askedFiles), int64(len(askedFiles)))
})

// corpus are the texts with what people ask of them.
type corpus struct{}

// Open implements [fs.FS].
func (corpus) Open(name string) (fs.File, error) {
	if !strings.HasSuffix(name, ".asked.txt") {
		return texts.Open(name)
	}
	files, err := asked()
	if err != nil {
		return nil, err
	}
	return files.Open(name)
}

// ReadDir implements [fs.ReadDirFS]; it lists the texts.
func (corpus) ReadDir(name string) ([]fs.DirEntry, error) { return texts.ReadDir(name) }

// Vectors holds what the passages of the corpus mean to the model of package
// meaning, by the hash of their text. It is made by
//
//	go generate ./materials
//
// after every change of the corpus.
//
//go:generate go run ./vectors
//go:embed vectors.bin
var Vectors []byte

// Answers are the editorial answers that ship, svar/*.md; docs/editorial.md
// tells their form.
//
//go:embed svar/*.md
var Answers embed.FS

// AnswerVectors holds what the answers mean to the model of package meaning;
// go test ./editorial -run Vectors -update makes it.
//
//go:embed svar/vectors.bin
var AnswerVectors []byte

// Synonyms is the synonym file of the field, synonymer.txt; an editor can
// extend it, and its first lines say how.
//
//go:embed synonymer.txt
var Synonyms []byte
