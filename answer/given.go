package answer

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
)

// Given is a text of another system with the passages it is checked against.
type Given struct {
	ID       string `json:"id,omitempty" maxLength:"200"`
	Question string `json:"question,omitempty" maxLength:"2000"`
	// Lang is the language of the question, "da" or "en"; "" is "da".
	Lang    string        `json:"lang,omitempty"`
	Sources []GivenSource `json:"sources" required:"true" minItems:"1" maxItems:"20"`
	Text    string        `json:"text" required:"true" maxLength:"20000"`
}

// GivenSource is a passage of a [Given]; its text may hold lists ("- ") and
// tables in Markdown.
type GivenSource struct {
	N       int    `json:"n"`
	Title   string `json:"title,omitempty" maxLength:"300"`
	Section Trail  `json:"section,omitempty" maxItems:"20"`
	Text    string `json:"text" required:"true" minLength:"1" maxLength:"40000"`
}

// Trail is the headings above a passage, outermost first. In JSON it is a list
// of texts; a null among them is an error.
type Trail []string

// UnmarshalJSON reads the list.
func (t *Trail) UnmarshalJSON(b []byte) error {
	var texts []*string
	if err := json.Unmarshal(b, &texts); err != nil {
		return err
	}
	*t = nil
	for _, text := range texts {
		if text == nil {
			return errors.New("a heading is null")
		}
		*t = append(*t, *text)
	}
	return nil
}

// Checked is what became of a [Given]: shown where all of its sentences are.
type Checked struct {
	ID       string     `json:"id"`
	Shown    bool       `json:"shown"`
	Checked  string     `json:"checked"` // of the sentence that was checked least, see [Sentence]; "" where one is withheld
	Reason   string     `json:"reason"`  // of the first sentence that is withheld
	Evidence []Evidence `json:"evidence"`
	// Gap says that a sentence says what the passages do not say.
	Gap   bool      `json:"gap,omitempty"`
	Usage llm.Usage `json:"usage"` // of the judge
	// Notice tells what was unusual: that no judge was asked.
	Notice string `json:"notice,omitempty"`
}

// Evidence are words of a passage that carry a sentence.
type Evidence struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

// Errors of a [Given].
var (
	ErrNoText    = errors.New("answer: there is no text to check")
	ErrNoSources = errors.New("answer: there are no passages to check against, or one of them has no text")
	ErrGiven     = errors.New("answer: the text, the question or a passage is too long, or there are too many")
)

// Bounds of a Given: characters, passages and sentences.
const (
	MaxGivenText    = 20_000
	MaxGivenPassage = 40_000
	MaxGivenSources = 20

	maxGivenID       = 200
	maxGivenTitle    = 300
	maxGivenSections = 20
)

// check holds a Given to its bounds.
func (in Given) check() error {
	empty := len(in.Sources) == 0
	long := over(in.ID, maxGivenID) || over(in.Question, MaxQuestion) || over(in.Text, MaxGivenText) || len(in.Sources) > MaxGivenSources
	numbers := map[int]bool{}
	for _, s := range in.Sources {
		long = long || over(s.Text, MaxGivenPassage) || over(s.Title, maxGivenTitle) || len(s.Section) > maxGivenSections || numbers[s.N] && s.N != 0
		numbers[s.N] = true
		empty = empty || s.Text == ""
	}
	switch {
	case strings.TrimSpace(in.Text) == "":
		return ErrNoText
	case empty:
		return ErrNoSources
	case long:
		return ErrGiven
	}
	return nil
}

func over(text string, characters int) bool { return utf8.RuneCountInString(text) > characters }

// CheckerConfig is what a [Checker] checks with; all of it may be left out.
type CheckerConfig struct {
	Synonyms  *danish.Synonyms // those of the field
	Judge     llm.Chat         // judges the meaning; nil lets the words decide
	JudgeTime time.Duration    // bounds one of its calls; 0 is the usual one
	Prompts   *prompts.Set
	Spent     func(ctx context.Context) bool // as in a [Config]: the words decide then, and Notice says so
}

// Checker checks texts against passages that are given with them, without an
// index. It is safe for use by several goroutines.
type Checker struct {
	cfg   CheckerConfig
	judge *judge
}

// NewChecker makes a Checker.
func NewChecker(cfg CheckerConfig) *Checker {
	if cfg.Prompts == nil {
		cfg.Prompts = prompts.Default()
	}
	return &Checker{cfg: cfg, judge: newJudge(cfg.Judge, cfg.Prompts, cfg.JudgeTime)}
}

