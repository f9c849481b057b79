package store

import (
	"context"
	"database/sql"

	"github.com/digitaskforce/taskforce/limits"
)

// takeWindows counts in one statement, since many use the same key at once, and each
// makes the others wait: it locks the rows, looks whether one has too little left, and
// counts in all of them if not. Only in the first moment of a holder, when there are no
// rows to lock, some windows may be counted although another is full; that is taken back.
func (c *Counts) takeWindows(ctx context.Context, n int64, of []limits.Limit) ([]limits.Mark, int, error) {
	rows, args := places(of)
	text := `WITH want (name, holder, ends_ms, most) AS (VALUES ` + rows + `),
		much (n) AS (VALUES (CAST(? AS BIGINT))),
		held AS (SELECT name, holder, ends_ms, used FROM limits WHERE (name, holder) IN (SELECT name, holder FROM want) ORDER BY name, holder` + c.engine.hold + `)
		INSERT INTO limits (name, holder, ends_ms, used) SELECT want.name, want.holder, want.ends_ms, much.n FROM want, much
		WHERE much.n <= (SELECT MIN(most) FROM want) AND NOT EXISTS (SELECT 1 FROM held JOIN want AS w ON w.name = held.name AND w.holder = held.holder
			WHERE held.ends_ms >= w.ends_ms AND held.used + much.n > w.most)
		ORDER BY want.name, want.holder
		ON CONFLICT (name, holder) DO UPDATE SET
		used = CASE WHEN limits.ends_ms < excluded.ends_ms THEN excluded.used ELSE limits.used + excluded.used END,
		ends_ms = CASE WHEN limits.ends_ms < excluded.ends_ms THEN excluded.ends_ms ELSE limits.ends_ms END
		WHERE limits.ends_ms < excluded.ends_ms OR limits.used + excluded.used <= (SELECT most FROM want WHERE want.name = excluded.name AND want.holder = excluded.holder)
		RETURNING name, holder, used`
	counted, err := c.used(ctx, text, append(args, n)...)
	if err != nil {
		return nil, -1, err
	}
	if len(counted) == len(of) {
		return marksOf(of, counted), -1, nil
	}
	return c.fullWindow(ctx, n, of, counted)
}

// fullWindow finds the window that is full, and takes back what was counted in others.
func (c *Counts) fullWindow(ctx context.Context, n int64, of []limits.Limit, counted map[string]int64) ([]limits.Mark, int, error) {
	for _, l := range of {
		if _, ok := counted[key(l.Name, l.Holder)]; !ok {
			continue
		}
		if _, err := c.db.ExecContext(ctx, c.engine.query("UPDATE limits SET used = used - ? WHERE name = ? AND holder = ?"), n, l.Name, l.Holder); err != nil {
			return nil, -1, err
		}
	}
	used, err := c.standing(ctx, of)
	if err != nil {
		return nil, -1, err
	}
	marks, full := marksOf(of, used), -1
	for i, l := range of {
		if _, ok := counted[key(l.Name, l.Holder)]; !ok && (full < 0 || marks[i].Used+n > l.Most) {
			full = i // that a window has ended meanwhile is as good as full
		}
	}
	return marks, full, nil
}

// addWindows counts n in each window, whatever is left.
func (c *Counts) addWindows(ctx context.Context, n int64, of []limits.Limit) (map[string]int64, error) {
	rows, args := places(of)
	return c.used(ctx, `WITH want (name, holder, ends_ms, most) AS (VALUES `+rows+`), much (n) AS (VALUES (CAST(? AS BIGINT)))
		INSERT INTO limits (name, holder, ends_ms, used) SELECT want.name, want.holder, want.ends_ms, much.n FROM want, much WHERE want.most >= 0
		ORDER BY want.name, want.holder
		ON CONFLICT (name, holder) DO UPDATE SET
		used = CASE WHEN limits.ends_ms < excluded.ends_ms THEN excluded.used ELSE limits.used + excluded.used END,
		ends_ms = CASE WHEN limits.ends_ms < excluded.ends_ms THEN excluded.ends_ms ELSE limits.ends_ms END
		RETURNING name, holder, used`, append(args, n)...)
}

// standing is how much of each window is used.
func (c *Counts) standing(ctx context.Context, of []limits.Limit) (map[string]int64, error) {
	rows, args := places(of)
	return c.used(ctx, `WITH want (name, holder, ends_ms, most) AS (VALUES `+rows+`)
		SELECT limits.name, limits.holder, limits.used FROM limits JOIN want ON want.name = limits.name AND want.holder = limits.holder
		WHERE limits.ends_ms >= want.ends_ms`, args...)
}

// used runs a statement that gives names, holders and what they have used.
func (c *Counts) used(ctx context.Context, text string, args ...any) (map[string]int64, error) {
	rows, err := c.db.QueryContext(ctx, c.engine.query(text), args...)
	if err != nil {
		return nil, err
	}
	defer func(rows *sql.Rows) { _ = rows.Close() }(rows)
	out := map[string]int64{}
	for rows.Next() {
		var name, holder string
		var n int64
		if err := rows.Scan(&name, &holder, &n); err != nil {
			return nil, err
		}
		out[key(name, holder)] = n
	}
	return out, rows.Err()
}
