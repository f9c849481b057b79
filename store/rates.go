package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/digitaskforce/taskforce/limits"
)

// takeRate counts n of what comes back little by little. Kept is up to which
// moment a client has used its allowance, by the database's clock, so that
// those of the services need not agree; one statement looks and counts.
func (c *Counts) takeRate(ctx context.Context, n int64, l limits.Limit) ([]limits.Mark, int, error) {
	client, step := c.hash(l.Name+" "+l.Holder), int64(l.Size)/l.Most
	cost, room := n*step, l.Most*step
	var used, now int64
	err := c.db.QueryRowContext(ctx, c.engine.query(`INSERT INTO rates (client, used_ns, ends_ns)
		SELECT CAST(? AS TEXT), clock.now + CAST(? AS BIGINT), clock.now + CAST(? AS BIGINT) FROM (SELECT `+c.engine.now+` AS now) AS clock WHERE CAST(? AS BIGINT) <= CAST(? AS BIGINT)
		ON CONFLICT (client) DO UPDATE SET
		used_ns = CASE WHEN rates.used_ns > excluded.used_ns - ? THEN rates.used_ns + ? ELSE excluded.used_ns END,
		ends_ns = CASE WHEN rates.used_ns > excluded.used_ns - ? THEN rates.used_ns + ? ELSE excluded.used_ns END
		WHERE rates.used_ns <= excluded.used_ns - ? + ?
		RETURNING used_ns, `+c.engine.now),
		client, cost, cost, cost, room, cost, cost, cost, cost, cost, room-cost).Scan(&used, &now)
	if err == nil {
		return []limits.Mark{{Whole: time.Duration(used - now)}}, -1, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, -1, err
	}
	err = c.db.QueryRowContext(ctx, c.engine.query("SELECT COALESCE((SELECT used_ns FROM rates WHERE client = ?), 0), "+c.engine.now), client).Scan(&used, &now)
	return []limits.Mark{{Whole: time.Duration(max(0, used-now))}}, 0, err
}
