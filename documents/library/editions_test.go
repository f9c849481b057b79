package library

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
)

// TestEditions reads statutes in several editions, reports of several years,
// and documents that only share a title.
func TestEditions(t *testing.T) {
	dir := t.TempDir()
	statutes := "# Vedtægter for Skovens Venner\n\nForeningen ledes af en formand og %s menige medlemmer, som vælges hvert år. Ordinær generalforsamling holdes i %s, og formanden indkalder med en måneds varsel. Kontingentet fastsættes af generalforsamlingen for et år ad gangen, og kassereren fører regnskabet.\n"
	report := func(year int, words string) string {
		return fmt.Sprintf("# Årsrapport %d\n\nRådet holdt møder. %s\n", year, strings.Repeat(words+" ", 12))
	}
	for name, text := range map[string]string{
		"vedtaegter_2009.md":   fmt.Sprintf(statutes, "seks", "marts"),
		"vedtaegter_2017.md":   fmt.Sprintf(statutes, "femten", "marts"),
		"vedtaegter_2012.md":   fmt.Sprintf(statutes, "otte", "april"),
		"rapport-2021.md":      report(2021, "Vi byggede en ny skole og malede den gul."),
		"rapport-2022.md":      report(2022, "Året gik med at lukke havnen for alle skibe."),
		"nord/referat.md":      "---\ndate: 2026-03-01\n---\n# Referat\n\nMødet handlede om vejene i nord og om en ny bro over åen.\n",
		"syd/referat.md":       "---\ndate: 2026-03-01\n---\n# Referat\n\nI syd vil man have flere cykelstier, og legepladsen skal flyttes.\n",
		"syd/referat-april.md": "---\ndate: 2026-04-01\n---\n# Referat\n\nDer er kommet en klage over støj fra fabrikken ved stationen.\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cache := Cache{Dir: filepath.Join(t.TempDir(), "documents")}
	want := []string{
		"nord/referat.md: Referat (nord/referat.md), nord/referat.md, ",
		"rapport-2021.md: Årsrapport 2021, , ", "rapport-2022.md: Årsrapport 2022, , ",
		"syd/referat-april.md: Referat (syd/referat-april.md), syd/referat-april.md, ", "syd/referat.md: Referat (syd/referat.md), syd/referat.md, ",
		"vedtaegter_2009.md: Vedtægter for Skovens Venner (2009), 2009, vedtaegter-2017",
		"vedtaegter_2012.md: Vedtægter for Skovens Venner (2012), 2012, vedtaegter-2017",
		"vedtaegter_2017.md: Vedtægter for Skovens Venner (2017), 2017, ",
	}
	var former *documents.Library
	for range 3 { // anew, from the cache, and beside what was there before
		lib, err := ReadAll(t.Context(), []Source{{Disk: dir}}, Options{Known: cache.Known, Shelf: cache, Former: former})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range lib.Documents {
			got = append(got, fmt.Sprintf("%s: %s, %s, %s", d.Path, d.Title, d.Edition, d.SupersededBy))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		former = lib
	}
}
