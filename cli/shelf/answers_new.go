package shelf

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

type answersNewCmd struct {
	answerShelf
	To       string   `placeholder:"mappe" help:"Mappen, udkastet lægges i; uden den skrives det på skærmen."`
	Owner    string   `default:"Redaktionen" placeholder:"navn" help:"Den, der står ved svaret."`
	Months   int      `default:"6" placeholder:"antal" help:"Så mange måneder går der, før svaret skal ses igennem igen."`
	Question []string `arg:"" name:"spørgsmål" help:"Spørgsmålet."`
}

// draftSections is how many sections a draft is made of where no answer is found.
const draftSections = 3

// Run drafts an answer from the nearest passages.
func (c *answersNewCmd) Run(a *service.App) error {
	question := strings.TrimSpace(strings.Join(c.Question, " "))
	name := editorial.Name(question)
	if name == "" {
		return service.Usage("spørgsmålet er tomt")
	}
	if c.Months < 1 || c.Months > 60 {
		return service.Usage("--months er %d; vælg fra 1 til 60", c.Months)
	}
	o, err := c.open(a)
	if err != nil {
		return err
	}
	defer o.close()
	sentences, err := draft(a, o, question)
	if err != nil {
		return err
	}
	now := time.Now()
	file, err := editorial.NewFile(question, c.Owner, now.Format(time.DateOnly), now.AddDate(0, c.Months, 0).Format(time.DateOnly), sentences)
	if err != nil {
		return err
	}
	if c.To == "" {
		_, err = a.Stdout.Write(file)
		return err
	}
	return c.keep(a, name, file)
}

// keep writes a draft and says what to do with it; no file is written over.
func (c *answersNewCmd) keep(a *service.App, name string, file []byte) error {
	if err := os.MkdirAll(c.To, 0o755); err != nil {
		return service.Usage("--to %s: %s", c.To, service.Danish(err))
	}
	path := filepath.Join(c.To, name+".md")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return service.Usage("%s findes allerede; ret den, eller vælg en anden mappe", path)
	}
	if err != nil {
		return service.Usage("--to %s: %s", c.To, service.Danish(err))
	}
	_, err = f.Write(file)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	_, err = a.Stdout.Write([]byte("Udkastet ligger i " + path + ". Ret det, og kør:\n" +
		"taskforce answers check --answers " + c.To + " " + name + "\n" +
		"taskforce answers approve --answers " + c.To + " --by NAVN " + name + "\n"))
	return err
}

// draft are the sentences of an answer of extracts, else those that begin the
// nearest sections, each with its section.
func draft(a *service.App, o *openedAnswers, question string) ([]editorial.Sentence, error) {
	eng := answer.New(answer.Config{Index: o.opened.Index})
	got, err := eng.Ask(a.Ctx, answer.Request{Question: question}, answer.Sink{})
	if err != nil {
		return nil, service.AskError(err)
	}
	var out []editorial.Sentence
	for _, s := range got.Sentences {
		one := editorial.Sentence{Text: s.Text, Break: s.Break}
		for _, n := range s.Sources {
			for _, src := range got.Sources {
				if src.N == n {
					one.Cites = append(one.Cites, editorial.CiteOf(o.snap, documents.Passage{Document: src.Document, Title: src.Title, Section: src.Section}))
				}
			}
		}
		out = append(out, one)
	}
	if len(out) > 0 {
		return out, nil
	}
	return nearestSections(a, o.snap, question)
}

func nearestSections(a *service.App, snap *index.Snapshot, question string) ([]editorial.Sentence, error) {
	hits, err := snap.Search(a.Ctx, snap.Parse(question, nil), draftSections)
	if err != nil {
		return nil, err
	}
	var out []editorial.Sentence
	for _, h := range hits {
		first, _, _ := strings.Cut(strings.TrimPrefix(h.Body(), "- "), "\n")
		out = append(out, editorial.Sentence{Text: first, Break: "paragraph", Cites: []editorial.Cite{editorial.CiteOf(snap, h.Passage)}})
	}
	if len(out) == 0 {
		return nil, service.Usage("materialet har intet afsnit om %q", question)
	}
	return out, nil
}