// Check verifies each sentence of a text. A sentence without citation marks is
// checked against all of the passages.
func (c *Checker) Check(ctx context.Context, in Given) (Checked, error) {
	out := Checked{ID: in.ID, Shown: true, Evidence: []Evidence{}}
	if err := in.check(); err != nil {
		return out, err
	}
	pieces := piecesOf(in.Text)
	switch {
	case len(pieces) == 0:
		return out, ErrNoText
	case len(pieces) > maxReplySentences:
		return out, ErrGiven
	}
	in.Question, _ = guard.Mask(in.Question)
	v := c.verifier(in)
	verdicts := make([]verify.Verdict, len(pieces))
	for i, p := range pieces {
		verdicts[i] = v.Check(p.marked())
	}
	rulings := c.rule(ctx, v, verdicts, &out)
	for i, verdict := range verdicts {
		out.add(turnKeys(v, verdict, rulings[i]))
	}
	if v.English {
		out.Reason = verify.English(out.Reason)
	}
	return out, ctx.Err()
}

// verifier is the first key for a Given, as it is for an answer.
func (c *Checker) verifier(in Given) *verify.Verifier {
	v := &verify.Verifier{Sources: in.sources(), Question: in.Question, English: in.Lang == "en", Told: c.cfg.Prompts.Told()}
	lex := lexiconOf(v.Sources, c.cfg.Synonyms)
	v.Index = lex
	v.Form = formOf((&query.Parser{Lex: lex, Terms: noIndex{}, Count: 1, Params: query.DefaultParams()}).Parse(in.Question, nil, nil).Kind)
	return v
}

// noIndex is the vocabulary of no passages at all.
type noIndex struct{}

func (noIndex) Frequency(string) int                     { return 0 }
func (noIndex) Near(string, int, string) []query.Similar { return nil }

// rule asks the judge of all sentences that it may decide, in one call.
func (c *Checker) rule(ctx context.Context, v *verify.Verifier, verdicts []verify.Verdict, checked *Checked) []ruling {
	out := make([]ruling, len(verdicts))
	var group []verify.Verdict
	var at []int
	for i, verdict := range verdicts {
		if judgeable(verdict) {
			group, at = append(group, verdict), append(at, i)
		}
	}
	if c.judge == nil || len(group) == 0 {
		return out
	}
	if c.cfg.Spent != nil && c.cfg.Spent(ctx) {
		checked.Notice = danishTexts.judgeSpent
		if v.English {
			checked.Notice = englishTexts.judgeSpent
		}
		return out
	}
	rulings, usage := c.judge.rule(ctx, judgeInput(v.Question, v.Sources, group))
	checked.Usage = usage
	for k, i := range at {
		out[i] = rulings[k]
	}
	return out
}

// order of the ways of checking, from the most.
var checkedOrder = []string{CheckedVerbatim, CheckedMeaning, CheckedWords}

// add takes in what became of one more sentence.
func (c *Checked) add(o outcome) {
	switch {
	case o.reason != "" && c.Shown:
		c.Shown, c.Reason, c.Checked = false, o.reason, ""
	case o.reason == "" && c.Shown && slices.Index(checkedOrder, o.checked) > slices.Index(checkedOrder, c.Checked):
		c.Checked = o.checked
	}
	c.Gap = c.Gap || o.gap
	for _, e := range o.evidence {
		if !slices.Contains(c.Evidence, Evidence(e)) {
			c.Evidence = append(c.Evidence, Evidence(e))
		}
	}
}

func piecesOf(text string) []piece {
	var c cutter
	return append(c.add(danish.Clean(text)), c.flush()...)
}

// sources are the passages as sentences are checked against them.
func (in Given) sources() []verify.Source {
	out := make([]verify.Source, len(in.Sources))
	for i, s := range in.Sources {
		out[i] = verify.Source{N: s.N, Title: s.Title, Section: s.Section, Text: rowsOf(s.Text)}
		if s.N == 0 {
			out[i].N = i + 1
		}
	}
	return out
}

// rowsOf writes the tables of a text in Markdown as passages hold them.
func rowsOf(text string) string {
	var out, header []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		cells, ok := cellsOf(line)
		switch {
		case !ok:
			header = nil
			out = append(out, line)
		case header == nil:
			header = cells
		case strings.Trim(line, "|-: ") != "":
			out = append(out, documents.RowText(header, cells))
		}
	}
	return strings.Join(out, "\n")
}

func cellsOf(line string) ([]string, bool) {
	if len(line) < 2 || line[0] != '|' || line[len(line)-1] != '|' {
		return nil, false
	}
	cells := strings.Split(line[1:len(line)-1], "|")
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells, true
}

// lexiconOf knows the words of the sources beside those of the language.
func lexiconOf(sources []verify.Source, synonyms *danish.Synonyms) *danish.Lexicon {
	known := map[string]bool{}
	for _, s := range sources {
		for _, t := range danish.Tokenize(s.Title + "\n" + strings.Join(s.Section, "\n") + "\n" + s.Text) {
			known[danish.Canonical(t.Text)] = true
		}
	}
	return danish.NewLexicon(func(stem string) bool { return known[stem] }, synonyms)
}
