package server_test

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/pages"
)

// TestThemes groups documents by the folders of their files, and shows one theme alone.
func TestThemes(t *testing.T) {
	lib := testShelf()
	lib.docs = []documents.Info{{ID: "a", Title: "Lov A", Path: "jura/a.md"}, {ID: "b", Title: "Plan B", Path: "strategi/b.md"}, {ID: "c", Title: "Lov C", Path: "jura/ny/c.md"}}
	s := start(t, server.Config{Library: lib})
	body := s.page(t, "GET", "/documents", "", 200)
	contains(t, body, "<h2>Jura</h2>", "<h2>Strategi</h2>", `<h3><a href="/documents/c">Lov C</a></h3>`, `<option value="jura">Jura (2)</option>`)
	body = s.page(t, "GET", "/documents?theme=jura", "", 200)
	contains(t, body, `<option value="jura" selected>`, "Lov C")
	if strings.Contains(body, "Plan B") {
		t.Error("another theme is shown")
	}
	contains(t, s.page(t, "GET", "/search?q=tid", "", 200), `<select id="theme" name="theme">`)
}

// TestStatement tells who is responsible, what was checked, and whom to write to.
func TestStatement(t *testing.T) {
	s := start(t, server.Config{Site: pages.Site{Name: "Aarhus", Contact: "ai@kommune.example"}})
	contains(t, s.page(t, "GET", "/was", "", 200), "Aarhus er ansvarlig", pages.Checked.Rules, `<a href="mailto:ai@kommune.example"`, "was.digst.dk")
	contains(t, s.page(t, "GET", "/privacy", "", 200), `<a href="/was">Tilgængelighedserklæring</a>`)
}
