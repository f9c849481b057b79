package shelf

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/service/staff"
)

type answersNewCmd struct {
	answerShelf
	To       string   `placeholder:"mappe" help:"Mappen, udkastet lægges i; uden den skrives det på skærmen."`
	Owner    string   `default:"Redaktionen" placeholder:"navn" help:"Den, der står ved svaret."`
	Months   int      `default:"6" placeholder:"antal" help:"Så mange måneder går der, før svaret skal ses igennem igen."`
	Question []string `arg:"" name:"spørgsmål" help:"Spørgsmålet."`
}

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
	sentences, err := staff.Draft(a.Ctx, o.opened.Index, question)
	if err != nil {
		return draftError(err)
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

// draftError tells the asker's own errors apart.
func draftError(err error) error {
	if fault := (*documents.Fault)(nil); errors.As(err, &fault) {
		return service.Usage("%s", fault)
	}
	return service.AskError(err)
}
