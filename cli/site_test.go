package cli

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer"
)

func TestSiteFlags(t *testing.T) {
	t.Parallel()
	small := folder(t, bicycles)
	text := filepath.Join(t.TempDir(), "logo.svg")
	if err := os.WriteFile(text, []byte("intet logo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ flag, value, want string }{
		{"--site-color", "red", `--site-color "red": farven skal skrives som # og seks hextal`},
		{"--site-contact", "javascript:alert(1)", `--site-contact "javascript:alert(1)": kontakten skal være`},
		{"--theme-contact", "jura", "--theme-contact jura: skriv temaets mappe, = og en e-mailadresse"},
		{"--theme-contact", "jura=javascript:alert(1)", "--theme-contact jura=javascript:alert(1): skriv temaets mappe"},
		{"--site-logo", "findes-ikke.svg", "--site-logo findes-ikke.svg: "},
		{"--site-logo", text, "--site-logo " + text + ": logoet skal være en SVG- eller PNG-fil"},
	} {
		code, _, errs := run(nil, "serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", small, c.flag, c.value)
		if code != exitUsage || !strings.HasPrefix(errs, "fejl: "+c.want) || strings.Count(errs, "\n") != 2 {
			t.Errorf("%s %s: exit code %d, %q", c.flag, c.value, code, errs)
		}
	}
}

func TestServeSite(t *testing.T) {
	t.Parallel()
	logo := filepath.Join(t.TempDir(), "logo.svg")
	if err := os.WriteFile(logo, []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, "--site-name", "Borup Kommune", "--site-logo", logo, "--site-color", "#006633", "--site-contact", "https://borup.example/")
	res, err := http.Get(s.url + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Borup Kommune", "logo.svg", "site.css", "https://borup.example/"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %s", want)
		}
	}
}

// TestThemeContact asks what two themes come near to and do not say, and what no theme does.
func TestThemeContact(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, text := range map[string]string{"cykler/a.md": bicycles, "hus-og-have/b.md": "# Haven\n\n## Slåning\n\nGræsset slås hver uge af gartneren fra maj til september.\n"} {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := serveOnly(t, "--documents", dir, "--site-contact", "alle@by.example", "--theme-contact", "hus-og-have=https://have.by.example/")
	for question, want := range map[string]string{
		"Hvad vejer en cykel med motor og kurv?":      "alle@by.example",
		"Hvilket mærke er gartnerens græsslåmaskine?": "https://have.by.example/",
		"Hvem vandt verdensmesterskabet i 1998?":      "alle@by.example",
	} {
		a := s.ask(t, question)
		if a.Certainty == answer.CertaintyAnswer || a.Contact != want || !strings.HasSuffix(a.Answer, want) {
			t.Errorf("%s: %q, contact %q, answer %q", question, a.Certainty, a.Contact, a.Answer)
		}
	}
}
