// Package prompts holds what the model is told: one text file and one typed
// function for each prompt. Start with [Answer], [Rewrite] and
// [Set.Judge]; an operator's own files come with [Load].
package prompts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
)

// Unanswered is what the model says where the passages do not carry an answer.
const Unanswered = "Det fremgår ikke af materialet."

// Prompt is what goes to the model.
type Prompt struct {
	System string
	User   string
}

// Passage is a numbered passage of the materials.
type Passage struct {
	N       int
	Title   string   // of the document
	Section []string // headings from the outermost, may be empty
	Page    int      // 0 where the format has none
	Text    string
}

// Turn is an earlier question and its answer.
type Turn struct {
	Question string
	Answer   string
}

// AnswerInput is what an answer is written from.
type AnswerInput struct {
	Question string
	Passages []Passage
	History  []Turn // oldest first; only the last 3 are used
	// Language is "da", "en" or "" to let the model follow the question.
	Language string
}

// RewriteInput is a question and the conversation that it follows.
type RewriteInput struct {
	Question string
	History  []Turn // oldest first; only the last 3 are used
}

// WordingsInput is a question that a search found no answer to, and the
// conversation that it follows.
type WordingsInput struct {
	Question string
	History  []Turn // oldest first; only the last 3 are used
}

//go:embed answer.tmpl rewrite.tmpl wordings.tmpl judge.tmpl repair.tmpl asked.tmpl vain.tmpl answered.tmpl
var files embed.FS

var shipped = func() *Set {
	set, err := parse(files)
	if err != nil {
		panic(err) // a broken file in the binary, seen by any test
	}
	return set
}()

// Set holds the templates of all prompts.
type Set struct {
	answer, rewrite, wordings, judge, repair, asked, vain, answered *template.Template
	hash                                                            string
}

// Hash is the SHA-256 of all files of the set, in hex: two sets of the same
// texts have the same.
func (s *Set) Hash() string { return s.hash }

// Default is the set in the binary.
func Default() *Set { return shipped }

// Answer is [Set.Answer] of the set in the binary.
func Answer(in AnswerInput) (Prompt, error) { return shipped.Answer(in) }

// Rewrite is [Set.Rewrite] of the set in the binary.
func Rewrite(in RewriteInput) (Prompt, error) { return shipped.Rewrite(in) }

// Answer asks for an answer with citations, from the passages only. All text
// of the input is data: it can end no block of the prompt and begin none.
func (s *Set) Answer(in AnswerInput) (Prompt, error) {
	return render(s.answer, answerData{
		Unanswered: Unanswered,
		Language:   in.Language,
		Passages:   passageData(in.Passages),
		History:    recent(in.History),
		Question:   block(cut(in.Question, maxQuestion)),
	})
}

// Rewrite asks for a question that stands alone, on one line.
func (s *Set) Rewrite(in RewriteInput) (Prompt, error) {
	return render(s.rewrite, rewriteData{
		History:  recent(in.History),
		Question: block(cut(in.Question, maxQuestion)),
	})
}

// Wordings asks for two or three other searches for a question, one a line.
func (s *Set) Wordings(in WordingsInput) (Prompt, error) {
	return render(s.wordings, rewriteData{
		History:  recent(in.History),
		Question: block(cut(in.Question, maxQuestion)),
	})
}

// What the templates see; every text in it is escaped.
type (
	answerData struct {
		Unanswered string
		Language   string
		Passages   []passageView
		History    []Turn
		Question   string
	}
	rewriteData struct {
		History  []Turn
		Question string
	}
	passageView struct {
		N, Page              int
		Title, Section, Text string
	}
)

func render(t *template.Template, data any) (Prompt, error) {
	var system, user strings.Builder
	if err := t.ExecuteTemplate(&system, "system", data); err != nil {
		return Prompt{}, fmt.Errorf("rendering the prompt %s: %w", t.Name(), err)
	}
	if err := t.ExecuteTemplate(&user, "user", data); err != nil {
		return Prompt{}, fmt.Errorf("rendering the prompt %s: %w", t.Name(), err)
	}
	return Prompt{strings.TrimSpace(system.String()), strings.TrimSpace(user.String())}, nil
}

// parse reads all prompts from fsys.
func parse(fsys fs.FS) (*Set, error) {
	set := &Set{}
	for name, to := range map[string]**template.Template{
		answerFile: &set.answer, rewriteFile: &set.rewrite, wordingsFile: &set.wordings, judgeFile: &set.judge, repairFile: &set.repair, askedFile: &set.asked, vainFile: &set.vain, answeredFile: &set.answered,
	} {
		t, err := parseFile(fsys, name)
		if err != nil {
			return nil, err
		}
		*to = t
	}
	sum := sha256.New()
	for _, name := range fileNames {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading the prompt %s: %w", name, err)
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
	}
	set.hash = hex.EncodeToString(sum.Sum(nil))
	return set, nil
}

func parseFile(fsys fs.FS, name string) (*template.Template, error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading the prompt %s: %w", name, err)
	}
	t, err := template.New(name).Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("reading the prompt %s: %w", name, err)
	}
	for _, part := range []string{"system", "user"} {
		if t.Lookup(part) == nil {
			return nil, fmt.Errorf("the prompt %s has no {{define %q}}", name, part)
		}
	}
	return t, nil
}
