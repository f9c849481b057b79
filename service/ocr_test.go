package service

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents/documentstest"
	"github.com/digitaskforce/taskforce/internal/need"
)

// TestRecognisedInTheBackground opens a service with scans: it answers from the
// rest of them at once, then from their pages, and goes on where it was when it is
// stopped in between.
func TestRecognisedInTheBackground(t *testing.T) {
	for name, data := range map[string]string{"in memory": "", "on disk": t.TempDir()} {
		t.Run(name, func(t *testing.T) {
			gate := filepath.Join(t.TempDir(), "open")
			_, asked := documentstest.Tesseract(t, `while [ "$n" -gt 1 ] && [ ! -e `+gate+` ]; do sleep 0.05; done
echo "Cykler Lokaler Parkering Ferie" | cut -d' ' -f$n`)
			pages := func() int { text, _ := os.ReadFile(asked); return strings.Count(string(text), "\n") }
			dir := t.TempDir()
			t.Setenv("TMPDIR", t.TempDir())
			write := func(name string, data []byte) {
				t.Helper()
				if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if data != "" {
				documentstest.Compiled(t, data)
			}
			write("delvis.pdf", documentstest.PDF("delvis", "Kommunen har en politik for hunde.", "", ""))
			write("helt.pdf", documentstest.PDF("helt", ""))
			s, stop := recognising(t, dir, data)
			finds := func(question, want string) {
				t.Helper()
				await(t, question+" does not find "+want, func() bool {
					_, hits, err := s.Index.Find(t.Context(), question, nil, 3)
					if err != nil {
						t.Fatal(err)
					}
					for _, h := range hits {
						if strings.Contains(h.Text, want) {
							return true
						}
					}
					return false
				})
			}
			finds("hunde", "politik for hunde")
			if docs := s.Index.Documents(); len(docs) != 1 || docs[0].Unread != 2 || docs[0].OCR != "" {
				t.Errorf("at first %+v", docs)
			}
			await(t, "the second page is not begun", func() bool { return pages() == 2 })
			if read, waiting, failed := s.Flags.Background.Pages(); read != 1 || waiting != 2 || failed != 0 {
				t.Errorf("%d pages read, %d waiting, %d failed", read, waiting, failed)
			}
			want := 4 // the page that was broken off is read again
			if data == "" {
				want = 3
			} else {
				stop()
				s, stop = recognising(t, dir, data)
				await(t, "the second page is not begun again", func() bool { return pages() == 3 })
				if read, waiting, failed := s.Flags.Background.Pages(); read != 0 || waiting != 2 || failed != 0 {
					t.Errorf("after a stop %d pages read, %d waiting, %d failed", read, waiting, failed)
				}
			}
			if err := os.WriteFile(gate, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			finds("cykler", "Cykler")
			await(t, "the file without text is no document", func() bool { return len(s.Index.Documents()) == 2 })
			await(t, "pages are left", func() bool { _, waiting, _ := s.Flags.Background.Pages(); return waiting == 0 })
			if pages() != want {
				t.Errorf("tesseract was asked %d times, not %d", pages(), want)
			}
			if d := s.Index.Documents()[0]; d.OCR != "2–3" || d.Unread != 0 || len(s.Index.Failures()) > 0 {
				t.Errorf("got %+v, %+v", d, s.Index.Failures())
			}
			write("ny.pdf", documentstest.PDF("ny", "", "Lokaler lejes ud."))
			finds("lokaler", "Lokaler lejes")
			await(t, "a file that came later is not read", func() bool { return pages() == want+1 })
			stop()
			if data == "" {
				if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "taskforce-ocr-*")); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			}
		})
	}
}

// recognising is a service that reads scans in the background, and what stops it.
func recognising(t *testing.T, dir, data string) (*Opened, func()) {
	t.Helper()
	a := &App{Ctx: t.Context(), Stdout: io.Discard, Stderr: io.Discard, Env: func(string) (string, bool) { return "", false }}
	log := slog.New(slog.DiscardHandler)
	flags := Holdings{NoMaterials: true, Documents: []string{dir}, Data: data, OCR: true, Embedding: Embedding{Meaning: "off"}}
	flags.Background = NewRecogniser(flags, log)
	flags.Background.pause = 10 * time.Millisecond
	s, err := flags.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	v := NewViews(a, flags, nil, &Reloaders{Log: log, Every: 200 * time.Millisecond})
	v.Tend(s)
	v.Recognise(flags.Background)
	return s, func() { v.Close(); s.Close() }
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(need.Patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}
