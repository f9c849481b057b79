package store

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// engine is what differs between the two databases.
type engine struct {
	driver      string
	connections int
	lock        string   // held while the tables are changed, until the transaction ends
	afterDelete []string // so that nothing of deleted rows stays behind
	numbered    bool     // placeholders are $1, $2 instead of ?
	shared      bool     // services on several machines can use it
	now         string   // its clock, in nanoseconds since 1970
	hold        string   // ends a SELECT whose rows nobody else shall change before the statement ends
}

// sqliteEngine takes the write lock at the start of each transaction (see
// sqliteSource), so that migrations need no other. Deleted rows leave traces in
// the pages they lay in, even with secure_delete; so the file is written anew
// (VACUUM), and the log that still holds the old pages is emptied.
var sqliteEngine = engine{driver: "sqlite", connections: 4, now: "CAST(unixepoch('subsec') * 1000 AS INTEGER) * 1000000",
	afterDelete: []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}}

// postgresEngine locks with a number of its own: "task" in ASCII.
var postgresEngine = engine{driver: "pgx", connections: 4, numbered: true, shared: true, hold: " FOR UPDATE",
	now:  "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) * 1000",
	lock: "SELECT pg_advisory_xact_lock(1952543595)", afterDelete: []string{"VACUUM questions", "VACUUM feedback", "VACUUM texts"}}

// engineOf tells the engine of a Config and what its driver opens.
func engineOf(cfg Config) (eng engine, source string, err error) {
	if cfg.URL == "sqlite" {
		source, err = sqliteSource(cfg)
		return sqliteEngine, source, err
	}
	if !strings.HasPrefix(cfg.URL, "postgres://") && !strings.HasPrefix(cfg.URL, "postgresql://") {
		return engine{}, "", ErrAddress
	}
	if _, err := pgx.ParseConfig(cfg.URL); err != nil {
		return engine{}, "", ErrAddress // the driver's text may hold the password
	}
	return postgresEngine, cfg.URL, nil
}

// sqliteSource makes the file, for its owner alone, and gives its address with
// the settings of every connection.
func sqliteSource(cfg Config) (string, error) {
	path, err := filepath.Abs(filepath.Join(cfg.Dir, File))
	if err != nil {
		return "", fmt.Errorf("opening the store: %w", err)
	}
	flags := os.O_RDWR
	if !cfg.Existing {
		flags |= os.O_CREATE
		if err := os.MkdirAll(cfg.Dir, 0o755); err != nil {
			return "", fmt.Errorf("opening the store: %w", err)
		}
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return "", ErrMissing
	}
	if err != nil {
		return "", fmt.Errorf("opening the store: %w", err)
	}
	if err := f.Close(); err != nil {
		return "", fmt.Errorf("opening the store: %w", err)
	}
	set := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(NORMAL)",
		"secure_delete(ON)"}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: set.Encode()}).String(), nil
}

// query writes the placeholders of a statement as the engine wants them.
func (e engine) query(text string) string {
	if !e.numbered {
		return text
	}
	parts := strings.Split(text, "?")
	var b strings.Builder
	b.WriteString(parts[0])
	for i, p := range parts[1:] {
		b.WriteString("$" + strconv.Itoa(i+1) + p)
	}
	return b.String()
}

// migration is a file of migrations as the engine wants it. Tables that are
// UNLOGGED are not written to PostgreSQL's log, so they reach neither its archive
// nor a standby, and are empty after a crash; SQLite has no such word.
func (e engine) migration(text []byte) string {
	if e.shared {
		return string(text)
	}
	return strings.ReplaceAll(string(text), "CREATE UNLOGGED TABLE", "CREATE TABLE")
}

// reason gives the error that the operator can mend, where there is one.
func reason(err error) error {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &pg) && strings.HasPrefix(pg.Code, "28"): // invalid authorization
		return ErrLogin
	case errors.As(err, &pg) && pg.Code == "3D000": // invalid catalog name
		return ErrDatabase
	case errors.As(err, &lite) && (lite.Code() == lib.SQLITE_NOTADB || lite.Code()&0xff == lib.SQLITE_CORRUPT):
		return ErrDamaged
	}
	return err
}

// refused tells whether the database understood and will never take what it was
// given: wrong data, a rule of the tables, or a statement that it does not know.
func refused(err error) bool {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	if errors.As(err, &pg) {
		return slices.Contains([]string{"22", "23", "42"}, pg.Code[:min(2, len(pg.Code))])
	}
	return errors.As(err, &lite) && slices.Contains([]int{lib.SQLITE_CONSTRAINT, lib.SQLITE_MISMATCH, lib.SQLITE_TOOBIG, lib.SQLITE_ERROR}, lite.Code()&0xff)
}

// busy tells whether another process held the SQLite file for a moment.
func busy(err error) bool {
	var lite *sqlite.Error
	return errors.As(err, &lite) && lite.Code()&0xff == lib.SQLITE_BUSY && !errors.Is(err, context.DeadlineExceeded)
}
