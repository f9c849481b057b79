package service

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/need"
)

// gatekeeper lets what it is told through.
type gatekeeper struct {
	mu     sync.Mutex
	let    string
	asked  map[string]func() error // by key
	titles map[string]string       // what a build that was tried holds
}

func (g *gatekeeper) May(key string, files []string, open func(context.Context) (*index.Index, error), serve func() error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.asked[key] == nil {
		x, err := open(context.Background())
		if err != nil {
			panic(err)
		}
		defer x.Close()
		var titles []string
		for _, d := range x.Documents() {
			titles = append(titles, d.Title)
		}
		g.titles[key] = strings.Join(titles, ",") + " " + filepath.Base(strings.Join(files, ","))
	}
	g.asked[key] = serve
	return g.let == key
}

func (g *gatekeeper) Served() {}

// only is the one key that was asked about and holds a title.
func (g *gatekeeper) only(title string) (key string, serve func() error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for k, titles := range g.titles {
		if strings.Contains(titles, title) {
			return k, g.asked[k]
		}
	}
	return "", nil
}

// TestSharedMaterialsWait changes shared files and those of a collection: no
// view serves the shared ones before they are let through, and removed ones stay.
func TestSharedMaterialsWait(t *testing.T) {
	shared, own := t.TempDir(), t.TempDir()
	write := func(dir, name, title string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("# "+title+"\n\nDer står en del om "+title+" her.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(shared, "a.md", "Cykler")
	write(shared, "b.md", "Katte")
	write(own, "c.md", "Hunde")
	a := &App{Ctx: t.Context(), Stdout: io.Discard, Stderr: io.Discard, Env: func(string) (string, bool) { return "", false }}
	flags := Holdings{NoMaterials: true, Documents: []string{shared}, Data: t.TempDir(), Embedding: Embedding{Meaning: "off"}}
	parts := map[string][]string{"odense": {own}}
	opened, err := flags.OpenParts(a, true, append([]Part{{}}, Single(parts)...)...)
	if err != nil {
		t.Fatal(err)
	}
	defer CloseAll(opened)
	g := &gatekeeper{asked: map[string]func() error{}, titles: map[string]string{}}
	v := NewViews(a, flags, parts, &Reloaders{Log: slog.New(slog.DiscardHandler), Every: 50 * time.Millisecond, Hold: g, Shared: flags.Documents})
	defer v.Close()
	for _, s := range opened {
		v.Tend(s)
	}
	titles := func(i int) string {
		var out []string
		for _, d := range opened[i].Index.Documents() {
			out = append(out, d.Title)
		}
		return strings.Join(out, ",")
	}
	await := func(what string, holds func() bool) {
		t.Helper()
		for end := time.Now().Add(need.Patience); !holds(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: shared %s, odense %s, asked %v", what, titles(0), titles(1), g.titles)
			}
		}
	}
	write(shared, "a.md", "Biler")
	if err := os.Remove(filepath.Join(shared, "b.md")); err != nil {
		t.Fatal(err)
	}
	await("the change is tried", func() bool { key, _ := g.only("Biler a.md,b.md"); return key != "" })
	for _, r := range v.Fresh.all {
		if err := r.try(t.Context()); r.name == "odense" && !errors.Is(err, errHeld) || r.name == "" && err != nil {
			t.Errorf("taking the files of %q in: %v", r.name, err)
		}
	}
	if titles(0) != "Cykler,Katte" || titles(1) != "Cykler,Katte,Hunde" {
		t.Errorf("shared %s, odense %s", titles(0), titles(1))
	}
	write(own, "c.md", "Grise")
	await("a file of the collection waits for nobody", func() bool { return titles(1) == "Cykler,Katte,Grise" })
	key, serve := g.only("Biler")
	g.mu.Lock()
	g.let = key
	g.mu.Unlock()
	if err := serve(); err != nil {
		t.Fatal(err)
	}
	await("let through", func() bool { return titles(0) == "Biler" && titles(1) == "Biler,Grise" })
	write(own, "c.md", "Heste")
	await("nor does it later", func() bool { return titles(1) == "Biler,Heste" })
}
