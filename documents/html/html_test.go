package html

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// endsSoon is a context that ends when it has been asked a number of times.
type endsSoon struct {
	context.Context
	left int
}

func (c *endsSoon) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestManyMenus wants the cost of a page to grow as the page does, and its
// reading to stop in the middle of a list of elements.
func TestManyMenus(t *testing.T) {
	page := []byte("<main><p>Åbent hver dag.</p>" + strings.Repeat("<nav>Menu med ord</nav>", 20_000) + "</main>")
	in := documents.Input{Data: page, Limits: documents.DefaultLimits()}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	doc, err := Read(t.Context(), in)
	runtime.ReadMemStats(&after)
	if err != nil || len(doc.Losses) != 1 || doc.Losses[0].Words != 60_000 {
		t.Fatalf("%v, losses %+v", err, doc.Losses)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 500*uint64(len(page)) {
		t.Errorf("%d bytes for a page of %d", used, len(page))
	}
	if _, err := Read(&endsSoon{t.Context(), 2000}, in); !errors.Is(err, context.Canceled) {
		t.Errorf("read to its end: %v", err)
	}
}

// TestOutside wants what stands around the main part to be told.
func TestOutside(t *testing.T) {
	page := `<body><header><h1>Kommunen</h1></header><main><p>Svømmehallen åbner kl. 9.</p></main><div>Læs <b>også</b> dette</div></body>`
	doc, err := Read(t.Context(), documents.Input{Data: []byte(page), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Losses) != 1 || doc.Losses[0].Text != "Kommunen Læs også dette" || doc.Layer != (documents.Layer{Words: 8, Kept: 4}) {
		t.Errorf("losses %+v, layer %+v", doc.Losses, doc.Layer)
	}
}

// TestKept wants what pages of standards write in their own ways: a term with an
// empty one after it, the caption of a table of one column, a box in a section
// of a page without a main part.
func TestKept(t *testing.T) {
	for _, test := range []struct{ page, want string }{
		{`<dl><dt>Underklasse af<dt><dd>Krav</dd></dl>`, "Underklasse af: Krav"},
		{`<dl><dt>Sag<dt>Dokument<dd>Et krav</dd></dl>`, "Sag, Dokument: Et krav"},
		{`<p>Se her</p><table><caption>Tabel 24</caption><tr><td>Krav</td></tr></table>`, "Se her|Tabel 24|Krav"},
		{`<section><h2>Titel</h2><p>Tekst</p><aside><p>Eksempel</p></aside></section><section><div><aside><p>Reklame</p></aside></div></section>`, "Titel|Tekst|Eksempel"},
		{`<section><h2>Titel</h2><aside><pre>kode</pre></aside></section>`, "Titel|kode"},
	} {
		doc, err := Read(t.Context(), documents.Input{Data: []byte("<body>" + test.page), Limits: documents.DefaultLimits()})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range doc.Blocks {
			got = append(got, b.Content())
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.page, strings.Join(got, "|"), test.want)
		}
	}
}
