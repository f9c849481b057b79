package service

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/need"
)

// denier lets nothing through before it is told to; it tells what it was asked about.
type denier struct {
	keys   chan string
	served chan bool

	mu    sync.Mutex // guards what follows
	let   bool
	serve func() error
}

func (d *denier) May(key string, _ []string, _ func(context.Context) (*index.Index, error), serve func() error) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serve = serve
	select {
	case d.keys <- key:
	default:
	}
	return d.let
}

// letAll lets what waits into service, and whatever comes later.
func (d *denier) letAll() {
	d.mu.Lock()
	d.let = true
	serve := d.serve
	d.mu.Unlock()
	if serve != nil {
		_ = serve() // it is tried again by itself
	}
}

func (d *denier) Served() {
	select {
	case d.served <- true:
	default:
	}
}

// started is a service that was started with a hold, and its shared materials
// with those of the collection odense.
type started struct {
	opened []*Opened
	hold   *denier
	views  *Views
}

func (s started) titles(i int) string {
	var out []string
	for _, d := range s.opened[i].Index.Documents() {
		out = append(out, d.Title)
	}
	return strings.Join(out, ",")
}

func (s started) stop() {
	s.views.Close()
	CloseAll(s.opened)
}

func startHolding(t *testing.T, flags Holdings, own string) started {
	t.Helper()
	flags.NoMaterials, flags.HoldBack, flags.Embedding = true, true, Embedding{Meaning: "off"}
	a := &App{Ctx: t.Context(), Stdout: io.Discard, Stderr: io.Discard, Env: func(string) (string, bool) { return "", false }}
	parts := map[string][]string{"odense": {own}}
	opened, err := flags.OpenParts(a, true, append([]Part{{}}, Single(parts)...)...)
	if err != nil {
		t.Fatal(err)
	}
	s := started{opened: opened, hold: &denier{keys: make(chan string, 10), served: make(chan bool, 1)}}
	s.views = NewViews(a, flags, parts, &Reloaders{Log: slog.New(slog.DiscardHandler), Every: 50 * time.Millisecond, Hold: s.hold, Shared: flags.Documents})
	for _, one := range opened {
		s.views.Tend(one)
	}
	return s
}

// TestHoldOverStart changes shared files, those of a collection and a sidecar while
// the service is stopped: what it served goes on being served, in the same build,
// until the new files are let through, at this start or a later one.
func TestHoldOverStart(t *testing.T) {
	shared, own, data := t.TempDir(), t.TempDir(), t.TempDir()
	write := func(dir, name, title string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte("# "+title+"\n\nDer står en del om "+title+" her.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var s started
	await := func(what string, holds func() bool) {
		t.Helper()
		for end := time.Now().Add(need.Patience); !holds(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: shared %s, odense %s", what, s.titles(0), s.titles(1))
			}
		}
	}
	write(shared, "a.md", "Cykler")
	write(shared, "b.md", "Katte")
	write(own, "c.md", "Hunde")
	flags := Holdings{Documents: []string{shared}, Data: data}
	s = startHolding(t, flags, own)
	<-s.hold.served
	build := s.opened[0].Index.Build()
	await("what is served is written down", func() bool { _, err := os.Stat(filepath.Join(data, servedFile)); return err == nil })
	s.stop()

	write(shared, "a.md", "Biler")
	write(shared, "d.md", "Tog")
	write(own, "c.md", "Grise")
	if err := os.Remove(filepath.Join(shared, "b.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(shared, "tom.md"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(own, "c.md.meta.yaml"), []byte("title: Svin\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // what is not let through waits after the next start too
		s = startHolding(t, flags, own)
		if s.opened[0].Index.Build() != build {
			t.Error("what was served is another build")
		}
		<-s.hold.keys
		if s.titles(0) != "Cykler,Katte" || s.titles(1) != "Cykler,Katte,Svin" && s.titles(1) != "Cykler,Katte,Grise" {
			t.Errorf("shared %s, odense %s", s.titles(0), s.titles(1))
		}
		if len(s.hold.served) > 0 {
			t.Error("it is told that nothing waits")
		}
		s.stop()
	}

	s = startHolding(t, flags, own)
	s.hold.letAll()
	await("let through", func() bool { return s.titles(0) == "Biler,Tog" && strings.HasPrefix(s.titles(1), "Biler,Tog,") })
	s.stop()
	s = startHolding(t, flags, own)
	if s.titles(0) != "Biler,Tog" {
		t.Errorf("after a start where nothing changed: %s", s.titles(0))
	}
	<-s.hold.served
	s.stop()

	for what, change := range map[string]func() Holdings{
		"the cache is gone": func() Holdings { _ = os.RemoveAll(filepath.Join(data, "cache")); return flags },
		"other sources":     func() Holdings { f := flags; f.Documents = []string{shared, own}; return f },
		"nothing is kept":   func() Holdings { f := flags; f.Data = ""; return f },
		"nothing waits":     func() Holdings { _ = flags.ForgetServed(); return flags },
	} {
		write(shared, "a.md", "Fly "+what)
		changed := change()
		s = startHolding(t, changed, own)
		if !strings.HasPrefix(s.titles(0), "Fly "+what+",Tog") {
			t.Errorf("%s: %s is served", what, s.titles(0))
		}
		<-s.hold.served
		s.stop()
		s = startHolding(t, flags, own) // as before
		s.hold.letAll()
		await(what+": in step again", func() bool { return s.titles(0) == "Fly "+what+",Tog" })
		s.stop()
	}
}

// TestBelow tells shared files from others, however the folder is named.
func TestBelow(t *testing.T) {
	for _, c := range []struct {
		paths []string
		file  string
		want  bool
	}{
		{[]string{"docs"}, "docs/a.md", true}, {[]string{"./docs/"}, "docs/x/a.md", true}, {[]string{"."}, "a.md", true}, {[]string{"x", "docs/a.md"}, "docs/a.md", true},
		{[]string{"docs"}, "docs2/a.md", false}, {[]string{"."}, "../a.md", false}, {[]string{"docs"}, "", false}, {[]string{"/srv/docs"}, "docs/a.md", false}, {nil, "a.md", false},
	} {
		if below(c.paths, c.file) != c.want {
			t.Errorf("%v, %q: %v", c.paths, c.file, !c.want)
		}
	}
	if got := only([]int{1, 2, 3}, func(n int) bool { return n > 1 }); !slices.Equal(got, []int{2, 3}) {
		t.Error(got)
	}
}
