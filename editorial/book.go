package editorial

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Config says what a Book holds.
type Config struct {
	Sources []Source
	Encoder Encoder // compares meanings; nil matches by words alone
	// Vectors are those of the shipped answers as [Vectors] made them; they are
	// the yardstick of meaning too. Nil where there are none.
	Vectors []byte
	Every   time.Duration // how often folders are looked at for changes; 0 is never
	Bell    *Bell         // rung when they have changed; nil where nobody does
}

// Bell tells books that answers have changed, so that they look at once. The
// zero value is ready.
type Bell struct{ rung atomic.Int64 }

// Ring says that answers have changed.
func (b *Bell) Ring() { b.rung.Add(1) }

// count is how often it was rung.
func (b *Bell) count() int64 {
	if b == nil {
		return 0
	}
	return b.rung.Load()
}

// Book holds the answers of some folders in step with their files and with
// the materials. It is safe for use by several goroutines.
type Book struct {
	cfg     Config
	vectors *vectors

	mu       sync.Mutex // guards what follows
	answers  []*Answer
	problems []Problem
	stamp    string
	looked   time.Time
	heard    int64 // of the bell
	set      *Set  // for the last materials asked for
}

// Open reads the answers.
func Open(cfg Config) *Book {
	b := &Book{cfg: cfg, vectors: unpack(cfg.Vectors)}
	if cfg.Encoder != nil && b.vectors.model != cfg.Encoder.Model() {
		b.vectors = &vectors{model: cfg.Encoder.Model(), of: map[textKey][]float32{}}
	}
	b.read(time.Now())
	return b
}

// Problems are the files that are no answers.
func (b *Book) Problems() []Problem {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.problems
}

// read reads the folders where they changed.
func (b *Book) read(now time.Time) {
	b.looked, b.heard = now, b.cfg.Bell.count()
	var stamp strings.Builder
	for _, s := range b.cfg.Sources {
		stamp.WriteString(s.stamp() + "\n")
	}
	if b.stamp == stamp.String() && b.answers != nil {
		return
	}
	b.stamp, b.set = stamp.String(), nil
	b.answers, b.problems = Read(b.cfg.Sources)
}

// Snapshot is what a set of answers is made for: one state of an index.
type Snapshot interface {
	Materials
	Build() string // names what it holds
}

// In gives the answers as they stand beside a snapshot. Nothing of the snapshot
// is kept. The error is the context's or the snapshot's.
func (b *Book) In(ctx context.Context, m Snapshot) (*Set, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if b.cfg.Every > 0 && now.Sub(b.looked) >= b.cfg.Every || b.cfg.Bell.count() != b.heard {
		b.read(now)
	}
	day := now.Format(time.DateOnly)
	if b.set != nil && b.set.build == m.Build() && b.set.day == day {
		return b.set, nil
	}
	set, err := b.make(ctx, m, now)
	if err != nil {
		return nil, err
	}
	b.set = set
	return set, nil
}

// Standing is an answer and how it stands.
type Standing struct {
	Answer *Answer
	State
}

// Set are the answers of a Book beside one state of the materials.
type Set struct {
	book      *Book
	build     string
	day       string
	standing  []Standing
	served    []*served
	yardstick [][]float32
}

// Standing are all answers, in the order of their names.
func (s *Set) Standing() []Standing { return s.standing }

// served is an answer that readers may be given.
type served struct {
	answer   *Answer
	asked    []asked
	terms    danish.Terms // of its questions and its text
	vector   []float32    // of its question and text; nil where it is not known
	passages []documents.Passage
}

func (b *Book) make(ctx context.Context, m Snapshot, now time.Time) (*Set, error) {
	s := &Set{book: b, build: m.Build(), day: now.Format(time.DateOnly)}
	r := newResolver(ctx, m)
	for _, a := range b.answers {
		state, passages := r.state(a, now)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s.standing = append(s.standing, Standing{a, state})
		if state.Status == InService {
			s.served = append(s.served, newServed(m, a, passages))
		}
	}
	if err := b.embed(ctx, s); err != nil {
		return nil, err
	}
	return s, nil
}

func newServed(m Materials, a *Answer, passages []documents.Passage) *served {
	out := &served{answer: a, passages: passages, terms: danish.Terms{}}
	for _, q := range a.questions() {
		own := newAsked(m, q)
		out.asked = append(out.asked, own)
		out.terms.Add(own.words)
	}
	out.terms.Add(m.Words(a.Text(), false))
	return out
}

// meant is the text that stands for an answer's meaning.
func (a *Answer) meant() string { return a.Question + " " + a.Text() }

// embed gives the answers their vectors. The yardstick are all vectors that
// are known: those of the answers in the binary, and of the set's own.
func (b *Book) embed(ctx context.Context, s *Set) error {
	if b.cfg.Encoder == nil {
		return nil
	}
	var texts []string
	for _, a := range s.served {
		texts = append(texts, a.answer.meant())
	}
	if err := b.vectors.add(ctx, b.cfg.Encoder, texts); err != nil && ctx.Err() != nil {
		return err
	}
	for i, a := range s.served {
		a.vector = b.vectors.of[keyOf(texts[i])]
	}
	for _, v := range b.vectors.of {
		s.yardstick = append(s.yardstick, v)
	}
	return nil
}

// Vectors makes the file of the vectors of answers that ships.
func Vectors(ctx context.Context, e Encoder, answers []*Answer) ([]byte, error) {
	v := &vectors{model: e.Model(), of: map[textKey][]float32{}}
	var texts []string
	for _, a := range answers {
		texts = append(texts, a.meant())
	}
	if err := v.add(ctx, e, texts); err != nil {
		return nil, err
	}
	return v.Pack(), nil
}

// Match is an answer that a question asks for.
type Match struct {
	served *served
	same   bool
}

// Same tells whether the question is put in the very words of one of the answer's,
// by letters and digits.
func (m *Match) Same() bool { return m.same }

// Answer is the answer as it was approved.
func (m *Match) Answer() *Answer { return m.served.answer }

// Carrying is a passage and the words in it that carry a sentence.
type Carrying struct {
	Passage documents.Passage
	Quote   string
}

// Carrying gives what carries the i-th sentence, from 0.
func (m *Match) Carrying(i int) []Carrying {
	var out []Carrying
	for j, e := range m.served.answer.Approved.Evidence {
		if e.Sentence == i+1 {
			out = append(out, Carrying{m.served.passages[j], words(m.served.passages[j].Text, e.Quote)})
		}
	}
	return slices.Clip(out)
}

// words is a quote as it stands in a text, "" where it stands there otherwise.
func words(text, quote string) string {
	if strings.Contains(text, quote) {
		return quote
	}
	return ""
}
