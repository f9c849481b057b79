package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"time"
)

// Each file is one version of the tables, in the order of their names, in SQL
// that both engines take but for a word (see engine.migration). A file that has been released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. Several processes may do so at once:
// the first one locks the others out until it is done.
func (s *Store) migrate(ctx context.Context) error {
	for {
		err := s.migrateOnce(ctx)
		// Two processes that both make the file anew meet before SQLite's own
		// waiting for locks can help.
		if !busy(err) || ctx.Err() != nil {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (s *Store) migrateOnce(ctx context.Context) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if s.engine.lock != "" {
		if _, err := tx.ExecContext(ctx, s.engine.lock); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS taskforce_schema (version INTEGER PRIMARY KEY)"); err != nil {
		return err
	}
	var have int
	if err := tx.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM taskforce_schema").Scan(&have); err != nil {
		return err
	}
	if have > len(steps) {
		return ErrNewer
	}
	for i, name := range steps[have:] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, s.engine.migration(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if _, err := tx.ExecContext(ctx, s.engine.query("INSERT INTO taskforce_schema (version) VALUES (?)"), have+i+1); err != nil {
			return err
		}
	}
	return tx.Commit()
}
