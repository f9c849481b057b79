package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"
)

const columns = `id, at_ms, question, language, follow_up, mode, refusal, masked, sources, withheld, fallback,
	collection, authority, model, prompt_tokens, completion_tokens, search_ms, first_sentence_ms, total_ms`

// Save keeps a question, with how its answer came about. One that is kept already, by its ID, stays as it is.
func (s *Store) Save(ctx context.Context, q Question) error {
	lists := make([]string, 3)
	for i, v := range []any{list(q.Masked), list(q.Sources), list(q.Withheld)} {
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("keeping a question: %w", err)
		}
		lists[i] = string(text)
	}
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, s.engine.query("INSERT INTO questions ("+columns+
			") VALUES (?"+strings.Repeat(", ?", 18)+") ON CONFLICT (id) DO NOTHING"),
			q.ID, q.At.UnixMilli(), plain(q.Text), q.Language, q.FollowUp, q.Mode, q.Refusal, lists[0], lists[1], lists[2],
			q.Fallback, null(q.Collection), null(q.Authority), plain(q.Model), q.Prompt, q.Completion,
			q.Timings.Search, q.Timings.FirstSentence, q.Timings.Total)
		if err != nil {
			return err
		}
		return s.saveMaking(ctx, tx, q)
	})
	if err != nil {
		return fmt.Errorf("keeping a question: %w", err)
	}
	return nil
}

// Questions gives the questions from one time up to, not including, another,
// oldest first. It ends with the first error.
func (s *Store) Questions(ctx context.Context, from, to time.Time) iter.Seq2[Question, error] {
	return func(yield func(Question, error) bool) {
		rows, err := s.db.QueryContext(ctx, s.engine.query("SELECT "+columns+
			", vote, reason, comment, rated_ms FROM questions LEFT JOIN feedback USING (id) WHERE at_ms >= ? AND at_ms < ? ORDER BY at_ms, id"),
			from.UnixMilli(), to.UnixMilli())
		if err != nil {
			yield(Question{}, fmt.Errorf("reading questions: %w", err))
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			q, err := scan(rows)
			if !yield(q, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Question{}, fmt.Errorf("reading questions: %w", err))
		}
	}
}

// scan reads one row.
func scan(rows *sql.Rows) (Question, error) {
	var q Question
	var at int64
	var lists [3]string
	var collection, authority, vote, why, comment sql.NullString
	var rated sql.NullInt64
	err := rows.Scan(&q.ID, &at, &q.Text, &q.Language, &q.FollowUp, &q.Mode, &q.Refusal, &lists[0], &lists[1], &lists[2],
		&q.Fallback, &collection, &authority, &q.Model, &q.Prompt, &q.Completion,
		&q.Timings.Search, &q.Timings.FirstSentence, &q.Timings.Total, &vote, &why, &comment, &rated)
	if err != nil {
		return q, fmt.Errorf("reading questions: %w", err)
	}
	q.At, q.Collection, q.Authority = time.UnixMilli(at).UTC(), collection.String, authority.String
	for i, to := range []any{&q.Masked, &q.Sources, &q.Withheld} {
		if err := json.Unmarshal([]byte(lists[i]), to); err != nil {
			return q, fmt.Errorf("reading question %s: %w", q.ID, err)
		}
	}
	if vote.Valid {
		q.Feedback = &Feedback{ID: q.ID, Vote: vote.String, Reason: why.String, Comment: comment.String, At: time.UnixMilli(rated.Int64).UTC()}
	}
	return q, nil
}

// wipe removes the traces of deleted rows. What hinders it now, such as a
// report that is being read, is over at the next sweep.
func (s *Store) wipe(ctx context.Context) error {
	if !s.traces.Load() {
		return nil
	}
	for _, text := range s.engine.afterDelete {
		done, err := s.done(ctx, text)
		if err != nil {
			return fmt.Errorf("removing the traces of deleted questions: %w", err)
		}
		if !done {
			return nil
		}
	}
	s.traces.Store(false)
	return nil
}

// done runs a statement. A checkpoint of SQLite's log that a reader hinders is
// no error; it answers with a 1.
func (s *Store) done(ctx context.Context, text string) (bool, error) {
	rows, err := s.db.QueryContext(ctx, text)
	if err != nil {
		return false, err
	}
	defer func() { _ = rows.Close() }()
	var hindered, pages, moved int
	for rows.Next() {
		if err := rows.Scan(&hindered, &pages, &moved); err != nil {
			return false, err
		}
	}
	return hindered == 0, rows.Err()
}

// plain makes a text that both engines take: PostgreSQL's hold no zero byte
// and no broken UTF-8.
func plain(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
}

func null(text string) sql.NullString { return sql.NullString{String: plain(text), Valid: text != ""} }

// list makes an empty list of nil, which JSON would write as null.
func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
