package plain

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
)

func TestContactEntries(t *testing.T) {
	text := "Kontakt kommunen\n\nDigitalisering\nAnne Holm\nTlf. 11 22 33 44\n\nØkonomi\nBo Friis\nbo@example.dk\n"
	doc, err := Read(context.Background(), documents.Input{Name: "k.txt", Data: []byte(text), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range doc.Blocks {
		got = append(got, string(b.Kind)+" "+b.Text)
	}
	want := []string{"paragraph Kontakt kommunen", "heading Digitalisering", "paragraph Anne Holm", "paragraph Tlf. 11 22 33 44",
		"heading Økonomi", "paragraph Bo Friis", "paragraph bo@example.dk"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
}
