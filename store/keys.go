package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/digitaskforce/taskforce/access"
)

const keyColumns = `id, name, scopes, collections, origin, per_day, per_minute, created_ms, expires_ms, revoked_ms, used_ms`

// AddKey keeps a new key with its secret's hash. The error is
// [access.ErrNameTaken] where a key that is not revoked has its name.
func (s *Store) AddKey(ctx context.Context, k access.Key, hash string) error {
	scopes, err := json.Marshal(list(k.Scopes))
	if err != nil {
		return fmt.Errorf("keeping a key: %w", err)
	}
	collections, err := json.Marshal(list(k.Collections))
	if err != nil {
		return fmt.Errorf("keeping a key: %w", err)
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, s.engine.query("INSERT INTO keys ("+keyColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
			k.ID, plain(k.Name), string(scopes), string(collections), k.Origin, k.PerDay, k.PerMinute,
			k.Created.UnixMilli(), millis(k.Expires), millis(k.Revoked), millis(k.Used)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, s.engine.query("INSERT INTO key_secrets (hash, key_id) VALUES (?, ?)"), hash, k.ID)
		return err
	})
	if taken(err) {
		return access.ErrNameTaken
	}
	if err != nil {
		return fmt.Errorf("keeping a key: %w", err)
	}
	return nil
}

// Keys gives every key, revoked ones too, oldest first.
func (s *Store) Keys(ctx context.Context) ([]access.Key, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+keyColumns+" FROM keys ORDER BY created_ms, id")
	if err != nil {
		return nil, fmt.Errorf("reading keys: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []access.Key
	for rows.Next() {
		k, err := scanKey(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("reading keys: %w", err)
		}
		out = append(out, k)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading keys: %w", err)
	}
	return out, nil
}

// FindKey gives the key that has a secret, by its hash, revoked or expired ones
// too; [access.ErrNoKey] where none has.
func (s *Store) FindKey(ctx context.Context, hash string) (access.Key, access.Secret, error) {
	row := s.db.QueryRowContext(ctx, s.engine.query("SELECT "+keyColumns+
		", hash, until_ms FROM key_secrets JOIN keys ON id = key_id WHERE hash = ?"), hash)
	var secret access.Secret
	var until sql.NullInt64
	k, err := scanKey(func(to ...any) error { return row.Scan(append(to, &secret.Hash, &until)...) })
	if errors.Is(err, sql.ErrNoRows) {
		return k, secret, access.ErrNoKey
	}
	if err != nil {
		return k, secret, fmt.Errorf("reading a key: %w", err)
	}
	secret.Until = moment(until)
	return k, secret, nil
}

// TouchKey notes that a key was used.
func (s *Store) TouchKey(ctx context.Context, id string, at time.Time) error {
	if _, err := s.db.ExecContext(ctx, s.engine.query("UPDATE keys SET used_ms = ? WHERE id = ?"), at.UnixMilli(), id); err != nil {
		return fmt.Errorf("noting the use of a key: %w", err)
	}
	return nil
}

// RevokeKey ends a key; [access.ErrNoKey] where none that is not revoked has the ID.
func (s *Store) RevokeKey(ctx context.Context, id string, at time.Time) error {
	res, err := s.db.ExecContext(ctx, s.engine.query("UPDATE keys SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL"), at.UnixMilli(), id)
	return changedKey(res, err, "revoking a key")
}

// RotateKey gives a key a new secret; its former ones stay valid until a time
// at most. [access.ErrNoKey] where no key that is not revoked has the ID.
func (s *Store) RotateKey(ctx context.Context, id, hash string, until time.Time) error {
	return s.inTx(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, s.engine.query("INSERT INTO key_secrets (hash, key_id) SELECT CAST(? AS TEXT), id FROM keys WHERE id = ? AND revoked_ms IS NULL"), hash, id)
		if err := changedKey(res, err, "rotating a key"); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, s.engine.query("UPDATE key_secrets SET until_ms = ? WHERE key_id = ? AND hash <> ? AND (until_ms IS NULL OR until_ms > ?)"),
			until.UnixMilli(), id, hash, until.UnixMilli())
		if err != nil {
			return fmt.Errorf("rotating a key: %w", err)
		}
		return nil
	})
}

// inTx runs f in a transaction, which an error ends without a trace.
func (s *Store) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// scanKey reads one key.
func scanKey(scan func(...any) error) (access.Key, error) {
	var k access.Key
	var scopes, collections string
	var created int64
	var expires, revoked, used sql.NullInt64
	if err := scan(&k.ID, &k.Name, &scopes, &collections, &k.Origin, &k.PerDay, &k.PerMinute, &created, &expires, &revoked, &used); err != nil {
		return k, err
	}
	k.Created, k.Expires, k.Revoked, k.Used = time.UnixMilli(created).UTC(), moment(expires), moment(revoked), moment(used)
	return k, errors.Join(json.Unmarshal([]byte(scopes), &k.Scopes), json.Unmarshal([]byte(collections), &k.Collections))
}

func changedKey(res sql.Result, err error, what string) error {
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if n == 0 {
		return access.ErrNoKey
	}
	return nil
}

// taken tells an error of a name that stands twice.
func taken(err error) bool {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	return errors.As(err, &pg) && pg.Code == "23505" || errors.As(err, &lite) && lite.Code() == lib.SQLITE_CONSTRAINT_UNIQUE
}

// millis is a time as it is kept; the zero time is NULL.
func millis(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMilli(), Valid: !t.IsZero()}
}

func moment(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
