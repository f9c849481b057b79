// Package golden keeps questions whose right answers somebody knows: it asks
// them again whenever what answers rest on has changed, and tells which answers
// are no longer the ones that were approved, word by word.
//
// Start with [Open]; [Book.Run] asks by itself. The questions stand in a file of
// the form that package eval reads, which stays whole: what a [Book] does not
// know of it, it leaves as it is. The answers stand in a file beside it.
package golden

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/eval"
)

// Config says what a Book keeps and whom it asks. Path and Ask are required.
type Config struct {
	Path string // the file of questions; it is made where it is missing
	// Ask answers a question as a reader is answered.
	Ask Asking
	// Ground names what answers rest on now, each part by a hash of it; not
	// ready while it is still changing. Nil never asks by itself.
	Ground func() (parts map[string]string, ready bool)
	Every  time.Duration    // how often Ground is looked at; 0 is 5 seconds
	Log    *slog.Logger     // told of the questions by their IDs, never by their words; nil discards
	Now    func() time.Time // nil is time.Now
	// Explain says in a language, English or else Danish, what an error of the file
	// means to people; nil is the error's own text.
	Explain func(lang string, err error) string
}

// Errors of a change, which people are told.
var (
	ErrUnknown  = errors.New("golden: no such question")
	ErrChanged  = errors.New("golden: the question was changed meanwhile")
	ErrNoAnswer = errors.New("golden: the question has no answer yet")
	ErrFull     = errors.New("golden: the file is full")
)

// Bounds of a file.
const (
	MaxQuestions = 2000
	maxFile      = 16 << 20 // bytes
)

// Book are the questions of one file with their answers. It is safe for use by
// several goroutines.
type Book struct {
	cfg  Config
	wake chan struct{}

	mu      sync.Mutex // guards what follows, and the files
	file    *file
	state   *state
	waiting map[string]bool // IDs that are to be asked
	asking  string          // ID that is being asked
	broken  error           // of the last reading of the file; the former questions stay
	looked  bool            // the ground has been looked at since the start
	behind  bool            // it is another than at the last run, or not ready
	moved   []string        // its parts that have changed since that run; none at the first
}

// Open reads the questions and what they were answered. The error names the
// file and the line.
func Open(cfg Config) (*Book, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Explain == nil {
		cfg.Explain = func(_ string, err error) string { return err.Error() }
	}
	if cfg.Every <= 0 {
		cfg.Every = 5 * time.Second
	}
	b := &Book{cfg: cfg, wake: make(chan struct{}, 1), waiting: map[string]bool{}}
	var err error
	if b.file, err = readFile(cfg.Path); err != nil {
		return nil, err
	}
	if b.state, err = readState(AnswersPath(cfg.Path)); err != nil {
		return nil, err
	}
	return b, nil
}

// AnswersPath is the file of the answers to a file of questions.
func AnswersPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".answers.json"
}

// refresh reads the file again where somebody else has changed it. A file that
// cannot be read leaves the former questions; the caller holds the lock.
func (b *Book) refresh() {
	f, err := b.file.again()
	if b.broken = err; err == nil {
		b.file = f
	}
}

// What questions are made of, as package eval has it.
type (
	Must    = eval.Must
	Refusal = eval.Refusal
	Piece   = eval.Piece
)

// Question is what a line says of one question, as a form has it.
type Question struct {
	eval.Question
	Version string // of the line; a change of another version is refused
}

// Get gives a question for a form.
func (b *Book) Get(id string) (Question, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	l := b.file.find(id)
	if l == nil {
		return Question{}, ErrUnknown
	}
	return Question{*l.question, l.version()}, nil
}

// Put adds a question, where it has no ID, or changes the one that has it, and
// asks it. It gives the ID.
func (b *Book) Put(q Question) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.mayWrite(); err != nil {
		return "", err
	}
	if q.ID == "" {
		if len(b.file.questions()) >= MaxQuestions {
			return "", ErrFull
		}
		q.ID = b.file.freeID(q.Question.Question)
		if err := b.file.add(q.Question); err != nil {
			return "", err
		}
	} else {
		l := b.file.find(q.ID)
		if l == nil {
			return "", ErrUnknown
		}
		if l.version() != q.Version {
			return "", ErrChanged
		}
		if err := l.set(q.Question); err != nil {
			return "", err
		}
	}
	if err := b.file.write(); err != nil {
		b.file.stamp = stamp{} // read it again: what could not be written is not so
		return "", err
	}
	b.queue(q.ID)
	return q.ID, nil
}

// Remove makes a remark of a question's line, from which it can be taken back.
func (b *Book) Remove(id, version string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.mayWrite(); err != nil {
		return err
	}
	l := b.file.find(id)
	switch {
	case l == nil:
		return ErrUnknown
	case l.version() != version:
		return ErrChanged
	}
	l.remark(b.cfg.Now())
	return b.file.write()
}

// mayWrite reads the file again, and refuses to write over one that is broken.
func (b *Book) mayWrite() error {
	b.refresh()
	return b.broken
}

// Approve makes the answer as it is now the right one; by tells who says so.
// at is when the answer was seen to be given: another one is [ErrChanged].
func (b *Book) Approve(id, by string, at time.Time) error {
	return b.judge(id, func(a *answers) error {
		switch {
		case a.Last == nil:
			return ErrNoAnswer
		case !a.Last.At.Equal(at):
			return ErrChanged
		}
		right := *a.Last
		a.Approved = &Approved{Given: right, By: by, On: b.cfg.Now().UTC()}
		return nil
	})
}

// Reopen takes the approval of an answer away.
func (b *Book) Reopen(id string) error {
	return b.judge(id, func(a *answers) error { a.Approved = nil; return nil })
}

// judge changes what is known of a question's answers, and keeps it.
func (b *Book) judge(id string, change func(*answers) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	if b.file.find(id) == nil {
		return ErrUnknown
	}
	a := b.state.of(id)
	was := *a
	if err := change(a); err != nil {
		return err
	}
	if err := b.state.write(); err != nil {
		*a = was
		return err
	}
	return nil
}

// Again asks questions in the background: those of ids, or all.
func (b *Book) Again(ids ...string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refresh()
	for _, id := range ids {
		if b.file.find(id) == nil {
			return ErrUnknown
		}
	}
	if len(ids) == 0 {
		ids = b.file.ids()
	}
	b.queue(ids...)
	return nil
}

// queue lets Run ask questions; the caller holds the lock.
func (b *Book) queue(ids ...string) {
	for _, id := range ids {
		b.waiting[id] = true
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// wrap says which file an error is of.
func wrap(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }
