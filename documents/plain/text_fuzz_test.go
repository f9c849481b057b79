package plain

import (
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

func FuzzReadText(f *testing.F) {
	f.Add([]byte("Overskrift\nTekst, der er en sætning.\n\n1. Et\n2. To\n\n| a | b |\n|---|---|\n| c | d |"))
	f.Add([]byte(" Forord\n\n  En lang linje, der\n slutter.\fSide to\n===\n\nx\ty\nz\tw"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(t.Context(), documents.Input{Name: "x.txt", Data: data, Limits: documents.DefaultLimits()})
		if err != nil {
			return
		}
		text, err := documents.DecodeText(data)
		if err != nil {
			t.Fatal(err)
		}
		got, want := documentstest.Letters(documentstest.Text(doc.Blocks)), documentstest.Letters(danish.Normalise(text))
		if doc.Pages == 0 && got != want {
			t.Errorf("letters changed:\ngot  %q\nwant %q", got, want)
		}
	})
}
