package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/store"
)

// TestQuotasOutliveTheMove brings tables up to date in which quotas were counted
// for themselves: what a key has used today stays used.
func TestQuotasOutliveTheMove(t *testing.T) {
	cfg := store.Config{URL: "sqlite", Dir: t.TempDir()}
	db, err := sql.Open("sqlite", filepath.Join(cfg.Dir, store.File))
	if err != nil {
		t.Fatal(err)
	}
	steps, err := filepath.Glob("migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(steps)
	text := "CREATE TABLE taskforce_schema (version INTEGER PRIMARY KEY);"
	for _, step := range steps[:4] {
		b, err := os.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		text += strings.ReplaceAll(string(b), "UNLOGGED", "")
	}
	today := limits.Day("key-day", "k_1", 10, time.Now(), time.UTC)
	if _, err := db.Exec(text + "INSERT INTO taskforce_schema (version) VALUES (1), (2), (3), (4);" +
		"INSERT INTO keys (id, name, scopes, collections, origin, per_day, per_minute, created_ms) VALUES ('k_1', 'a', 'chat', '', '', 10, 0, 0)"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO key_uses (key_id, kind, ends_ms, uses) VALUES ('k_1', 'day', ?, 9)", today.Ends.UnixMilli()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	counts := openCounts(t, open(t, cfg))
	for i, want := range []int{-1, 0} {
		marks, full, err := counts.Take(t.Context(), 1, []limits.Limit{today})
		if err != nil || full != want || marks[0].Used != 10 {
			t.Errorf("%d: %v, full %d, %v", i, marks, full, err)
		}
	}
}
