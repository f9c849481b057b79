package library

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
