package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ErrUnknown is the error of [Store.Record] where no such answer is kept, not
// yet, or no more.
var ErrUnknown = errors.New("store: no such answer is kept")

// saveMaking writes how an answer came about beside its question. Each text of
// a passage stands once in the store, by its hash, with when it was used last.
func (s *Store) saveMaking(ctx context.Context, tx *sql.Tx, q Question) error {
	if q.Making == nil {
		return nil
	}
	texts := map[string]string{}
	bare := *q.Making
	bare.Given, bare.Sources = textless(bare.Given, texts), textless(bare.Sources, texts)
	made, err := json.Marshal(bare)
	if err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, s.engine.query("UPDATE questions SET made = ?, token = ? WHERE id = ? AND made IS NULL"),
		plain(string(made)), null(hashOf(q.Token)), q.ID)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	hashes := make([]string, 0, len(texts))
	for h := range texts {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes) // two services lock rows in the same order
	for _, h := range hashes {
		_, err := tx.ExecContext(ctx, s.engine.query("INSERT INTO texts (hash, text, last_ms) VALUES (?, ?, ?) ON CONFLICT (hash) DO UPDATE "+
			"SET last_ms = excluded.last_ms WHERE texts.last_ms < excluded.last_ms"), h, plain(texts[h]), q.At.UnixMilli())
		if err != nil {
			return err
		}
	}
	return nil
}

// textless are the passages without their texts, which it adds to texts by hash.
func textless(passages []Passage, texts map[string]string) []Passage {
	out := slices.Clone(passages)
	for i := range out {
		texts[out[i].TextHash], out[i].Text = out[i].Text, ""
	}
	return list(out)
}

// Record gives the record of an answer; [ErrUnknown] where there is none.
func (s *Store) Record(ctx context.Context, id string) (*Record, error) {
	var r Record
	var at int64
	var masked string
	var collection, authority, made, token sql.NullString
	err := s.db.QueryRowContext(ctx, s.engine.query("SELECT id, at_ms, question, language, follow_up, mode, refusal, masked, fallback, collection, "+
		"authority, prompt_tokens, completion_tokens, search_ms, first_sentence_ms, total_ms, made, token FROM questions WHERE id = ?"), id).
		Scan(&r.ID, &at, &r.Question, &r.Language, &r.FollowUp, &r.Mode, &r.Refusal, &masked, &r.Fallback, &collection, &authority,
			&r.Prompt, &r.Completion, &r.Timings.Search, &r.Timings.FirstSentence, &r.Timings.Total, &made, &token)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !made.Valid: // the latter was kept by an older program
		return nil, ErrUnknown
	case err != nil:
		return nil, fmt.Errorf("reading an answer: %w", err)
	}
	r.At, r.Collection, r.Authority, r.token = time.UnixMilli(at).UTC(), collection.String, authority.String, token.String
	if err := errors.Join(json.Unmarshal([]byte(masked), &r.Masked), json.Unmarshal([]byte(made.String), &r.Making)); err != nil {
		return nil, fmt.Errorf("reading answer %s: %w", id, err)
	}
	if err := s.fillTexts(ctx, r.Given, r.Sources); err != nil {
		return nil, fmt.Errorf("reading answer %s: %w", id, err)
	}
	return &r, nil
}

// fillTexts gives passages their texts.
func (s *Store) fillTexts(ctx context.Context, all ...[]Passage) error {
	var hashes []any
	for _, passages := range all {
		for _, p := range passages {
			if !slices.Contains(hashes, any(p.TextHash)) {
				hashes = append(hashes, p.TextHash)
			}
		}
	}
	if len(hashes) == 0 {
		return nil
	}
	rows, err := s.db.QueryContext(ctx, s.engine.query("SELECT hash, text FROM texts WHERE hash IN (?"+strings.Repeat(", ?", len(hashes)-1)+")"), hashes...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	texts := map[string]string{}
	for rows.Next() {
		var hash, text string
		if err := rows.Scan(&hash, &text); err != nil {
			return err
		}
		texts[hash] = text
	}
	for _, passages := range all {
		for i := range passages {
			passages[i].Text = texts[passages[i].TextHash]
		}
	}
	return rows.Err()
}
