package library

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// pageWord writes another word on each page.
const pageWord = `echo "alfa beta gamma delta epsilon" | cut -d' ' -f$n`

// shelfOf is a folder with two scans, one with a page of text, and options that
// leave their pages for later.
func shelfOf(t *testing.T) (Source, Options) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"delvis.pdf": documentstest.PDF("delvis", "Kommunen har en politik for cykler.", "", "", ""),
		"helt.pdf":   documentstest.PDF("helt", "", ""),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shelf := Cache{Dir: filepath.Join(t.TempDir(), "documents"), OCR: true, Partly: true}
	return Source{Disk: dir}, Options{Shelf: shelf, Known: shelf.Known, Later: func(string) Scan { return Scan{} }}
}

func readShelf(t *testing.T, s Source, opt Options) (*documents.Library, map[string]documents.Failure) {
	t.Helper()
	lib, err := ReadAll(t.Context(), []Source{s}, opt)
	if err != nil {
		t.Fatal(err)
	}
	failures := map[string]documents.Failure{}
	for _, f := range lib.Failures {
		failures[f.Path] = f
	}
	return lib, failures
}

// TestScansWait reads files at once whose pages that are pictures wait, reads
// those in pieces, and finds what was read on the shelf.
func TestScansWait(t *testing.T) {
	program, asked := documentstest.Tesseract(t, pageWord)
	s, opt := shelfOf(t)
	lib, failures := readShelf(t, s, opt)
	if len(lib.Documents) != 1 || lib.Documents[0].Unread != 3 {
		t.Fatalf("got %+v", lib.Documents)
	}
	part, whole := failures["delvis.pdf"], failures["helt.pdf"]
	if part.Waiting != 3 || !part.Read || TextlessScan(part) || whole.Waiting != 2 || whole.Read || !TextlessScan(whole) {
		t.Errorf("got %+v and %+v", part, whole)
	}
	if !strings.Contains(part.Reason, "3 af 4 sider er billeder, som venter på tekstgenkendelse") || !strings.Contains(whole.Reason, "venter på tekstgenkendelse") {
		t.Errorf("reasons %q, %q", part.Reason, whole.Reason)
	}
	reading := Options{Shelf: opt.Shelf, OCR: program, Few: 2}
	doc, left, err := ReadScan(t.Context(), []Source{s}, part, reading)
	if err != nil || left != 1 || doc.OCR != "2–3" || doc.Unread != 1 {
		t.Fatalf("got %+v, %d left, %v", doc, left, err)
	}
	lib, failures = readShelf(t, s, opt)
	if d := lib.Documents[0]; d.OCR != "2–3" || failures["delvis.pdf"].Waiting != 1 {
		t.Errorf("got %+v, %+v", d, failures)
	}
	if doc, left, err = ReadScan(t.Context(), []Source{s}, part, reading); err != nil || left != 0 || doc.Unread != 0 {
		t.Fatalf("got %+v, %d left, %v", doc, left, err)
	}
	full, err := doc.Full()
	if err != nil || !strings.Contains(documentstest.Text(full.Blocks), "alfa") || !strings.Contains(documentstest.Text(full.Blocks), "gamma") {
		t.Errorf("got %+v, %v", full, err)
	}
	if lines, _ := os.ReadFile(asked); strings.Count(string(lines), "\n") != 3 {
		t.Errorf("3 pages were read %d times", strings.Count(string(lines), "\n"))
	}
	if left, err := filepath.Glob(filepath.Join(opt.Shelf.pages(), "*")); err != nil || len(left) > 0 {
		t.Errorf("pages of files that are read are kept: %v, %v", left, err)
	}
	lib, failures = readShelf(t, s, opt)
	if d := lib.Documents[0]; d.OCR != "2–4" || failures["delvis.pdf"].Waiting != 0 {
		t.Errorf("got %+v, %+v", d, failures)
	}
}

// TestScansNow reads the pages while the files are read, goes on with what a
// service had begun, and leaves what needs no such reading on the shelf for those without.
func TestScansNow(t *testing.T) {
	program, asked := documentstest.Tesseract(t, pageWord)
	s, later := shelfOf(t)
	_, failures := readShelf(t, s, later)
	if _, left, err := ReadScan(t.Context(), []Source{s}, failures["delvis.pdf"], Options{Shelf: later.Shelf, OCR: program, Few: 1}); err != nil || left != 2 {
		t.Fatal(left, err)
	}
	shelf := Cache{Dir: later.Shelf.Dir, OCR: true}
	told := 0
	now := Options{Shelf: shelf, Known: shelf.Known, OCR: program, PageRead: func() { told++ }}
	lib, failures := readShelf(t, s, now)
	if len(lib.Documents) != 2 || lib.Documents[0].OCR != "2–4" || lib.Documents[1].OCR != "1–2" || len(failures) > 0 || told != 4 {
		t.Errorf("got %+v, %+v, %d pages", lib.Documents, failures, told)
	}
	if err := shelf.Keep(lib); err != nil {
		t.Fatal(err)
	}
	readShelf(t, s, now)
	if lines, _ := os.ReadFile(asked); strings.Count(string(lines), "\n") != 5 {
		t.Errorf("5 pages were read %d times", strings.Count(string(lines), "\n"))
	}
	plain := Cache{Dir: later.Shelf.Dir}
	if doc := plain.Known(lib.Documents[0].Hash); doc == nil || doc.OCR != "" || doc.Unread != 3 {
		t.Errorf("without character recognition it is %+v", doc)
	}
}

// TestScansFew reads a page of each file at once; the others are told as waiting.
func TestScansFew(t *testing.T) {
	program, _ := documentstest.Tesseract(t, pageWord)
	s, _ := shelfOf(t)
	lib, failures := readShelf(t, s, Options{OCR: program, Few: 1})
	if len(lib.Documents) != 2 || lib.Documents[0].OCR != "2" || failures["delvis.pdf"].Waiting != 2 || failures["helt.pdf"].Waiting != 1 {
		t.Errorf("got %+v, %+v", lib.Documents, failures)
	}
}

// TestScansFail reads pages on which nothing stands, and with a program that fails.
func TestScansFail(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		left   int
		reason string
	}{
		"nothing": {"true", 0, ""},
		"fails":   {"exit 1", 3, "side 2 kunne ikke læses med tekstgenkendelse"},
	} {
		program, _ := documentstest.Tesseract(t, c.script)
		if c.reason != "" {
			if err := os.WriteFile(program, []byte("#!/bin/sh\necho dan\n[ \"$1\" = --list-langs ]\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		s, opt := shelfOf(t)
		_, failures := readShelf(t, s, opt)
		reading := Options{Shelf: opt.Shelf, OCR: program}
		doc, left, err := ReadScan(t.Context(), []Source{s}, failures["delvis.pdf"], reading)
		if doc == nil || left != c.left || (c.reason == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %+v, %d left, %v", name, doc, left, err)
		}
		doc, left, err = ReadScan(t.Context(), []Source{s}, failures["helt.pdf"], reading)
		if doc != nil || err == nil || left != min(c.left, 2) {
			t.Errorf("%s, a file without text: %+v, %d left, %v", name, doc, left, err)
		}
	}
}
