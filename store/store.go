// Package store keeps what was asked and how it went, where the operator wants
// it kept: in one SQLite file, or in a PostgreSQL database that several
// replicas share. Never an address, a name or anything else of who asked.
//
// Start with [Open]; [NewRecorder] writes without holding an answer up. It is
// the only package that knows SQL.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// Nearest stands in place of a refusal where the reader was told what is
// nearest to the question, and not an answer.
const Nearest = "nearest"

// Question is one question and how it went. Its texts are masked already.
type Question struct {
	ID         string     `json:"id"` // of the answer
	At         time.Time  `json:"at"`
	Text       string     `json:"question"`
	Language   string     `json:"language"` // "da" or "en"
	FollowUp   bool       `json:"follow_up,omitempty"`
	Mode       string     `json:"mode"`    // "llm" or "extract"
	Refusal    string     `json:"refusal"` // "" for an answer, [Nearest], else the kind of refusal
	Masked     []string   `json:"masked"`  // kinds of private data that were masked
	Sources    []Source   `json:"sources"`
	Withheld   []Withheld `json:"withheld"`
	Fallback   string     `json:"fallback,omitempty"`   // why the model's text is not the whole answer
	Collection string     `json:"collection,omitempty"` // of the view, joined by +; "" for the shared materials alone
	Authority  string     `json:"authority,omitempty"`  // whose key asked
	Model      string     `json:"model"`
	Prompt     int        `json:"prompt_tokens"`
	Completion int        `json:"completion_tokens"`
	Timings    Timings    `json:"timings_ms"`
	Feedback   *Feedback  `json:"feedback,omitempty"` // nil where none was given

	Making *Making `json:"-"` // how the answer came about, for [Store.Record]; not read with the questions
	Token  string  `json:"-"` // opens the record to the asker; its hash is kept
}

// Source is a passage that the answer cited.
type Source struct {
	ID       string   `json:"id"`
	Document string   `json:"document"`
	Title    string   `json:"title"`
	Section  []string `json:"section"`
}

// Withheld is a sentence that did not reach the reader.
type Withheld struct {
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// Timings in milliseconds from the start of the question.
type Timings struct {
	Search        float64 `json:"search"`
	FirstSentence float64 `json:"first_sentence"` // 0 where there is none
	Total         float64 `json:"total"`
}

// Votes.
const (
	Up   = "up"
	Down = "down"
)

// Reasons are the reasons that feedback may give; "" is none.
var Reasons = []string{"", "wrong", "incomplete", "source", "language", "other"}

// Feedback is what a reader thought of an answer. A later one replaces an
// earlier one of the same answer.
type Feedback struct {
	ID      string    `json:"-"` // of the answer
	At      time.Time `json:"at"`
	Vote    string    `json:"vote"`
	Reason  string    `json:"reason"`
	Comment string    `json:"comment"` // masked already
}

// Errors of [Open] that the operator can mend.
var (
	ErrAddress  = errors.New("store: the address is neither sqlite nor postgres://…")
	ErrMissing  = errors.New("store: there is no such file")
	ErrLogin    = errors.New("store: the database refuses the user or the password")
	ErrDatabase = errors.New("store: there is no such database")
	ErrNewer    = errors.New("store: a newer version of the program has changed the tables")
	ErrDamaged  = errors.New("store: the file is no database, or is damaged")
)

// Config says where questions are kept.
type Config struct {
	URL      string // "sqlite", or an address that begins with postgres:// or postgresql://
	Dir      string // folder of the SQLite file; it is made where it is missing
	Existing bool   // open an SQLite file that is there only: ErrMissing otherwise
}

// File is the name of the SQLite file in [Config.Dir].
const File = "taskforce.db"

// Store is an open store. It is safe for use by several goroutines, and
// several processes may have the same one open.
type Store struct {
	db     *sql.DB
	engine engine
	source string      // what the driver opens
	traces atomic.Bool // deleted rows may have left traces
}

// Open opens the store and brings its tables up to date. It fails where the
// database cannot be reached before ctx ends.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	eng, source, err := engineOf(cfg)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open(eng.driver, source)
	if err != nil {
		return nil, ErrAddress // the driver's text may hold the password
	}
	db.SetMaxOpenConns(eng.connections)
	s := &Store{db: db, engine: eng, source: source}
	s.traces.Store(true) // a former process may have been stopped in a sweep
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the store: %w", reason(err)), db.Close())
	}
	return s, nil
}

// Shared tells whether services on several machines can have the store open.
func (s *Store) Shared() bool { return s.engine.shared }

// Close closes the store.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}
