package shelf

import (
	"fmt"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/service"
)

type documentsCheckCmd struct {
	service.Holdings
	service.Answering
	Stale string `default:"18m" placeholder:"tid" help:"Dokumenter, der er dateret længere tilbage, nævnes: 90d, 18m eller 2y; 0 for ingen."`
	JSON  bool   `help:"Skriv resultatet som JSON."`
}

// checked is the JSON of documents check.
type checked struct {
	OK         bool                `json:"ok"` // nothing is wrong enough for answers to suffer
	Documents  []checkedDocument   `json:"documents"`
	Duplicates []library.Duplicate `json:"duplicates"`
	Layer      documents.Layer     `json:"layer"` // of all documents together
	Failures   []documents.Failure `json:"failures"`
	Facts      []dueFact           `json:"facts"`   // of the shipped texts, to be looked up again
	Answers    []ListedAnswer      `json:"answers"` // out of service, or to be looked at again
	Problems   []editorial.Problem `json:"answer_problems"`
}

type checkedDocument struct{ intake.Look }

// Run tells what each file became and what is odd about it; terminal.ErrTold where
// something is wrong enough.
func (c *documentsCheckCmd) Run(a *service.App) error {
	stale, err := age(c.Stale)
	if err != nil {
		return err
	}
	lib, err := c.Holdings.ReadOnly(a)
	if err != nil {
		return err
	}
	out := checked{OK: true, Documents: []checkedDocument{}, Duplicates: library.Duplicates(lib.Documents), Failures: []documents.Failure{}}
	for _, f := range lib.Failures {
		out.Failures = append(out.Failures, f)
		out.OK = out.OK && (f.Skipped || f.Read)
	}
	for _, d := range lib.Documents {
		one := checkedDocument{intake.Check(d, stale)}
		for _, o := range one.Oddities {
			out.OK = out.OK && !o.Serious
		}
		out.Layer.Words, out.Layer.Kept = out.Layer.Words+one.Layer.Words, out.Layer.Kept+one.Layer.Kept
		out.Documents = append(out.Documents, one)
	}
	if err := c.due(a, lib, &out); err != nil {
		return err
	}
	if c.JSON {
		err = terminal.JSON(a.Stdout, out)
	} else {
		err = out.write(terminal.ScreenOf(a.Stdout, a.Env))
	}
	if err == nil && !out.OK {
		err = terminal.ErrTold
	}
	return err
}

// due adds the facts and the answers that somebody must look at.
func (c *documentsCheckCmd) due(a *service.App, lib *documents.Library, out *checked) (err error) {
	out.Facts = []dueFact{}
	if !c.NoMaterials {
		if out.Facts, err = dueFacts(time.Now()); err != nil {
			return err
		}
	}
	shelf := answerShelf{c.Holdings, c.Answering}
	sources, err := c.Answering.Sources(strings.Join(shelf.views(), "+"), !c.NoMaterials)
	if err != nil {
		return err
	}
	answers, problems := editorial.Read(sources)
	out.Problems = append([]editorial.Problem{}, problems...)
	out.Answers, err = DueAnswers(a.Ctx, readDocuments(lib.Documents), answers, time.Now())
	return err
}

// age reads how old something may be: days, months or years.
func age(text string) (time.Duration, error) {
	if text == "0" {
		return 0, nil
	}
	var n int
	var unit string
	if _, err := fmt.Sscanf(text, "%d%s", &n, &unit); err == nil && n > 0 && n < 100_000 {
		if days := map[string]float64{"d": 1, "m": 30.44, "y": 365.25}[unit]; days > 0 {
			return time.Duration(float64(n) * days * float64(24*time.Hour)), nil
		}
	}
	return 0, service.Usage("--stale er %q; skriv fx 90d, 18m eller 2y, eller 0", text)
}

// write tells it to people.
func (c checked) write(s *terminal.Screen) error {
	odd := 0
	for _, d := range c.Documents {
		s.Say(terminal.Bold, "%s", d.Path)
		s.Item("    ", "", d.summary())
		for _, o := range d.Oddities {
			odd++
			s.Item("    "+mark(o.Serious), "", o.Text)
		}
	}
	for _, d := range c.Duplicates {
		s.Item("Næsten ens: ", "", fmt.Sprintf("%s og %s (%.0f %%)", d.First, d.Second, 100*d.Share))
	}
	for _, f := range c.Failures {
		s.Item(map[bool]string{true: "Bemærk: ", false: "Ikke læst: "}[f.Skipped || f.Read], "", f.Path+": "+f.Reason)
	}
	for _, f := range c.Facts {
		s.Item("Fakta: ", "", f.Text)
	}
	for _, l := range c.Answers {
		s.Item("Svar: ", "", l.ID+" "+l.Reason)
	}
	sayProblems(s, c.Problems)
	s.Say("", "%s, %s, %d næsten ens, %s ikke læst eller kun delvis.", danish.Counted(len(c.Documents), "dokument", "dokumenter"), danish.Counted(odd, "bemærkning", "bemærkninger"), len(c.Duplicates), danish.Counted(len(c.Failures), "fil", "filer"))
	if c.Layer.Words > 0 {
		lost := 0
		for _, d := range c.Documents {
			lost += documents.LostWords(d.Losses)
		}
		s.Say("", "%s; %d er udeladt med vilje.", keptWords(c.Layer), lost)
	}
	return s.Err
}

// keptWords tells how much of the files' own text is there.
func keptWords(l documents.Layer) string {
	return strings.Replace(fmt.Sprintf("%.1f %% af ordene i filernes egen tekst er med: %d af %d", 100*float64(l.Kept)/float64(l.Words), l.Kept, l.Words), ".", ",", 1)
}

func mark(serious bool) string {
	if serious {
		return "FEJL: "
	}
	return "bemærk: "
}

// summary is what a file became, in a line.
func (d checkedDocument) summary() string {
	parts := []string{d.Title, fmt.Sprintf("%d uddrag", d.Passages), danish.Counted(d.Headings, "overskrift", "overskrifter"), fmt.Sprintf("%d ord", d.Words)}
	if d.Pages > 0 {
		parts = append(parts, danish.Counted(d.Pages, "side", "sider"))
	}
	if d.Date != "" {
		parts = append(parts, d.Date)
	}
	if l := d.Layer; l.Words > 0 {
		parts = append(parts, strings.Replace(fmt.Sprintf("%.1f %% af filens ord", 100*float64(l.Kept)/float64(l.Words)), ".", ",", 1))
	}
	return strings.Join(parts, ", ")
}

type documentsShowCmd struct {
	service.Holdings
	JSON     bool   `help:"Skriv dokumentets uddrag som JSON."`
	Document string `arg:"" name:"dokument" help:"Dokumentets ID, dets sti, et uddrags ID eller en fil."`
}

// shownDocument is the JSON of documents show.
type shownDocument struct {
	documents.Info
	Passages []documents.Passage `json:"passages"`
}

// Run writes a document's text as it was read.
func (c *documentsShowCmd) Run(a *service.App) error {
	lib, err := c.Holdings.ReadOnly(a)
	if err != nil {
		return err
	}
	doc, passages := find(lib, c.Document)
	if doc == nil {
		if doc, passages, err = c.file(a); err != nil {
			return err
		}
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, shownDocument{doc.Info, passages})
	}
	s := terminal.ScreenOf(a.Stdout, a.Env)
	s.Say(terminal.Bold, "%s", doc.Title)
	s.Say(terminal.Faint, "%s", strings.Join([]string{doc.ID, doc.Path, doc.Format}, ", "))
	writePassages(s, passages)
	return s.Err
}

// find finds a document by its ID, its path or the ID of a passage, which then
// is all of it that is given.
func find(lib *documents.Library, name string) (*documents.Document, []documents.Passage) {
	for _, d := range lib.Documents {
		whole := name == d.ID || name == d.Path || name == d.File
		if !whole && !strings.HasPrefix(name, d.ID+"-") {
			continue
		}
		passages := documents.Passages(d, documents.DefaultPassageSize())
		if whole {
			return d, passages
		}
		for _, p := range passages {
			if p.ID == name {
				return d, []documents.Passage{p}
			}
		}
	}
	return nil, nil
}

// file reads a file that is not among the materials.
func (c *documentsShowCmd) file(a *service.App) (*documents.Document, []documents.Passage, error) {
	lib, err := library.ReadAll(a.Ctx, []library.Source{{Disk: c.Document}}, c.Reading())
	if err != nil {
		return nil, nil, service.Usage("%s er hverken et dokument, et uddrag eller en fil; taskforce documents --json viser ID'erne", c.Document)
	}
	if len(lib.Documents) == 0 {
		return nil, nil, intake.NothingIn(lib)
	}
	doc := lib.Documents[0]
	return doc, documents.Passages(doc, documents.DefaultPassageSize()), nil
}

// writePassages writes passages under their headings, each with its ID.
func writePassages(s *terminal.Screen, passages []documents.Passage) {
	var section []string
	for _, p := range passages {
		for i, h := range p.Section {
			if i < len(section) && section[i] == h {
				continue
			}
			section = section[:min(i, len(section))]
			s.Line()
			s.Say(terminal.Bold, "%s %s", strings.Repeat("#", i+1), h)
			section = append(section[:i:i], p.Section[i])
		}
		section = p.Section
		id := "[" + p.ID
		if p.Page > 0 {
			id += fmt.Sprintf(", side %d", p.Page)
		}
		s.Say(terminal.Faint, "%s", id+"]")
		for line := range strings.Lines(p.Body()) {
			s.Item("  ", "", line)
		}
	}
}
