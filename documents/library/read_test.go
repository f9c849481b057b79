package library

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/documents"
)

// readOne reads data as a file of that name.
func readOne(t testing.TB, name string, data []byte, limits documents.Limits) (*documents.Document, documents.Failure) {
	t.Helper()
	files := fstest.MapFS{name: {Data: data}}
	lib, err := ReadAll(t.Context(), []Source{{FS: files}}, Options{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	if len(lib.Documents)+len(lib.Failures) == 0 {
		t.Fatalf("%s is neither a document nor a failure", name)
	}
	var failure documents.Failure
	if len(lib.Failures) > 0 {
		failure = lib.Failures[0]
	}
	if len(lib.Documents) == 0 {
		return nil, failure
	}
	return lib.Documents[0], failure
}

func ole(stream string) []byte {
	return append(append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), utf16Name(stream)...)
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	good := docxOf(t, `<w:p><w:r><w:t>Tekst</w:t></w:r></w:p>`)
	flood := func(n int) string { return "<w:p><w:r><w:t>" + strings.Repeat("bombe ", n) + "</w:t></w:r></w:p>" }
	deep := strings.Repeat("<w:p>", 2000)
	laughs := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>`
	tests := []struct {
		what, name string
		data       []byte
		limits     documents.Limits
		reason     string // part of it
		skipped    bool
	}{
		{what: "empty", name: "a.md", reason: "filen er tom"},
		{what: "white space", name: "a.md", data: []byte(" \n\n"), reason: "ingen tekst"},
		{what: "front matter only", name: "a.md", data: []byte("---\ntitle: x\n---\n"), reason: "ingen tekst"},
		{what: "page without text", name: "a.html", data: []byte("<html><body><img src=x></body></html>"), reason: "ingen tekst"},
		{what: "unknown type", name: "a.xyz", data: []byte("tekst"), reason: "filtypen .xyz kan ikke læses", skipped: true},
		{what: "no ending", name: "README", data: []byte("tekst"), reason: "filer uden endelse", skipped: true},
		{what: "archive", name: "a.zip", data: zipOf(t, part{"a.txt", "x"}), reason: "komprimeret arkiv", skipped: true},
		{what: "archive called markdown", name: "a.md", data: zipOf(t, part{"a.txt", "x"}), reason: "komprimeret arkiv"},
		{what: "spreadsheet", name: "a.xlsb", data: zipOf(t, part{"xl/workbook.bin", "<x/>"}), reason: "regneark", skipped: true},
		{what: "broken spreadsheet", name: "a.xlsx", data: zipOf(t, part{"xl/workbook.xml", "<x/>"}), reason: "ufuldstændig"},
		{what: "image called text", name: "a.txt", data: []byte("\x89PNG\r\n\x1a\n\x00\x00"), reason: "billede"},
		{what: "binary called text", name: "a.txt", data: bytes.Repeat([]byte{0, 1, 2, 3, 0xff}, 500), reason: "binære data"},
		{what: "binary called markdown", name: "a.md", data: bytes.Repeat([]byte{0, 1, 2, 3, 0xff}, 500), reason: "binære data"},
		{what: "binary called html", name: "a.html", data: bytes.Repeat([]byte{0, 1, 2, 3, 0xff}, 500), reason: "binære data"},
		{what: "text called docx", name: "a.docx", data: []byte("bare tekst"), reason: "filen hedder .docx, men"},
		{what: "text called pdf", name: "a.pdf", data: []byte("bare tekst"), reason: "filen hedder .pdf, men"},
		{what: "rtf", name: "a.rtf", data: []byte(`{\rtf1 x}`), reason: "RTF-format", skipped: true},
		{what: "encrypted docx", name: "a.docx", data: ole("EncryptedPackage"), reason: "krypteret med adgangskode"},
		{what: "old word", name: "a.doc", data: ole("WordDocument"), reason: "gem den som .docx"},
		{what: "old word called docx", name: "a.docx", data: ole("WordDocument"), reason: "gem den som .docx"},
		{what: "old powerpoint", name: "a.ppt", data: ole("PowerPoint Document"), reason: "gem den som .pptx"},
		{what: "old excel without its parts", name: "a.xls", data: ole("Workbook"), reason: "beskadiget"},
		{what: "truncated", name: "a.docx", data: good[:len(good)-30], reason: "beskadiget eller kun delvist hentet"},
		{what: "part missing", name: "a.docx", data: zipOf(t, part{"[Content_Types].xml", "<x/>"}), reason: "selve dokumentet mangler"},
		{what: "broken xml", name: "a.docx", data: docxOf(t, "<w:p><w:r></w:p>"), reason: "beskadiget"},
		{what: "own entities", name: "a.docx", data: zipOf(t, part{"word/document.xml", laughs}), reason: "beskadiget"},
		{what: "deep xml", name: "a.docx", data: docxOf(t, deep), reason: "indlejret for dybt"},
		{what: "deep html", name: "a.html", data: []byte("<html>" + strings.Repeat("<div>", 2000) + "x"), reason: "indlejret for dybt"},
		{what: "ratio of a bomb", name: "a.docx", data: docxOf(t, flood(2<<20)), reason: "pakker sig ud"},
		{what: "unpacked size", name: "a.docx", data: docxOf(t, flood(20_000)), limits: documents.Limits{UnpackedBytes: 50_000}, reason: "pakker sig ud"},
		{what: "too much text", name: "a.docx", data: docxOf(t, flood(20_000)), limits: documents.Limits{TextBytes: 50_000}, reason: "mere tekst"},
		{what: "cells without text", name: "a.docx", data: docxOf(t, "<w:tbl><w:tr>"+strings.Repeat("<w:tc/>", 100_000)+"</w:tr></w:tbl>"), limits: documents.Limits{TextBytes: 1 << 20}, reason: "mere tekst"},
		{what: "tags without text", name: "a.html", data: []byte("<html>" + strings.Repeat("<b>", documents.MaxTags)), reason: "mere tekst"},
		{what: "too much markdown", name: "a.md", data: bytes.Repeat([]byte("ord "), 1000), limits: documents.Limits{TextBytes: 1000}, reason: "mere tekst"},
		{what: "too large", name: "a.md", data: make([]byte, 3<<20), limits: documents.Limits{FileBytes: 1 << 20}, reason: "mere end 1 MB"},
		{what: "encrypted odt", name: "a.odt", data: zipOf(t, part{"mimetype", "application/vnd.oasis.opendocument.text"}, part{"META-INF/manifest.xml", "<m><encryption-data/></m>"}, part{"content.xml", "junk"}), reason: "krypteret"},
		{what: "odt without content", name: "a.odt", data: zipOf(t, part{"mimetype", "application/vnd.oasis.opendocument.text"}), reason: "content.xml mangler"},
		{what: "other opendocument", name: "a.odg", data: zipOf(t, part{"mimetype", "application/vnd.oasis.opendocument.graphics"}), reason: "format", skipped: true},
		{what: "time", name: "a.md", data: []byte("# x"), limits: documents.Limits{Time: 1}, reason: "for lang tid"},
	}
	for _, test := range tests {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			doc, failure := readOne(t, test.name, test.data, test.limits)
			if doc != nil {
				t.Errorf("became a document: %v", doc.Blocks)
			}
			if !strings.Contains(failure.Reason, test.reason) || failure.Skipped != test.skipped {
				t.Errorf("failure %q (skipped %t), want %q (skipped %t)", failure.Reason, failure.Skipped, test.reason, test.skipped)
			}
			if strings.Contains(failure.Reason, "\n") || !strings.ContainsAny(failure.Reason, ";,") {
				t.Errorf("not one line that says what to do: %q", failure.Reason)
			}
		})
	}
}

// TestShippedMaterials reads the corpus that ships, without a complaint.
func TestShippedMaterials(t *testing.T) {
	t.Parallel()
	lib, err := ReadAll(t.Context(), []Source{{FS: os.DirFS("../../materials"), Root: "strategi"}, {FS: os.DirFS("../../materials"), Root: "jura"}}, Options{})
	if err != nil || len(lib.Failures) > 0 || len(lib.Documents) < 10 {
		t.Fatalf("%v, %v", lib, err)
	}
	for _, d := range lib.Documents {
		if d.Publisher == "" || len(d.Date) < 7 || d.URL == "" || d.Language != "da" || len(d.Blocks) < 5 || d.Blocks[0].Kind != documents.Heading {
			t.Errorf("%s: %+v", d.Path, d.Info)
		}
	}
}

func TestContentDecides(t *testing.T) {
	t.Parallel()
	docx := docxOf(t, `<w:p><w:r><w:t>Tekst</w:t></w:r></w:p>`)
	page := []byte("\n<!-- x -->\n<!DOCTYPE html><html><body><p>Tekst</p></body></html>")
	tests := []struct {
		name   string
		data   []byte
		format string
	}{
		{"a.txt", docx, "docx"},
		{"a.md", docx, "docx"},
		{"a", docx, "docx"},
		{"a.docx", page, "html"},
		{"a.txt", page, "html"},
		{"a.aspx", page, "html"},
		{"a.md", append([]byte("<html>\n\n"), "# Tekst"...), "markdown"},
		{"a.txt", []byte("Tekst."), "text"},
		{"A.MD", []byte("Tekst"), "markdown"},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.format, func(t *testing.T) {
			doc, failure := readOne(t, test.name, test.data, documents.Limits{})
			if doc == nil {
				t.Fatal(failure.Reason)
			}
			if doc.Format != test.format || !strings.Contains(doc.Blocks[0].Text, "Tekst") {
				t.Errorf("format %s, blocks %v, want %s", doc.Format, doc.Blocks, test.format)
			}
		})
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "hemmelig.md")
	writeFile(t, outside, []byte("# Hemmeligt\n"))
	for name, content := range map[string]string{
		"b.md": "# Bilag B\n", "under/a.md": "# A\n", "under/kopi.md": "# Bilag B\n", "under/å ø.md": "tekst", "a-oe.md": "x y z",
		".skjult.md": "x", "~$las.docx": "x", ".git/config.md": "x", "billede.png": "\x89PNG", "B.md ": "x",
	} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), []byte(content))
	}
	for link, target := range map[string]string{"ud.md": outside, "ind.md": "under/a.md", "brudt.md": "findes-ikke"} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip("no links here")
		}
	}
	lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range lib.Documents {
		got = append(got, d.ID+" | "+d.Title+" | "+d.Path)
		if data, err := os.ReadFile(d.File); err != nil || len(data) == 0 {
			t.Errorf("%s: original %q: %v", d.ID, d.File, err)
		}
	}
	want := []string{"a-oe | A oe | a-oe.md", "b | Bilag B | b.md", "ind | Ind | ind.md", "under-aa-oe | Å ø | under/å ø.md"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	got = nil
	for _, f := range lib.Failures {
		got = append(got, fmt.Sprintf("%s: %.20s %t", f.Path, f.Reason, f.Skipped))
	}
	want = []string{
		"brudt.md: genvej, der peger ud true", "ud.md: genvej, der peger ud true", "B.md : filtypen .md kan ikk true",
		"billede.png: filen er et billede; true", "under/a.md: samme indhold som in true", "under/kopi.md: samme indhold som b. true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
}

func TestSourcesThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	for _, s := range []Source{
		{Disk: filepath.Join(t.TempDir(), "findes-ikke")},
		{FS: fstest.MapFS{}, Root: "findes-ikke"},
		{},
	} {
		lib, err := ReadAll(t.Context(), []Source{s}, Options{})
		if err == nil {
			t.Errorf("%v: read as %v", s, lib)
		}
	}
	dir := t.TempDir()
	if lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, Options{}); err != nil || len(lib.Documents)+len(lib.Failures) > 0 {
		t.Errorf("empty folder: %v, %v", lib, err)
	}
}

// lockedFS denies access to some names.
type lockedFS struct {
	fstest.MapFS
	locked string
}

func (l lockedFS) Open(name string) (fs.File, error) {
	if name == l.locked {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.Open(name)
}

func (l lockedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == l.locked {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	for _, locked := range []string{"lukket", "lukket/a.md"} {
		files := lockedFS{fstest.MapFS{"b.md": {Data: []byte("tekst")}, "lukket/a.md": {Data: []byte("x")}}, locked}
		lib, err := ReadAll(t.Context(), []Source{{FS: files}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(lib.Documents) != 1 || len(lib.Failures) != 1 {
			t.Fatalf("%s: %v", locked, lib)
		}
		if f := lib.Failures[0]; f.Path != locked || !strings.Contains(f.Reason, "adgang nægtet; giv") || f.Skipped {
			t.Errorf("%s: %+v", locked, f)
		}
	}
}

func TestManySources(t *testing.T) {
	t.Parallel()
	first := fstest.MapFS{"jura/regler.md": {Data: []byte("# Regler\n")}, "andet/x.md": {Data: []byte("x")}}
	second := fstest.MapFS{"Regler.md": {Data: []byte("Andre regler")}, "c.md": {Data: []byte("# Regler\n")}}
	progress := 0
	lib, err := ReadAll(t.Context(), []Source{{FS: first, Root: "jura"}, {FS: second}}, Options{
		Progress: func(done, total int, _ string) {
			if progress++; done != progress || total != 3 {
				t.Errorf("progress %d of %d, want %d of 3", done, total, progress)
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, d := range lib.Documents {
		ids = append(ids, d.ID)
	}
	if diff := cmp.Diff([]string{"regler", "regler-2"}, ids); diff != "" {
		t.Error(diff)
	}
	if len(lib.Failures) != 1 || lib.Failures[0].Reason != "samme indhold som regler.md; indgår kun én gang" {
		t.Errorf("failures %+v", lib.Failures)
	}
}

func TestTooManyFiles(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for i := range 10 {
		files[fmt.Sprintf("%d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "tekst %d", i)}
	}
	lib, err := ReadAll(t.Context(), []Source{{FS: files}}, Options{Limits: documents.Limits{Files: 4}})
	if err != nil || len(lib.Documents) != 4 || len(lib.Failures) != 1 {
		t.Fatalf("%+v, %v", lib, err)
	}
}

func TestKnown(t *testing.T) {
	t.Parallel()
	data := []byte("tekst uden overskrift")
	first, _ := readOne(t, "gammelt-navn.md", data, documents.Limits{})
	var asked atomic.Int64
	known := func(hash string) *documents.Document {
		asked.Add(1)
		if hash != first.Hash {
			return nil
		}
		return first
	}
	files := fstest.MapFS{"nyt-navn.md": {Data: data}, "andet.md": {Data: []byte("andet")}}
	lib, err := ReadAll(t.Context(), []Source{{FS: files}}, Options{Known: known})
	if err != nil || len(lib.Documents) != 2 || asked.Load() != 2 {
		t.Fatalf("%v, %v, asked %d", lib, err, asked.Load())
	}
	got := lib.Documents[1]
	if got.Title != "Nyt navn" || got.ID != "nyt-navn" || got.Path != "nyt-navn.md" || &got.Blocks[0] != &first.Blocks[0] {
		t.Errorf("recalled as %+v", got)
	}
	if first.Title != "Gammelt navn" {
		t.Errorf("the known document was changed: %+v", first)
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	files := fstest.MapFS{"a.md": {Data: []byte("x")}, "b.md": {Data: []byte("y")}}
	lib, err := ReadAll(ctx, []Source{{FS: files}}, Options{Progress: func(int, int, string) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", lib, err)
	}
}

func TestReaderThatFails(t *testing.T) {
	t.Parallel()
	in := documents.Input{Name: "a.md", Data: []byte("x"), Limits: documents.Limits{Time: 50 * time.Millisecond}.OrDefault()}
	doc, err := readGuarded(t.Context(), format{name: "x", read: func(context.Context, documents.Input) (*documents.Document, error) {
		panic("broken")
	}}, in)
	if doc != nil || !errors.Is(err, documents.ErrPanic) || strings.Contains(documents.ReasonFor(err), "broken") {
		t.Errorf("panic: %v, %v", doc, err)
	}
	block := make(chan struct{})
	defer close(block)
	start := time.Now()
	doc, err = readGuarded(t.Context(), format{name: "x", read: func(context.Context, documents.Input) (*documents.Document, error) {
		<-block
		return nil, nil
	}}, in)
	if doc != nil || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > patience+time.Second {
		t.Errorf("hang: %v, %v after %v", doc, err, time.Since(start))
	}
}

func TestDeterministic(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	for i := range 40 {
		files[fmt.Sprintf("%02d.md", i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "# Nr. %d\n\n%s", i%30, strings.Repeat("ord ", i%7*300))}
	}
	first, err := ReadAll(t.Context(), []Source{{FS: files}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := ReadAll(t.Context(), []Source{{FS: files}}, Options{})
	if diff := cmp.Diff(first, again, cmpopts.EquateErrors(), cmpopts.IgnoreUnexported(documents.Document{})); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
