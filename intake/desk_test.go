package intake

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents/library"
)

const ferie = "# Ferie\n\nAnsatte har fem ugers ferie om året, og den aftales med lederen i god tid.\n\n## Restferie\n\nRestferie kan overføres til næste år efter aftale.\n"

func open(t *testing.T, dir string, collections ...string) *Desk {
	t.Helper()
	d, err := Open(Config{Dir: dir, Collections: append([]string{""}, collections...)})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *Desk) bring(t *testing.T, collection, name, text string) *File {
	t.Helper()
	f, err := d.Add(t.Context(), collection, name, "anna", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func do(t *testing.T, d *Desk, id, what string) {
	t.Helper()
	if err := d.Do(id, what, "anna"); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// live is what a service reads, by name.
func live(t *testing.T, d *Desk, collection string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(d.Live(collection))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(d.Live(collection), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(data)
	}
	return out
}

func TestDraft(t *testing.T) {
	d := open(t, t.TempDir())
	f := d.bring(t, "", `C:\Filer\Ferie & fravær.MD`, ferie)
	if f.Name != "Ferie-&-fravær.md" || f.State != Draft || len(live(t, d, "")) != 0 {
		t.Errorf("%+v, live %v", f, live(t, d, ""))
	}
	p, err := d.Preview(f.ID)
	if err != nil {
		t.Fatal(err)
	}
	if p.Look.Title != "Ferie" || p.Look.Headings != 2 || len(p.Passages) != p.Look.Passages || len(p.Outline) != 2 || p.Outline[1].Text != "Restferie" {
		t.Errorf("%+v", p)
	}
	in, err := d.Original(f.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if data, _ := io.ReadAll(in); string(data) != ferie {
		t.Errorf("the original is %q", data)
	}
}

// TestInUse puts a file in use, in place of another, and takes all of it back.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir)
	first := d.bring(t, "", "ferie.md", ferie)
	do(t, d, first.ID, ActLive)
	second := d.bring(t, "", "ferie.md", strings.Replace(ferie, "fem", "seks", 1))
	if second.Rival != first.ID {
		t.Errorf("rival %q", second.Rival)
	}
	do(t, d, second.ID, ActLive)
	if got := live(t, d, "")["ferie.md"]; !strings.Contains(got, "seks uger") {
		t.Errorf("live: %q", got)
	}
	if f, _ := d.File(first.ID); f.State != Replaced {
		t.Errorf("the first is %s", f.State)
	}
	h := d.History("")
	if len(h) != 4 || !h[0].Undo || h[1].Undo || h[0].By != "anna" {
		t.Errorf("history %+v", h)
	}
	if err := d.Undo("", h[0].N, "bo"); err != nil {
		t.Fatal(err)
	}
	if got := live(t, d, "")["ferie.md"]; got != ferie {
		t.Errorf("after undoing: %q", got)
	}
	if err := d.Undo("", h[0].N, "bo"); !errors.Is(err, ErrLater) {
		t.Errorf("undoing twice: %v", err)
	}
	do(t, d, first.ID, ActWithdraw)
	if got := live(t, d, ""); len(got) != 0 {
		t.Errorf("live %v", got)
	}
	if err := d.Undo("", d.History("")[0].N, ""); err != nil || len(live(t, d, "")) != 1 {
		t.Errorf("undoing a withdrawal: %v", err)
	}
	// What was done is so after a start too.
	d = open(t, dir)
	if f, _ := d.File(first.ID); f.State != InUse || len(d.Files("")) != 2 || live(t, d, "")["ferie.md"] != ferie {
		t.Errorf("after a start: %+v", f)
	}
}

func TestDiscard(t *testing.T) {
	d := open(t, t.TempDir())
	f := d.bring(t, "", "ferie.md", ferie)
	do(t, d, f.ID, ActDiscard)
	if err := d.Do(f.ID, ActLive, ""); !errors.Is(err, ErrLater) {
		t.Errorf("using a discarded file: %v", err)
	}
	do(t, d, f.ID, ActRestore)
	do(t, d, f.ID, ActLive)
	if err := d.Do(f.ID, ActPurge, ""); !errors.Is(err, ErrLater) {
		t.Errorf("deleting a file in use: %v", err)
	}
	do(t, d, f.ID, ActWithdraw)
	do(t, d, f.ID, ActPurge)
	if _, err := os.Stat(d.kept("", f.ID)); err == nil {
		t.Error("the file is still there")
	}
	if _, err := d.File(f.ID); !errors.Is(err, ErrUnknown) || len(d.Files("")) != 0 || d.History("")[0].Undo {
		t.Errorf("after deleting: %v", err)
	}
}

// TestStopped finds a service that was stopped between the history and the folder.
func TestStopped(t *testing.T) {
	dir := t.TempDir()
	d := open(t, dir, "odense")
	f := d.bring(t, "odense", "ferie.md", ferie)
	do(t, d, f.ID, ActLive)
	if err := os.WriteFile(filepath.Join(d.Live("odense"), "ferie.md"), bytes.Repeat([]byte("x"), len(ferie)), 0o644); err != nil {
		t.Fatal(err)
	}
	history, err := os.OpenFile(d.history(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := history.WriteString(`{"at":"2026-`); err != nil {
		t.Fatal(err)
	}
	_ = history.Close()
	d = open(t, dir, "odense")
	if got := live(t, d, "odense")["ferie.md"]; got != ferie {
		t.Errorf("live: %q", got)
	}
	do(t, d, f.ID, ActWithdraw)
	if d = open(t, dir, "odense"); len(d.History("odense")) != 3 {
		t.Errorf("history %+v", d.History("odense"))
	}
	if open(t, dir); len(live(t, d, "odense")) != 0 {
		t.Error("a collection that is not served was changed")
	}
}

func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	d, err := Open(Config{Dir: dir, Collections: []string{""}, MaxFile: 500, MaxAll: 600})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		collection, file, text string
		want                   string
	}{
		"another collection": {"odense", "a.md", ferie, ErrCollection.Error()},
		"too large":          {"", "a.md", strings.Repeat("ord ", 200), ErrTooLarge.Error()},
		"a program":          {"", "a.exe", "MZ\x00\x01", "filtypen .exe kan ikke læses"},
		"empty":              {"", "a.md", "", "tom"},
		"a sidecar":          {"", "a.md.meta.yaml", "title: A", "kan ikke læses"},
		"no PDF":             {"", "a.pdf", "hej", "indholdet er noget andet"},
	} {
		if _, err := d.Add(t.Context(), c.collection, c.file, "", []byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*", "kept", "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	for _, id := range []string{"", "..", "../..", "ukendt"} {
		if _, err := d.Preview(id); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", id, err)
		}
	}
	d.bring(t, "", "../../a.md", ferie)
	d.bring(t, "", ".skjult.md", ferie)
	if _, err := d.Add(t.Context(), "", "c.md", "", []byte(ferie+ferie)); !errors.Is(err, ErrFull) {
		t.Errorf("beyond what is kept: %v", err)
	}
	for _, f := range d.Files("") {
		if f.Name != "a.md" && f.Name != "skjult.md" {
			t.Errorf("name %q", f.Name)
		}
	}
}

// TestServed reads what is in use as a service does, from a folder that is empty at first.
func TestServed(t *testing.T) {
	d := open(t, t.TempDir())
	read := func() int {
		lib, err := library.ReadAll(t.Context(), []library.Source{{Disk: d.Live("")}}, library.Options{})
		if err != nil || len(lib.Failures) > 0 {
			t.Fatal(err, lib.Failures)
		}
		return len(lib.Documents)
	}
	if n := read(); n != 0 {
		t.Errorf("%d documents", n)
	}
	do(t, d, d.bring(t, "", "ferie.md", ferie).ID, ActLive)
	if n := read(); n != 1 {
		t.Errorf("%d documents", n)
	}
}
