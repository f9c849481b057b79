package cli

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents/documentstest"
	"github.com/digitaskforce/taskforce/internal/need"
)

// TestScans serves a file with pages that are pictures: they are told as
// waiting, read in the background, and marked as read so; without the
// background, or without the flag, they are read at once, or told.
func TestScans(t *testing.T) {
	gate := filepath.Join(t.TempDir(), "open")
	documentstest.Tesseract(t, `while [ ! -e `+gate+` ]; do sleep 0.05; done
echo "Cykler Lokaler Parkering Ferie" | cut -d' ' -f$n`)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hunde.pdf"), documentstest.PDF("hunde", "Kommunen har en politik for hunde.", "", ""), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serveOnly(t, "--documents", dir, "--ocr", "--meaning", "off")
	const marked = "Læst ved tekstgenkendelse (OCR), så enkelte ord kan være forkerte: side 2–3."
	sees := func(path string, wanted ...string) {
		t.Helper()
		_, page := s.get(t, path)
		for _, want := range wanted {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q in %s", path, want, page)
			}
		}
	}
	sees("/api/search?q=hunde", "politik for hunde")
	sees("/healthz", `"ocr":{"read":0,"waiting":2,"failed":0}`)
	sees("/metrics", `taskforce_ocr_pages{state="waiting"} 2`)
	sees("/documents", "2 af 3 sider er billeder, som venter på tekstgenkendelse (OCR)")
	sees("/documents/hunde", "Antal sider, der er billeder og endnu ikke er læst: 2.")
	sees("/api/documents", `"waiting":2`, `"unread":2`)
	if text := s.log.String(); !strings.Contains(text, "advarsel: 2 sider er billeder og læses ved tekstgenkendelse i baggrunden") || strings.Contains(text, "ikke læst") {
		t.Errorf("told %s", text)
	}
	addr := strings.TrimPrefix(s.url, "http://")
	if _, out, _ := run(nil, "health", "--addr", addr); !strings.Contains(out, "0 sider, der er billeder, er læst ved tekstgenkendelse; 2 venter, 0 kunne ikke læses\n") {
		t.Errorf("health says %s", out)
	}
	if err := os.WriteFile(gate, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	found := ""
	for end := time.Now().Add(need.Patience); !strings.Contains(found, "Lokaler"); time.Sleep(20 * time.Millisecond) {
		if _, found = s.get(t, "/api/search?q="+url.QueryEscape("lokaler")); time.Now().After(end) {
			t.Fatalf("not found in %s; log %s", found, s.log)
		}
	}
	sees("/documents/hunde", marked)
	sees("/healthz", `"ocr":{"read":2,"waiting":0,"failed":0}`)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--ocr"}, "side 2–3 læst ved tekstgenkendelse"},
		{nil, "2 sider er billeder, som ikke er læst"},
	} {
		code, out, errs := run(nil, append([]string{"documents", "--documents", dir, "--no-materials", "--meaning", "off"}, c.args...)...)
		if code != exitDone || !strings.Contains(out, c.want) {
			t.Errorf("%v: %d, %s, %s", c.args, code, out, errs)
		}
	}
	data := t.TempDir()
	documentstest.Compiled(t, data)
	if _, _, errs := run(nil, "index", "--documents", dir, "--no-materials", "--meaning", "off", "--data", data); !strings.Contains(errs, "2 sider er billeder i 1 dokument, som ikke er læst, fx i hunde.pdf; --ocr læser dem") {
		t.Errorf("index says %s", errs)
	}
}
