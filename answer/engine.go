package answer

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitaskforce/taskforce/answer/extract"
	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/answer/suggest"
	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
)

// Errors of a request.
var (
	ErrEmpty   = errors.New("answer: the question is empty")
	ErrTooLong = errors.New("answer: the question is too long")
)

// Limits of a request.
const (
	MaxQuestion = 2000 // characters, as [danish.Longer] counts them
	maxHistory  = 8    // turns that are looked at
)

// Config says what an Engine answers with.
type Config struct {
	Index *index.Index // the passages; required
	Chat  llm.Chat     // the model; nil answers with extracts
	// Spent tells, before an answer, that no model may be asked for it: the answer is
	// then an extract, with a notice. Nil is never.
	Spent   func(ctx context.Context) bool
	Judge   llm.Chat     // judges what its sentences mean; nil lets the words decide, strictly
	Prompts *prompts.Set // what the model is told; nil is prompts.Default
	Sources int          // passages given to the model; 0 is 6
	// Context is how many tokens the passages given to the model may take, about;
	// 0 gives it Sources passages.
	Context  int
	Contacts Contacts // whom readers ask what the materials do not answer
	// Answers are those that editors wrote; nil for none. AnswersFirst gives them
	// as they are also where there is a model, which else has one as its first source.
	Answers      *editorial.Book
	AnswersFirst bool
	// ModelTime bounds what all calls of the model for one answer take; 0 is 3 minutes.
	ModelTime time.Duration
	// JudgeTime bounds one call of the judge; 0 is 20 seconds.
	JudgeTime time.Duration
	// Warn is told, in Danish and without the question, why the model was
	// given up; may be nil.
	Warn func(format string, a ...any)
	// Observe is told that a step of an answer begins, one of the Step constants;
	// what it returns is called when the step ends. May be nil.
	Observe func(ctx context.Context, step string) func(Outcome)
}

// Steps of an answer that Config.Observe is told of.
const (
	StepSearch = "search" // passages are looked for
	StepVerify = "verify" // one sentence of the model is checked
)

// Outcome is how a step ended; it never holds what was asked or answered.
type Outcome struct {
	Passages int    // that a search found
	Withheld string // why a sentence was withheld, "" where it was not
	Failed   bool
}

// Engine answers questions. It is safe for use by several goroutines.
type Engine struct {
	cfg     Config
	suggest suggest.Suggester
	clean   sync.Map // IDs of passages without a planted sentence
	cleaned atomic.Int64
}

// New makes an Engine.
func New(cfg Config) *Engine {
	if cfg.Sources <= 0 {
		cfg.Sources = 6
	}
	if cfg.ModelTime <= 0 {
		cfg.ModelTime = 3 * time.Minute
	}
	if cfg.Prompts == nil {
		cfg.Prompts = prompts.Default()
	}
	if cfg.Warn == nil {
		cfg.Warn = func(string, ...any) {}
	}
	if cfg.Observe == nil {
		cfg.Observe = func(context.Context, string) func(Outcome) { return func(Outcome) {} }
	}
	return &Engine{cfg: cfg}
}

// work is one question on its way to an answer.
type work struct {
	eng   *Engine
	snap  reading // from beginning to end
	req   Request
	sink  Sink
	start time.Time
	query *query.Query
	hits  []index.Hit
	match *editorial.Match // the editor's answer that the question asks for; nil where there is none
	out   *Answer

	chat     llm.Chat   // nil where no model is asked
	spent    bool       // the budget of the models is used up
	counting sync.Mutex // of out.Usage: the judge's calls end while the model's reply is read

	asked  string        // the question to answer: the reader's, or that before where only its form is asked for
	before []Turn        // the conversation before it
	shape  extract.Shape // the form that is asked for
}

// Ask answers a question. sink receives the sources and each verified sentence
// while the answer is made; its errors and the end of ctx end the answer with
// that error. ErrEmpty and ErrTooLong are the asker's own.
func (e *Engine) Ask(ctx context.Context, req Request, sink Sink) (*Answer, error) {
	req.Question = danish.Clean(req.Question)
	switch {
	case req.Question == "":
		return nil, ErrEmpty
	case danish.Longer(req.Question, MaxQuestion):
		return nil, ErrTooLong
	}
	if len(req.History) > maxHistory {
		req.History = req.History[len(req.History)-maxHistory:]
	}
	req.History = cleaned(req.History)
	snap, err := e.cfg.Index.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	w := &work{eng: e, snap: reading{snap, e, guard.AboutOrders(req.Question)}, req: req, sink: sink, start: time.Now()}
	w.mask()
	patient := index.Patient(ctx)
	w.resume(patient)
	if err := w.run(patient); err != nil {
		return nil, err
	}
	w.out.Next = w.next(ctx)
	w.finish()
	return w.out, nil
}

// cleaned is a history as its reader sees it.
func cleaned(history []Turn) []Turn {
	out := make([]Turn, len(history))
	for i, t := range history {
		out[i] = Turn{Question: danish.Clean(t.Question), Answer: danish.Clean(t.Answer)}
	}
	return out
}

// mask hides private data in the question and the conversation before anything
// else sees them, and begins the answer.
func (w *work) mask() {
	question, kinds := guard.Mask(w.req.Question)
	w.req.Question, w.req.History = question, maskTurns(w.req.History)
	w.out = &Answer{ID: rand.Text(), Question: question, Mode: ModeExtract, Grounded: true, Masked: kinds,
		Sentences: []Sentence{}, Sources: []Source{}, Withheld: []Withheld{}}
}

