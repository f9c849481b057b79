package documents

import "testing"

func TestTitles(t *testing.T) {
	heading := []Block{{Kind: Paragraph, Text: "x"}, {Kind: Heading, Level: 1, Text: "Overskriften"}}
	for _, test := range []struct {
		title, path string
		blocks      []Block
		want        string
	}{
		{"Strategi for AI", "a.md", heading, "Strategi for AI"},
		{"Microsoft Word - notat.docx", "a.md", heading, "Overskriften"},
		{"notat.docx", "a.md", heading, "Overskriften"},
		{"Untitled", "a.md", heading, "Overskriften"},
		{"Dokument1", "a.md", heading, "Overskriften"},
		{"PowerPoint-præsentation", "a.md", heading, "Overskriften"},
		{"PowerPoint-presentatie", "a.md", heading, "Overskriften"},
		{"PowerPoint Präsentation", "a.md", heading, "Overskriften"},
		{"PowerPoint-presentasjon", "a.md", heading, "Overskriften"},
		{"Presentación de PowerPoint", "a.md", heading, "Overskriften"},
		{"PowerPoint-skabelon til nævn", "a.md", heading, "PowerPoint-skabelon til nævn"},
		{"Uten tittel", "a.md", heading, "Overskriften"},
		{"Unbenannt 1", "a.md", heading, "Overskriften"},
		{"Presentasjon1", "a.md", heading, "Overskriften"},
		{"Namnlös", "a.md", heading, "Overskriften"},
		{"Folie 1", "a.md", heading, "Overskriften"},
		{"@Titelopdracht@", "a.md", heading, "Overskriften"},
		{"[Dokumentets titel]", "a.md", heading, "Overskriften"},
		{"[Udkast] Strategi", "a.md", heading, "[Udkast] Strategi"},
		{"", "priser-2026.xlsx", []Block{{Kind: Heading, Level: 1, Text: "Ark1"}, {Kind: Row, Cells: []string{"x"}}}, "Priser 2026"},
		{"", "priser-2026.xlsx", []Block{{Kind: Heading, Level: 1, Text: "Tabelle1"}, {Kind: Row, Cells: []string{"x"}}}, "Priser 2026"},
		{"", "a.xlsx", []Block{{Kind: Heading, Level: 1, Text: "Budget2026"}, {Kind: Row, Cells: []string{"x"}}}, "Budget2026"},
		{"GDPR2", "a.md", heading, "GDPR2"},
		{"notat_v2", "x/notat_v2.pdf", heading, "Overskriften"},
		{"", "x/notat_v2-endelig.pdf", nil, "Notat v2 endelig"},
		{"", "a.md", []Block{{Kind: Heading, Level: 2, Text: "Lavere"}}, "A"},
		{"", ".md", nil, ".md"},
		{"", "---.md", nil, "Dokument uden navn"},
		{"Dokumentation af AI", "a.md", nil, "Dokumentation af AI"},
	} {
		if got := TitleOf(&Document{Info: Info{Title: test.title}, Blocks: test.blocks}, test.path); got != test.want {
			t.Errorf("%q, %s: %q, want %q", test.title, test.path, got, test.want)
		}
	}
}

func TestShownPath(t *testing.T) {
	for in, want := range map[string]string{"ra\u030ad.md": "råd.md", "cod\u202efdp.md": "cod?fdp.md", "a\nb": "a?b", "\xff.md": "?.md"} {
		if got := ShownPath(in); got != want {
			t.Errorf("%+q: got %+q, want %+q", in, got, want)
		}
	}
}

// TestTitleOfBlocks names documents by their headings.
func TestTitleOfBlocks(t *testing.T) {
	h := func(level int, text string) Block { return Block{Kind: Heading, Level: level, Text: text, Page: 1} }
	p := Block{Kind: Paragraph, Text: "Et afsnit tekst.", Page: 1}
	later := Block{Kind: Paragraph, Text: "Mere tekst.", Page: 2}
	chapter := func(text string) Block { return Block{Kind: Heading, Level: 1, Text: text, Page: 2} }
	for _, c := range []struct {
		title  string
		pages  int
		blocks []Block
		want   string
	}{
		{"", 0, []Block{h(1, "Strandreglement"), p}, "Strandreglement"},
		{"", 0, []Block{h(1, "1 Indledning"), p, h(1, "2 Badning"), p}, "Min fil"},
		{"", 0, []Block{h(1, "Indledning"), p, h(2, "Badning"), p}, "Min fil"},
		{"", 0, []Block{h(1, "Priser"), p, h(1, "Åbningstider"), p}, "Min fil"},
		{"", 0, []Block{h(1, "Ark1"), p, h(1, "Priser"), p}, "Min fil"},
		{"", 0, []Block{h(1, "Priser"), h(2, "Voksne"), p, h(1, "Bilag 1"), p}, "Priser"},
		{"", 0, []Block{p, h(1, "Noter"), p}, "Min fil"},
		{"", 0, []Block{h(1, "Bilag B"), p}, "Bilag B"},
		{"", 0, []Block{h(1, "10 gode råd"), p}, "10 gode råd"},
		{"Indholdsfortegnelse", 0, []Block{p}, "Min fil"},
		{"", 2, []Block{h(1, "Kerne"), h(2, "Brugermanual"), later}, "Kerne – Brugermanual"},
		{"Kerne", 2, []Block{h(1, "Kerne"), h(2, "Brugermanual"), later}, "Kerne – Brugermanual"},
		{"", 2, []Block{h(1, "Kerne"), h(2, "1 Indledning"), later}, "Kerne"},
		{"", 1, []Block{h(1, "Kerne"), h(2, "Formål og brug"), p}, "Kerne"},
		{"", 2, []Block{h(1, "Deling af data"), chapter("Roller"), later, chapter("Regler"), later}, "Deling af data"},
		{"", 2, []Block{h(1, "Priser"), h(1, "Åbningstider"), chapter("Roller"), later}, "Min fil"},
		{"", 0, []Block{h(1, "Priser"), chapter("Roller"), later, chapter("Regler"), later}, "Min fil"},
	} {
		if got := TitleOf(&Document{Info: Info{Title: c.title, Pages: c.pages}, Blocks: c.blocks}, "min-fil.docx"); got != c.want {
			t.Errorf("%q %v: got %q, want %q", c.title, c.blocks, got, c.want)
		}
	}
}
