package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/access"
)

// CountUse counts one use of a key in each window, or in none where one is
// full; see [access.KeyStore]. A replica whose clock is behind counts in the
// later window that another has begun.
func (s *Store) CountUse(ctx context.Context, id string, windows []access.Window) (counts []int, full int, err error) {
	counted, err := s.countUse(ctx, id, windows)
	if err != nil {
		return nil, -1, fmt.Errorf("counting the use of a key: %w", err)
	}
	for _, w := range windows {
		if n, ok := counted[w.Kind]; ok {
			counts = append(counts, n)
		}
	}
	if len(counts) == len(windows) {
		return counts, -1, nil
	}
	if full, err = s.fullWindow(ctx, id, windows, counted); err != nil {
		return nil, -1, fmt.Errorf("counting the use of a key: %w", err)
	}
	return nil, full, nil
}

// countUse counts in one statement, since many use the same key at once, and each
// makes the others wait: it locks the key's rows, looks whether one is full, and
// counts in all of them if not. It gives the counts by kind of window. Only in the first moment
// of a key, when there are no rows to lock, some windows may be counted although
// another is full.
func (s *Store) countUse(ctx context.Context, id string, windows []access.Window) (map[string]int, error) {
	args := []any{id}
	for _, w := range windows {
		args = append(args, w.Kind, w.Ends.UnixMilli(), w.Limit)
	}
	args = append(args, id)
	row := "(CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS INTEGER))"
	text := `WITH held AS (SELECT kind, ends_ms, uses FROM key_uses WHERE key_id = ? ORDER BY kind` + s.engine.hold + `),
		want (kind, ends_ms, most) AS (VALUES ` + row + strings.Repeat(", "+row, len(windows)-1) + `)
		INSERT INTO key_uses (key_id, kind, ends_ms, uses) SELECT CAST(? AS TEXT), kind, ends_ms, 1 FROM want
		WHERE NOT EXISTS (SELECT 1 FROM held JOIN want AS w ON w.kind = held.kind WHERE held.ends_ms >= w.ends_ms AND held.uses >= w.most)
		ORDER BY kind
		ON CONFLICT (key_id, kind) DO UPDATE SET
		uses = CASE WHEN key_uses.ends_ms < excluded.ends_ms THEN 1 ELSE key_uses.uses + 1 END,
		ends_ms = CASE WHEN key_uses.ends_ms < excluded.ends_ms THEN excluded.ends_ms ELSE key_uses.ends_ms END
		WHERE key_uses.ends_ms < excluded.ends_ms OR key_uses.uses < (SELECT most FROM want WHERE want.kind = excluded.kind)
		RETURNING kind, uses`
	rows, err := s.db.QueryContext(ctx, s.engine.query(text), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	counted := map[string]int{}
	for rows.Next() {
		var kind string
		var n int
		if err := rows.Scan(&kind, &n); err != nil {
			return nil, err
		}
		counted[kind] = n
	}
	return counted, rows.Err()
}

// fullWindow finds the window that is full, and takes back what was counted in others.
func (s *Store) fullWindow(ctx context.Context, id string, windows []access.Window, counted map[string]int) (full int, err error) {
	full = -1
	for i, w := range windows {
		if _, ok := counted[w.Kind]; ok {
			_, err = s.db.ExecContext(ctx, s.engine.query("UPDATE key_uses SET uses = uses - 1 WHERE key_id = ? AND kind = ?"), id, w.Kind)
		} else if len(counted) > 0 {
			full = i
		} else {
			var n int
			err = s.db.QueryRowContext(ctx, s.engine.query("SELECT COUNT(*) FROM key_uses WHERE key_id = ? AND kind = ? AND ends_ms >= ? AND uses >= ?"),
				id, w.Kind, w.Ends.UnixMilli(), w.Limit).Scan(&n)
			if n > 0 {
				full = i
			}
		}
		if err != nil {
			return full, err
		}
	}
	return max(full, 0), nil // that a window has ended meanwhile is as good as full
}
