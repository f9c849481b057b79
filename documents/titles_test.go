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