func (w *work) run(ctx context.Context) error {
	if guard.Attack(w.req.Question) {
		return w.refuse(RefusalAttack)
	}
	if guard.OnService(w.req.Question) {
		err := w.refuse(RefusalOffTopic)
		w.out.Answer = w.say().onService(w.req.Question)
		return err
	}
	w.choose(ctx)
	asking, cancel := context.WithTimeout(ctx, w.eng.cfg.ModelTime)
	defer cancel()
	w.query = w.understand(asking)
	var err error
	if w.match, err = w.matched(ctx); err != nil {
		return fmt.Errorf("looking among the answers: %w", err)
	}
	if w.editedFirst() && w.match.Same() {
		return w.edited(w.match)
	}
	searched := w.eng.cfg.Observe(ctx, StepSearch)
	searching := ctx
	if w.chat != nil {
		searching = index.Patient(ctx) // the model may have put the question anew
	}
	hits, err := w.snap.Search(searching, w.query, extract.SearchDepth)
	searched(Outcome{Passages: len(hits), Failed: err != nil})
	if err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	w.hits = hits
	w.out.Timings.Search = w.elapsed()
	ex := extract.New(ctx, w.snap, w.query, hits)
	if w.match != nil && !w.match.Same() && ex.InVain() {
		w.match = nil
	}
	if w.editedFirst() {
		return w.edited(w.match)
	}
	if w.chat != nil {
		found := ex.Judge(extract.ModelSlack)
		if found == extract.OffTopic && w.match == nil {
			return w.refuse(string(found))
		}
		done, err := w.model(ctx, asking, found)
		if done || err != nil {
			return err
		}
		if w.match != nil {
			return w.edited(w.match)
		}
	}
	if w.spent {
		w.out.Notice, w.out.Fallback = w.say().modelSpent, FallbackBudget
	}
	return w.extract(ctx, ex)
}

func turns(history []Turn) []query.Turn {
	out := make([]query.Turn, len(history))
	for i, t := range history {
		out[i] = query.Turn(t)
	}
	return out
}

func (w *work) elapsed() float64 { return float64(time.Since(w.start).Microseconds()) / 1000 }

// emit passes a verified sentence on.
func (w *work) emit(s Sentence) error {
	if len(w.out.Sentences) == 0 {
		w.out.Timings.FirstSentence = w.elapsed()
	}
	w.out.Sentences = append(w.out.Sentences, s)
	if w.sink.Sentence == nil {
		return nil
	}
	return w.sink.Sentence(s)
}

func (w *work) finish() {
	if !w.out.Refused {
		w.out.Answer = Text(w.out.Sentences)
		w.certain()
	}
	if text := w.say().maskNotice(w.out.Masked); text != "" {
		w.out.Notice = strings.TrimSpace(text + " " + w.out.Notice)
	}
	w.made()
	w.out.Timings.Total = w.elapsed()
	if w.english() {
		for i := range w.out.Withheld {
			w.out.Withheld[i].Reason = verify.English(w.out.Withheld[i].Reason)
		}
	}
}

// certain says how sure the answer is, and tells the reader where it is not.
func (w *work) certain() {
	if w.out.Certainty == "" {
		w.out.Certainty = CertaintyAnswer
	}
	if w.out.Certainty == CertaintyNearest {
		w.out.Answer = w.say().nearestLead + "\n\n" + w.out.Answer
		if w.out.Contact = w.contact(RefusalUnanswered); w.out.Contact != "" {
			w.out.Answer += "\n\n" + fmt.Sprintf(w.say().contact, w.out.Contact)
		}
		w.notice(w.say().nearestNotice)
	}
}

// notice tells the reader something more that was unusual.
func (w *work) notice(text string) { w.out.Notice = strings.TrimSpace(w.out.Notice + " " + text) }

// Text writes sentences as running text with the numbers of their sources;
// list items and paragraphs begin on lines of their own.
func Text(sentences []Sentence) string {
	var b strings.Builder
	for i, s := range sentences {
		switch {
		case s.Break == BreakItem:
			if i > 0 {
				b.WriteByte('\n')
			}
			b.WriteString("- ")
		case s.Break == BreakParagraph && i > 0:
			b.WriteString("\n\n")
		case i > 0:
			b.WriteByte(' ')
		}
		b.WriteString(s.Text)
		if len(s.Sources) > 0 {
			b.WriteByte(' ')
		}
		for _, n := range s.Sources {
			fmt.Fprintf(&b, "[%d]", n)
		}
	}
	return b.String()
}

// next are questions that the materials answer near this one.
func (w *work) next(ctx context.Context) []string {
	if w.out.Refused {
		return nil
	}
	asked := []string{w.out.Question}
	for _, t := range w.req.History {
		asked = append(asked, t.Question)
	}
	sources := make([]documents.Passage, len(w.out.Sources))
	for i, s := range w.out.Sources {
		sources[i] = documents.Passage{Document: s.Document, Section: s.Section}
	}
	return w.eng.suggest.Next(ctx, w.snap.Snapshot, sources, asked)
}

// Examples are at most n questions that the materials answer, spread over the
// documents. It runs a search for each question it tries.
func (e *Engine) Examples(ctx context.Context, n int) []string {
	snap, err := e.cfg.Index.Snapshot()
	if err != nil {
		return nil
	}
	defer snap.Release()
	return e.suggest.Examples(ctx, snap, n)
}
