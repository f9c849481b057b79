package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// until looks again and again, for a while, whether something is so.
func (p *process) until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(need.Patience); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: never; %s", what, p.log)
		}
	}
}

// finds tells whether a search gives a text.
func (p *process) finds(t *testing.T, query, text string) bool {
	t.Helper()
	status, body := p.get(t, "/api/search?q="+query)
	return status == 200 && strings.Contains(body, text)
}

// TestDocumentGoneUnderService deletes documents: one of a folder goes at once
// where changes are looked for, and stays until the next start where not; what was named
// by itself keeps its text in either case.
func TestDocumentGoneUnderService(t *testing.T) {
	t.Parallel()
	for _, reload := range []string{"1s", "0s"} {
		t.Run(reload, func(t *testing.T) {
			docs, named := folder(t, "# Hunde\n\nEn hund må ikke være i gården.\n"), folder(t, "# Katte\n\nEn kat må gerne være i haven.\n")
			if err := os.WriteFile(filepath.Join(docs, "heste.md"), []byte("# Heste\n\nEn hest står i stalden.\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			p := startProcess(t, "--reload", reload, "--documents", docs, "--documents", filepath.Join(named, "cykler.md"))
			remove(t, filepath.Join(docs, "cykler.md"))
			remove(t, named)
			if reload == "1s" {
				p.until(t, "the deleted document is gone", func() bool { return !p.finds(t, "hund", "gården") })
				p.until(t, "the named one is missed", func() bool { return strings.Contains(p.log.String(), "kept_files") })
			} else if !p.finds(t, "hund", "gården") {
				t.Error("a document went without a look at the files")
			}
			if !p.finds(t, "kat", "haven") || !p.finds(t, "hest", "stalden") {
				t.Error("another document is gone")
			}
		})
	}
}

// TestFullDiskUnderService fills the disk of a running service: it answers, takes a
// changed document in, and keeps its questions when there is space again.
func TestFullDiskUnderService(t *testing.T) {
	t.Parallel()
	data, docs := disk(t, "1m"), folder(t, "# Hunde\n\nEn hund må ikke være i gården.\n")
	p := startProcess(t, "--reload", "1s", "--documents", docs, "--data", data, "--store", "sqlite")
	filler := filepath.Join(data, "filler")
	_ = os.WriteFile(filler, bytes.Repeat([]byte("x"), 2<<20), 0o600) // fails when the disk is full
	checkServes(t, p)
	if err := os.WriteFile(filepath.Join(docs, "cykler.md"), []byte("# Hunde\n\nEn hund må gerne være i hundegården.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.until(t, "the change is taken in", func() bool { return p.finds(t, "hund", "hundegården") })
	checkServes(t, p)
	if log := p.log.String(); !strings.Contains(log, "der er ikke plads på disken") || !strings.Contains(log, "det bygges i hukommelsen") {
		t.Errorf("the operator is told %s", log)
	}
	remove(t, filler)
	p.until(t, "the questions are kept", func() bool {
		_, metrics := p.get(t, "/metrics")
		return strings.Contains(metrics, "taskforce_store_written_total 2\n") && strings.Contains(metrics, "taskforce_store_failed_total 0\n")
	})
}
