package library

import (
	"net/url"
	"strings"
	"testing"
)

// TestNameFor names what was fetched by its content.
func TestNameFor(t *testing.T) {
	for _, c := range []struct{ address, kind, body, want string }{
		{"https://eksempel.dk/", "text/html", "<!doctype html><html><body><p>Hej</p></body></html>", "eksempel.dk.html"},
		{"https://eksempel.dk/rapport.html", "text/html", "%PDF-1.7\n", "rapport.pdf"},
		{"https://eksempel.dk/vejledning", "text/plain", "En tekst.", "vejledning.txt"},
		{"https://eksempel.dk/noter.md", "text/plain", "# Noter\n", "noter.md"},
		{"https://eksempel.dk/side.php?id=1", "text/html", "<html><body>Hej</body></html>", "side.html"},
		{"https://eksempel.dk/a%2F..%2Fb.html", "text/html", "<html><body>Hej</body></html>", "b.html"},
		{"https://eksempel.dk/x.pdf", "application/pdf", "\x89PNG\r\n\x1a\n", ""},
		{"https://eksempel.dk/x", "application/json", "{}", ""},
	} {
		u, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if name, err := NameFor(u, c.kind, []byte(c.body)); name != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: got %q, %v", c.address, name, err)
		}
	}
}

func TestFileName(t *testing.T) {
	for text, want := range map[string]string{"": "dokument", "..": "dokument", "../../etc/passwd": "etc-passwd", "En æble\x00 side": "En-æble-side",
		"~$skjult": "$skjult", ".skjult": "skjult", strings.Repeat("å", 80): strings.Repeat("å", 50), "a\u202eb": "ab"} {
		if got := FileName(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
