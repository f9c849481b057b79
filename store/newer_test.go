package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/digitaskforce/taskforce/store"
)

// newer opens a store that a later version of the program has changed.
func newer(t *testing.T, fresh func(*testing.T) store.Config) {
	cfg := fresh(t)
	open(t, cfg)
	driver, source := "pgx", cfg.URL
	if cfg.URL == "sqlite" {
		driver, source = "sqlite", filepath.Join(cfg.Dir, store.File)
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO taskforce_schema (version) VALUES (99)"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), cfg); !errors.Is(err, store.ErrNewer) {
		t.Errorf("got %v", err)
	}
}
