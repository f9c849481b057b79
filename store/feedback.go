package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// maxEarly bounds the feedback whose question is not kept, or not yet: the
// question may wait in the queue of another service.
const maxEarly = 10_000

// Rate keeps what a reader thought of an answer, also where its question is not
// kept yet. When it returns, it is kept.
func (s *Store) Rate(ctx context.Context, f Feedback) error {
	_, err := s.db.ExecContext(ctx, s.engine.query("INSERT INTO feedback (id, vote, reason, comment, rated_ms) VALUES (?, ?, ?, ?, ?) "+
		"ON CONFLICT (id) DO UPDATE SET vote = excluded.vote, reason = excluded.reason, comment = excluded.comment, rated_ms = excluded.rated_ms"),
		f.ID, f.Vote, f.Reason, plain(f.Comment), f.At.UnixMilli())
	if err != nil {
		return fmt.Errorf("keeping feedback: %w", err)
	}
	return nil
}

// Sweep deletes the questions before a time with all that is kept of them, and
// feedback of that age whose question never came. It tells how many there were of each.
func (s *Store) Sweep(ctx context.Context, before time.Time) (questions, unknown int64, err error) {
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		old := before.UnixMilli()
		if _, err := s.count(ctx, tx, "DELETE FROM feedback WHERE id IN (SELECT id FROM questions WHERE at_ms < ?)", old); err != nil {
			return err
		}
		if questions, err = s.count(ctx, tx, "DELETE FROM questions WHERE at_ms < ?", old); err != nil {
			return err
		}
		if _, err := s.count(ctx, tx, "DELETE FROM texts WHERE last_ms < ?", old); err != nil { // no question that is left has one of them
			return err
		}
		if unknown, err = s.count(ctx, tx, "DELETE FROM feedback WHERE rated_ms < ? AND id NOT IN (SELECT id FROM questions)", old); err != nil {
			return err
		}
		more, err := s.count(ctx, tx, "DELETE FROM feedback WHERE id IN (SELECT id FROM feedback WHERE id NOT IN (SELECT id FROM questions) "+
			"ORDER BY rated_ms DESC LIMIT 1000000000 OFFSET ?)", maxEarly)
		unknown += more
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("deleting questions: %w", err)
	}
	if questions+unknown > 0 {
		s.traces.Store(true)
	}
	return questions, unknown, s.wipe(ctx)
}

// count runs a statement and tells how many rows it changed.
func (s *Store) count(ctx context.Context, tx *sql.Tx, text string, args ...any) (int64, error) {
	res, err := tx.ExecContext(ctx, s.engine.query(text), args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}
