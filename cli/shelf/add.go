package shelf

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/fetch"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/service"
)

type documentsAddCmd struct {
	To           string        `required:"" placeholder:"mappe" help:"Den mappe med dokumenter, der lægges i."`
	Yes          bool          `help:"Læg filerne uden at spørge."`
	Replace      bool          `help:"Erstat en fil af samme navn."`
	AllowPrivate bool          `help:"Hent også fra interne netværk og fra denne maskine."`
	MaxSize      int64         `name:"max-size" default:"128" placeholder:"MB" help:"Så meget må én fil fylde."`
	Timeout      time.Duration `default:"1m" placeholder:"tid" help:"Så længe må det tage at hente én fil, og så længe at læse den."`
	From         []string      `arg:"" name:"fil-eller-adresse" help:"Filer eller http-adresser."`
}

// addable is a file that may be added.
type addable struct {
	name string // in the folder
	data []byte
	url  string // where it was fetched; "" for a file
}

// Run adds files and pages to a folder, each after it has been seen what it
// becomes. One that cannot be added does not keep the others out; terminal.ErrTold where
// there is one.
func (c *documentsAddCmd) Run(a *service.App) error {
	if c.MaxSize < 1 || c.MaxSize > 1024 {
		return service.Usage("--max-size er %d; vælg et tal mellem 1 og 1024", c.MaxSize)
	}
	if c.Timeout < time.Second || c.Timeout > time.Hour {
		return service.Usage("--timeout er %s; vælg en tid mellem 1s og 1h", c.Timeout)
	}
	info, err := os.Stat(c.To)
	if err != nil {
		return service.Usage("--to %s: %s", c.To, service.Danish(err))
	}
	if !info.IsDir() {
		return service.Usage("--to %s: er ikke en mappe", c.To)
	}
	answers := bufio.NewScanner(a.Stdin)
	failed := false
	for _, from := range c.From {
		err := c.one(a, from, answers)
		if a.Ctx.Err() != nil {
			return a.Ctx.Err()
		}
		if err != nil {
			failed = true
			fmt.Fprintln(a.Stderr, "ikke lagt:", service.Danish(err))
		}
	}
	if failed {
		return terminal.ErrTold
	}
	return nil
}

func (c *documentsAddCmd) one(a *service.App, from string, answers *bufio.Scanner) error {
	f, err := c.get(a, from)
	if err != nil {
		return err
	}
	path := filepath.Join(c.To, f.name)
	if _, err := os.Lstat(path); err == nil && !c.Replace {
		return fmt.Errorf("%s: der ligger allerede %s; brug --replace for at erstatte den", from, path)
	}
	doc, err := c.try(a, f)
	if err != nil {
		return err
	}
	s := terminal.ScreenOf(a.Stdout, a.Env)
	c.show(s, f, doc)
	if s.Err != nil {
		return s.Err
	}
	if !c.Yes && !agrees(a, path, answers) {
		fmt.Fprintf(a.Stdout, "%s er ikke lagt.\n", f.name)
		return nil
	}
	if err := c.keep(f, doc); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "lagt: %s\n", path)
	return nil
}

// get reads a file or fetches an address.
func (c *documentsAddCmd) get(a *service.App, from string) (addable, error) {
	most := c.MaxSize << 20
	if strings.Contains(from, "://") {
		return c.fetch(a, from)
	}
	info, err := os.Stat(from)
	switch {
	case err != nil:
		return addable{}, fmt.Errorf("%s: %s", from, service.Danish(err))
	case !info.Mode().IsRegular():
		return addable{}, fmt.Errorf("%s: er ikke en fil", from)
	case info.Size() > most:
		return addable{}, fmt.Errorf("%s: filen fylder mere end %d MB", from, c.MaxSize)
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return addable{}, fmt.Errorf("%s: %s", from, service.Danish(err))
	}
	return addable{name: intake.Name(from), data: data}, nil
}

// fetch asks a server for a page or a file.
func (c *documentsAddCmd) fetch(a *service.App, from string) (addable, error) {
	u, err := fetch.Address(from)
	if err != nil {
		return addable{}, fmt.Errorf("%s: %w", from, err)
	}
	most := c.MaxSize << 20
	page, err := fetch.New(fetch.Options{Timeout: c.Timeout, Bytes: most, Total: 2 * most, Private: c.AllowPrivate, Stay: c.AllowPrivate}).Get(a.Ctx, fetch.Request{URL: u})
	if err != nil {
		return addable{}, fmt.Errorf("%s: %w", u, err)
	}
	last, err := fetch.Address(page.URL)
	if err != nil {
		return addable{}, fmt.Errorf("%s: %w", u, err)
	}
	name, err := library.NameFor(last, page.Type, page.Body)
	if err != nil {
		return addable{}, fmt.Errorf("%s: %w", u, err)
	}
	return addable{name, page.Body, u.String()}, nil
}

// try reads a file as serve would.
func (c *documentsAddCmd) try(a *service.App, f addable) (*documents.Document, error) {
	doc, warnings, err := intake.Try(a.Ctx, f.name, f.data, library.Options{Limits: documents.Limits{Time: c.Timeout}})
	for _, w := range warnings {
		a.Warn("%s: %s", f.name, w.Reason)
	}
	return doc, err
}

// maxShown is how much of a document's beginning is shown before it is kept.
const maxShown = 3

// show writes what a file became.
func (c *documentsAddCmd) show(s *terminal.Screen, f addable, doc *documents.Document) {
	d := checkedDocument{intake.Check(doc, 0)}
	s.Say(terminal.Bold, "%s", f.name)
	s.Item("    ", "", d.summary())
	if f.url != "" {
		s.Item("    kilde: ", "", f.url)
	}
	for _, o := range d.Oddities {
		s.Item("    "+mark(o.Serious), "", o.Text)
	}
	for i, b := range doc.Blocks {
		if i == maxShown {
			break
		}
		text := []rune(strings.Join(append([]string{b.Text}, b.Cells...), " "))
		if len(text) > 200 {
			text = append(text[:200], '…')
		}
		s.Item("    | ", terminal.Faint, string(text))
	}
}

// agrees asks whether a file is to be kept. No answer is a no.
func agrees(a *service.App, path string, answers *bufio.Scanner) bool {
	fmt.Fprintf(a.Stderr, "Læg den som %s? [j/N] ", path)
	if !answers.Scan() {
		fmt.Fprintln(a.Stderr, "\nintet svar; brug --yes for at lægge uden at spørge")
		return false
	}
	reply := strings.ToLower(strings.TrimSpace(answers.Text()))
	return reply == "j" || reply == "ja" || reply == "y"
}

// keep writes a file, and beside it where it was fetched.
func (c *documentsAddCmd) keep(f addable, doc *documents.Document) error {
	side := library.Sidecar{}
	if f.url != "" {
		side.URL = cmp.Or(doc.URL, f.url)
	}
	err := intake.Put(c.To, f.name, f.data, side, c.Replace)
	if errors.Is(err, intake.ErrExists) {
		return fmt.Errorf("der ligger allerede %s; brug --replace for at erstatte den", filepath.Join(c.To, f.name))
	}
	return err
}
