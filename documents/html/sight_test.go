package html

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// readPage is what became of a page: its blocks, headings after their level, and
// what is told to be left out.
func readPage(t *testing.T, page string) (blocks, left string) {
	t.Helper()
	doc, err := Read(t.Context(), documents.Input{Data: []byte(page), Limits: documents.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	var texts, losses []string
	for _, b := range doc.Blocks {
		text := b.Content()
		if b.Kind == documents.Heading {
			text = strings.Repeat("#", b.Level) + " " + text
		}
		texts = append(texts, text)
	}
	for _, l := range doc.Losses {
		losses = append(losses, l.Kind+": "+l.Text)
	}
	if lost := documents.LostWords(doc.Losses); doc.Layer.Words-lost > doc.Layer.Kept {
		t.Errorf("%s\n%d words of the page, %d kept and %d told to be left out", page, doc.Layer.Words, doc.Layer.Kept, lost)
	}
	return strings.Join(texts, "|"), strings.Join(losses, "|")
}

// TestSeen wants what readers of a page see, and all else to be told.
func TestSeen(t *testing.T) {
	for name, c := range map[string]struct{ page, want, left string }{
		"not read aloud":        {`<h2>Krav 4 [<span aria-label="niveau A"><span aria-hidden="true">A</span></span>]</h2><p>Tekst</p>`, "## Krav 4 [A]|Tekst", ""},
		"a heading's button":    {`<h2><button aria-expanded="false">Hvem kan få tilskud?</button></h2><div aria-hidden="true"><p>Alle foreninger.</p></div>`, "## Hvem kan få tilskud?|Alle foreninger.", ""},
		"a hidden panel":        {`<h2><button aria-controls="a">Pris</button></h2><p>Se her:</p><div id="a" hidden><p>40 kr.</p></div>`, "## Pris|Se her:|40 kr.", ""},
		"a button alone":        {`<h1>Bad</h1><button aria-expanded="false">Pris</button><div style="display:none"><p>40 kr.</p></div>`, "# Bad|## Pris|40 kr.", ""},
		"tabs":                  {`<h1>Bad</h1><ul role="tablist"><li role="tab" aria-controls="a">Pris</li><li role="tab" id="t">Tid</li></ul><div id="a" role="tabpanel"><p>40 kr.</p></div><div role="tabpanel" aria-labelledby="t" hidden>Kl. 9</div>`, "# Bad|## Pris|40 kr.|## Tid|Kl. 9", ""},
		"Bootstrap's":           {`<h1>Bad</h1><a role="button" data-bs-target="#a" aria-expanded="false">Pris</a><div id="a" class="collapse">40 kr.</div>`, "# Bad|## Pris|40 kr.", ""},
		"a word's meaning":      {`<p>En <button aria-controls="a" aria-expanded="false">husstand</button><span id="a" hidden>Alle, der bor sammen</span> får brev.</p>`, "En husstand Alle, der bor sammen får brev.", ""},
		"a panel in its button": {`<p>Tekst</p><div role="button" aria-expanded="true" aria-controls="a">Pris<div id="a" hidden><p>40 kr.</p></div></div>`, "Tekst|Pris|40 kr.", ""},
		"its own panel":         {`<p>Tekst</p><button id="a" aria-expanded="true" aria-controls="a">Pris</button>`, "Tekst", "around: Pris"},
		"a menu's button":       {`<p>Tekst</p><button aria-expanded="false" aria-controls="m">Emner</button><ul id="m" hidden><li><a href="/a">Bad</a></li></ul>`, "Tekst", "unseen: Bad|around: Emner"},
		"a toolbar":             {`<p>Tekst</p><div><button>Udskriv</button> <button>Del</button></div><div role="toolbar"><a href="/l">Lyt</a></div>`, "Tekst", "around: Udskriv Del Lyt"},
		"a button in a line":    {`<p>En <button>husstand</button> er alle, der bor sammen.</p>`, "En husstand er alle, der bor sammen.", ""},
		"a column's button":     {`<table><tr><th><button>Navn</button></th><th>Pris</th></tr><tr><td>Bad</td><td>40</td></tr></table>`, "Navn Pris|Bad 40", ""},
		"hidden for good":       {`<p>Tekst</p><p hidden>Kladde til side</p>`, "Tekst", "unseen: Kladde til side"},
		"an icon's name":        {`<p><i class="material-icons">arrow_forward</i> Videre</p>`, "Videre", "unseen: arrow_forward"},
		"a spoken form":         {`<p><span aria-hidden="true">9-16</span><span class="visually-hidden">ni til seksten</span></p>`, "9-16", "unseen: ni til seksten"},
		"a copied slide":        {`<div><div aria-hidden="true"><p>To</p></div><div><p>Et</p></div><div><p>To</p></div></div>`, "Et|To", "unseen: To"},
		"a window":              {`<p>Tekst</p><dialog><p>Må vi sætte cookies?</p></dialog>`, "Tekst", "around: Må vi sætte cookies?"},
		"a choice":              {`<p>Tekst</p><form><p>Alder</p><select><option>Under 18</option></select></form>`, "Tekst|Alder", "filled: Under 18"},
		"a formula":             {`<p>Areal: <math><mi>a</mi><mo>·</mo><mi>b</mi></math></p>`, "Areal:", "drawn: a·b"},
		"a menu among terms":    {`<dl><nav>Til top</nav><dt>Bad</dt><dd>Vand</dd></dl>`, "Bad: Vand", "around: Til top"},
		"what unfolds":          {`<h1>Bad</h1><details><summary>Pris</summary><p>40 kr.</p></details>`, "# Bad|## Pris|40 kr.", ""},
		"a button over a main":  {`<button aria-expanded="false">Menu</button><main hidden="until-found"><p>Tekst</p></main>`, "Tekst", "around: Menu"},
	} {
		if got, left := readPage(t, "<body>"+c.page); got != c.want || left != c.left {
			t.Errorf("%s:\ngot  %s\nwant %s\nleft out %s\nwant     %s", name, got, c.want, left, c.left)
		}
	}
}

// TestNoteMarks wants no note's number to stick to what it stands at.
func TestNoteMarks(t *testing.T) {
	for page, want := range map[string]string{
		`<p>I alt 206<a href="#n5" epub:type="noteref">5</a> sager.`:                "I alt 206 sager.",
		`<p>I alt 206<a href="noter.xhtml#n5" role="doc-noteref">[5]</a> sager.`:    "I alt 206 sager.",
		`<p>I <a href="#n5">loven af 2001<sup>5</sup></a> står det.`:                "I loven af 2001 står det.",
		`<p>I alt 206<a href="#n5" style="vertical-align: super">5</a> sager.`:      "I alt 206 sager.",
		`<p>Se 206<sup><a href="#n">Kun en anbefaling</a></sup>.`:                   "Se 206 Kun en anbefaling.",
		`<p>Et m<sup>2</sup> og <a href="#b">bilag 2</a>.`:                          "Et m2 og bilag 2.",
		`<p>Noten selv <a href="#r5">↩</a>`:                                         "Noten selv",
		`<p><a role="doc-noteref" href="#n5">Se noten om priser</a> her.`:           "Se noten om priser her.",
		`<h2 id="a">Pris <a href="#a" aria-hidden="true">#</a></h2><p>40–<b>50</b>`: "## Pris|40–50",
	} {
		if got, _ := readPage(t, "<body>"+page); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", page, got, want)
		}
	}
}

// TestMainPart wants the part that holds a page's text, with the heading over it.
func TestMainPart(t *testing.T) {
	const long = "<p>Huset har fire rum og en stor have, der vender mod syd.</p>"
	for name, c := range map[string]struct{ page, want string }{
		"a small article":      {`<div><h1>Huset</h1>` + long + `</div><article><p>Ma Ti On</p></article>`, "# Huset|Huset har fire rum og en stor have, der vender mod syd.|Ma Ti On"},
		"a large article":      {`<div>Kort</div><article>` + long + `</article>`, "Huset har fire rum og en stor have, der vender mod syd."},
		"an empty main":        {`<main></main><div>` + long + `</div>`, "Huset har fire rum og en stor have, der vender mod syd."},
		"a heading before":     {`<div>Kommunen</div><div><h1>Huset</h1></div><main><p>Fire rum</p></main>`, "# Huset|Fire rum"},
		"a heading above":      {`<h1>Huset</h1><div><main><p>Fire rum</p></main></div>`, "# Huset|Fire rum"},
		"a heading of its own": {`<h1>Kommunen</h1><main><h1>Huset</h1><p>Fire rum</p></main>`, "# Huset|Fire rum"},
		"a heading of another": {`<h1>Kommunen</h1><p>Velkommen</p><main><p>Fire rum</p></main>`, "Fire rum"},
	} {
		if got, _ := readPage(t, "<body>"+c.page); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}
