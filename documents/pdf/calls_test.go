package pdf

import (
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// TestReadPDFSideBySide reads two files over and over with one engine: each
// question must reach the file that it is about.
func TestReadPDFSideBySide(t *testing.T) {
	ctx, closePDF := WithEngine(t.Context())
	defer closePDF()
	read := func(data []byte) (string, error) {
		doc, err := Read(ctx, pdfInput(t, data))
		if err != nil {
			return "", err
		}
		return documentstest.Outline(doc.Blocks), nil
	}
	files := [][]byte{makePDF("Vejledning om svar", samplePages()...),
		drawnPDF("", strings.Repeat("BT /F1 12 Tf 1 0 0 1 60 700 Tm (Kun denne ene linje.) Tj ET\n", 40), grayImage)}
	want := make([]string, len(files))
	for i, data := range files {
		var err error
		if want[i], err = read(data); err != nil {
			t.Fatal(err)
		}
	}
	var group errgroup.Group
	group.SetLimit(4)
	for i := range 16 {
		group.Go(func() error {
			got, err := read(files[i%2])
			if err == nil && got != want[i%2] {
				t.Errorf("beside another the file became\n%s\nalone\n%s", got, want[i%2])
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}
