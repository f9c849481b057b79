package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

// changing is a service whose folder of documents changes, and that is
// searched all the while.
type changing struct {
	*running
	dir string
}

func serveChanging(t *testing.T, args ...string) *changing {
	t.Helper()
	dir := t.TempDir()
	c := &changing{dir: dir}
	c.write(t, "hund.md", "# Hunde\n\nEn hund må ikke være i gården.\n")
	c.running = serve(t, append([]string{"--documents", dir, "--reload", "1s", "--rate", "0"}, args...)...)
	ended := make(chan struct{})
	var asking sync.WaitGroup
	var asked atomic.Int64
	for range 2 {
		asking.Go(func() {
			for {
				select {
				case <-ended:
					return
				default:
				}
				for _, path := range []string{"/api/search?q=cykel+receptionen", "/documents"} {
					res, err := http.Get(c.url + path)
					if err != nil {
						t.Error(err)
						return
					}
					res.Body.Close()
					if asked.Add(1); res.StatusCode != http.StatusOK {
						t.Errorf("%s: %s", path, res.Status)
						return
					}
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	t.Cleanup(func() {
		close(ended)
		asking.Wait()
		if asked.Load() < 20 {
			t.Errorf("only %d searches", asked.Load())
		}
	})
	return c
}

func (c *changing) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// finds waits until a search finds a text, or no longer does.
func (c *changing) finds(t *testing.T, query, want string, there bool) {
	t.Helper()
	found := ""
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, found = c.get(t, "/api/search?k=3&q="+url.QueryEscape(query)); strings.Contains(found, want) == there {
			return
		}
	}
	t.Fatalf("%q is found: %v; got %s; log %s", want, !there, found, c.log)
}

// logs waits for a text in the log.
func (c *changing) logs(t *testing.T, want string) {
	t.Helper()
	for end := time.Now().Add(need.Patience); !strings.Contains(c.log.String(), want); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %q in %s", want, c.log)
		}
	}
}

// TestReload adds, changes, breaks, mends and removes documents of a service.
func TestReload(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"in memory": nil, "on disk": {"--data", t.TempDir()}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serveChanging(t, args...)
			c.write(t, "ny/kat.md", "# Katte\n\nEn kat må være på kontoret.\n")
			c.finds(t, "kat kontoret", "En kat må være på kontoret", true)
			c.logs(t, `"msg":"materials reloaded","added":1,"added_files":["ny/kat.md"]`)
			c.write(t, "ny/kat.md", "# Katte\n\nEn kat må være i kælderen.\n")
			c.finds(t, "kat kælderen", "En kat må være i kælderen", true)
			c.write(t, "ny/kat.md", "")
			c.logs(t, "den tidligere udgave bruges stadig")
			c.finds(t, "kat kælderen", "En kat må være i kælderen", true)
			if _, page := c.get(t, "/api/documents"); !strings.Contains(page, "filen er tom; læg en fil med indhold i stedet; den tidligere udgave bruges stadig") {
				t.Errorf("the list of documents says %s", page)
			}
			if _, text := c.get(t, "/metrics"); !strings.Contains(text, "taskforce_materials_kept_files 1\n") || !strings.Contains(text, `taskforce_materials_reloads_total{result="changed"}`) {
				t.Errorf("metrics %s", text)
			}
			c.write(t, "ny/kat.md", "# Katte\n\nEn kat må være på taget.\n")
			c.finds(t, "kat taget", "En kat må være på taget", true)
			if err := os.RemoveAll(filepath.Join(c.dir, "ny")); err != nil {
				t.Fatal(err)
			}
			c.finds(t, "kat taget", "En kat", false)
			c.finds(t, "hund", "En hund må ikke", true)
			if err := os.RemoveAll(c.dir); err != nil {
				t.Fatal(err)
			}
			c.logs(t, `"kept_files":["hund.md: `)
			c.finds(t, "hund", "En hund må ikke", true)
			c.write(t, "hund.md", "# Hunde\n\nEn hund må være i haven.\n")
			c.finds(t, "hund", "En hund må være i haven", true)
		})
	}
}

// TestReloadOfManyChanges writes 100 times as fast as it can, in pieces, and
// wants the last state and few reloads.
func TestReloadOfManyChanges(t *testing.T) {
	t.Parallel()
	c := serveChanging(t)
	for i := range 100 {
		name := fmt.Sprintf("fil%d.md", i%10)
		c.write(t, name, fmt.Sprintf("# Emne %d\n\nNummer", i%10))
		c.write(t, name, fmt.Sprintf("# Emne %d\n\nNummer %d står på hylden i kælderen.\n", i%10, i))
	}
	for i := 90; i < 100; i++ {
		c.finds(t, fmt.Sprintf("emne %d hylden", i%10), fmt.Sprintf("Nummer %d står", i), true)
	}
	if n := strings.Count(c.log.String(), "materials reloaded"); n > 10 {
		t.Errorf("%d reloads", n)
	}
}

// TestNoReload leaves the index as it was at the start.
func TestNoReload(t *testing.T) {
	t.Parallel()
	dir := folder(t, "# Hunde\n\nEn hund må ikke være i gården.\n")
	s := serve(t, "--documents", filepath.Join(dir, "cykler.md"), "--reload", "0s")
	if _, text := s.get(t, "/metrics"); !strings.Contains(text, "taskforce_materials_reloads_total") {
		t.Error("no metric")
	}
	if code, _, errs := run(nil, "serve", "--reload", "1ms"); code != exitUsage || !strings.Contains(errs, "--reload er 1ms") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestReloadOfCollections changes a document that one authority alone sees.
func TestReloadOfCollections(t *testing.T) {
	t.Parallel()
	data, flag := t.TempDir(), vejle.flag(t)
	keys := map[string]string{"vejle": newKey(t, data, "Vejle Kommune", "--collections", "vejle"), "none": newKey(t, data, "Uden samling")}
	s := serve(t, "--data", data, "--store", "sqlite", "--auth", "keys", "--open", "--rate", "0", "--reload", "1s", flag)
	_, dir, _ := strings.Cut(strings.TrimPrefix(flag, "--collection="), "=")
	text := strings.ReplaceAll(vejle.text, "Grønspætte", "Sortmejse")
	if err := os.WriteFile(filepath.Join(dir, vejle.file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	const search = "/api/search?q=signal+porten"
	for end := time.Now().Add(need.Patience); ; time.Sleep(20 * time.Millisecond) {
		status, body := s.with(t, keys["vejle"], "GET", search, "")
		if strings.Contains(body, "Sortmejse") {
			break
		}
		if status != 200 || time.Now().After(end) {
			t.Fatalf("%d %s; log %s", status, body, s.log)
		}
	}
	if _, body := s.with(t, keys["none"], "GET", search, ""); strings.Contains(body, "Sortmejse") {
		t.Errorf("everybody sees %s", body)
	}
}
