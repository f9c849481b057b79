package prompts

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The files of a set.
const (
	answerFile   = "answer.tmpl"
	rewriteFile  = "rewrite.tmpl"
	wordingsFile = "wordings.tmpl"
	judgeFile    = "judge.tmpl"
	repairFile   = "repair.tmpl"
	askedFile    = "asked.tmpl"
	vainFile     = "vain.tmpl"
	answeredFile = "answered.tmpl"
)

var fileNames = []string{answerFile, rewriteFile, wordingsFile, judgeFile, repairFile, askedFile, vainFile, answeredFile}

// maxFile bounds a prompt file in bytes.
const maxFile = 64 << 10

// Load reads an operator's prompts from the folder dir. A file replaces the
// shipped one of the same name; those that are missing stay as shipped. All are
// tried on a sample, so that a broken file is found at start.
func Load(dir string) (*Set, error) {
	if err := checkNames(dir); err != nil {
		return nil, err
	}
	set, err := parse(overlay{os.DirFS(dir)})
	if err != nil {
		return nil, err
	}
	if err := set.try(); err != nil {
		return nil, err
	}
	return set, nil
}

// checkNames refuses a folder whose prompts would be passed over in silence.
func checkNames(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("reading the prompts: %w", err)
	}
	found := false
	for _, e := range entries {
		switch {
		case slices.Contains(fileNames, e.Name()):
			found = true
		case filepath.Ext(e.Name()) == ".tmpl":
			return fmt.Errorf("reading the prompts: %s is no prompt; the names are %s",
				filepath.Join(dir, e.Name()), strings.Join(fileNames, ", "))
		}
	}
	if !found {
		return fmt.Errorf("reading the prompts: %s holds none of %s", dir, strings.Join(fileNames, ", "))
	}
	return nil
}

// overlay is the shipped files under those of a folder.
type overlay struct{ own fs.FS }

// Open implements fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	info, err := fs.Stat(o.own, name)
	if errors.Is(err, fs.ErrNotExist) {
		return files.Open(name)
	}
	if err == nil && (!info.Mode().IsRegular() || info.Size() > maxFile) {
		err = fmt.Errorf("not a file of at most %d bytes", maxFile)
	}
	if err != nil {
		return nil, err
	}
	return o.own.Open(name)
}

// try renders a sample and checks that what the model needs is in it.
func (s *Set) try() error {
	history := []Turn{{Question: "prøvespørgsmål-et", Answer: "prøvesvar-et"}}
	answer, err := s.Answer(AnswerInput{
		Question: "prøvespørgsmål-to",
		History:  history,
		Passages: []Passage{{N: 4711, Title: "Prøve", Section: []string{"Afsnit"}, Page: 7, Text: "prøvetekst"}},
	})
	if err != nil {
		return err
	}
	if err := needs(answerFile, answer, "4711", "prøvetekst", "prøvespørgsmål-to", Unanswered); err != nil {
		return err
	}
	rewrite, err := s.Rewrite(RewriteInput{Question: "prøvespørgsmål-to", History: history})
	if err != nil {
		return err
	}
	if err := needs(rewriteFile, rewrite, "prøvespørgsmål-to", "prøvespørgsmål-et"); err != nil {
		return err
	}
	wordings, err := s.Wordings(WordingsInput{Question: "prøvespørgsmål-to", History: history})
	if err != nil {
		return err
	}
	if err := needs(wordingsFile, wordings, "prøvespørgsmål-to", "prøvespørgsmål-et"); err != nil {
		return err
	}
	if err := s.tryChecks(); err != nil {
		return err
	}
	return s.tryDrafts()
}

// tryChecks is try for the prompts of the judge and of the repair.
func (s *Set) tryChecks() error {
	passages := []Passage{{N: 4711, Title: "Prøve", Text: "prøvetekst"}}
	judge, err := s.Judge(JudgeInput{Question: "prøvespørgsmål-to", Passages: passages, Sentences: []string{"prøvesætning"}})
	if err != nil {
		return err
	}
	if err := needs(judgeFile, judge, "4711", "prøvetekst", "prøvespørgsmål-to", "prøvesætning", `"ja"`, `"nej"`); err != nil {
		return err
	}
	repair, err := s.Repair(RepairInput{Question: "prøvespørgsmål-to", Passages: passages, Sentences: []Withheld{{Text: "prøvesætning"}}})
	if err != nil {
		return err
	}
	return needs(repairFile, repair, "4711", "prøvetekst", "prøvespørgsmål-to", "prøvesætning")
}

// tryDrafts is try for the prompts of what people ask.
func (s *Set) tryDrafts() error {
	in := AskedInput{Title: "Prøve", Sentences: []string{"prøvesætning"}, Each: 2}
	for file, of := range map[string]func(AskedInput) (Prompt, error){askedFile: s.Asked, vainFile: s.Vain} {
		drafted, err := of(in)
		if err == nil {
			err = needs(file, drafted, "prøvesætning")
		}
		if err != nil {
			return err
		}
	}
	answered, err := s.Answered(AnsweredInput{Questions: []string{"prøvespørgsmål-to"}, Passages: []Passage{{Title: "Prøve", Text: "prøvetekst"}}})
	if err != nil {
		return err
	}
	return needs(answeredFile, answered, "prøvetekst", "prøvespørgsmål-to")
}

func needs(file string, p Prompt, parts ...string) error {
	names := map[string]string{
		"4711": "{{.N}} of each passage", "prøvetekst": "{{.Text}} of each passage",
		"prøvespørgsmål-to": "{{.Question}}", "prøvespørgsmål-et": "{{.History}}",
		"prøvesætning": "{{.Text}} of each sentence", `"ja"`: `the verdict "ja"`, `"nej"`: `the verdict "nej"`,
		Unanswered: "the sentence " + Unanswered,
	}
	for _, part := range parts {
		if !strings.Contains(p.System+p.User, part) {
			return fmt.Errorf("the prompt %s leaves out %s", file, names[part])
		}
	}
	return nil
}
