package documents

import "testing"

func TestSlugs(t *testing.T) {
	ids := slugs{}
	for _, test := range []struct{ path, want string }{
		{"Vejledende principper.md", "vejledende-principper"},
		{"jura/AI-forordningen (2024).pdf", "jura-ai-forordningen-2024"},
		{"Ærø Å.docx", "aeroe-aa"},
		{"A\u030aret.docx", "aaret"}, // å in two parts, as macOS writes it
		{"aaret.md", "aaret-2"},
		{"café.md", "cafe"},
		{"???.md", "dokument"},
		{"日本.md", "dokument-2"},
		{"lov.nr.467.pdf", "lov-nr-467"},
	} {
		if got := ids.next(test.path); got != test.want {
			t.Errorf("%s: %s, want %s", test.path, got, test.want)
		}
	}
}

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
		{"notat_v2", "x/notat_v2.pdf", heading, "Overskriften"},
		{"", "x/notat_v2-endelig.pdf", nil, "Notat v2 endelig"},
		{"", "a.md", []Block{{Kind: Heading, Level: 2, Text: "Lavere"}}, "A"},
		{"", ".md", nil, ".md"},
		{"", "---.md", nil, "Dokument uden navn"},
		{"Dokumentation af AI", "a.md", nil, "Dokumentation af AI"},
	} {
		if got := titleOf(&Document{Info: Info{Title: test.title}, Blocks: test.blocks}, test.path); got != test.want {
			t.Errorf("%q, %s: %q, want %q", test.title, test.path, got, test.want)
		}
	}
}

func TestDates(t *testing.T) {
	for in, want := range map[string]string{
		"2025-06-12": "2025-06-12", "12. juni 2025": "2025-06-12", "juni 2025": "2025-06", "2025": "2025",
		"2025-06-12T09:00:00+02:00": "2025-06-12", "12-06-2025": "2025-06-12", "3.6.2025": "2025-06-03", "forår 2025": "forår 2025",
	} {
		if got := isoDate(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := knownDate("1601-01-01T00:00:00Z") + knownDate("i går") + knownDate(""); got != "" {
		t.Errorf("took %q for a date", got)
	}
}
