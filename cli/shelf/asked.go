package shelf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/whole"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/service/endpoints"
	"github.com/digitaskforce/taskforce/service/staff"
)

type documentsAskedCmd struct {
	service.Holdings
	service.Endpoints
	Prompts string   `placeholder:"mappe" help:"Mappe med egne prompter i stedet for dem, der følger med."`
	Each    int      `default:"2" placeholder:"antal" help:"Så mange spørgsmål skrives der højst til hver sætning."`
	Vain    int      `default:"3" placeholder:"antal" help:"Så mange spørgsmål, som intet i dokumenterne svarer på, skrives der højst til hvert afsnit."`
	Name    []string `arg:"" optional:"" name:"dokument" help:"Dokumenternes navne; uden dem er det alle, der ligger på disken."`
}

// How many questions of a sentence may be drafted, and how many of a passage that
// are asked in vain.
const (
	mostEach = 6
	mostVain = 12
)

// Run drafts what people ask of documents, with a model, into the files beside
// them. What stands there stays, and what is written is kept where it ends early.
func (c *documentsAskedCmd) Run(a *service.App) error {
	if c.Each < 1 || c.Each > mostEach {
		return service.Usage("--each er %d; vælg fra 1 til %d", c.Each, mostEach)
	}
	if c.Vain < 0 || c.Vain > mostVain {
		return service.Usage("--vain er %d; vælg fra 0 til %d", c.Vain, mostVain)
	}
	asker, err := c.asker()
	if err != nil {
		return err
	}
	lib, err := c.Holdings.ReadOnly(a)
	if err != nil {
		return err
	}
	docs, err := c.chosen(lib)
	if err != nil {
		return err
	}
	opened, err := c.Holdings.OpenOnce(a)
	if err != nil {
		return err
	}
	defer opened.Close()
	for _, d := range docs {
		if err := c.one(a, drafting{asker, opened.Index}, d); err != nil {
			return err
		}
	}
	fmt.Fprintln(a.Stdout, "Læs spørgsmålene igennem. Slet dem efter »- «, som sætningen over dem ikke besvarer: de fører læsere til den. Slet dem efter »! «, som et dokument besvarer: de holder svaret tilbage.")
	return nil
}

// drafting is who writes questions, and the index that they are held against.
type drafting struct {
	staff.Asker
	index *index.Index
}

// of gives what people ask of a passage: of the sentences that are not done, and in
// vain where none of them is among those that have such questions.
func (d drafting) of(ctx context.Context, p documents.Passage, done, vain map[string]bool) (documents.Askings, error) {
	asked, err := d.Of(ctx, p, done)
	if err != nil || slices.ContainsFunc(p.Sentences(), func(s documents.Sentence) bool { return vain[danish.Letters(s.Text)] }) {
		return asked, err
	}
	more, err := d.InVain(ctx, d.index, p)
	return append(asked, more...), err
}

func (c *documentsAskedCmd) asker() (staff.Asker, error) {
	model := service.Model{Endpoints: c.Endpoints, Prompts: c.Prompts}
	pool, err := model.Pool()
	if err != nil {
		return staff.Asker{}, err
	}
	if pool == nil {
		return staff.Asker{}, service.Usage("spørgsmålene skrives af en sprogmodel: nævn den med --llm-url og --llm-model, eller skriv dem selv i NAVN%s ved siden af filen", library.AskedEnding)
	}
	set, err := model.PromptSet()
	return staff.Asker{Chat: pool, Prompts: set, Each: c.Each, Vain: c.Vain}, err
}

// chosen are the documents of the names, or all that have a file.
func (c *documentsAskedCmd) chosen(lib *documents.Library) ([]*documents.Document, error) {
	var out []*documents.Document
	for _, name := range c.Name {
		d, _ := find(lib, name)
		if d == nil {
			return nil, service.Usage("der er intet dokument, der hedder %q; taskforce documents viser dem", name)
		}
		if d.File == "" {
			return nil, service.Usage("%s følger med programmet og har sine spørgsmål", d.Path)
		}
		out = append(out, d)
	}
	if len(c.Name) > 0 {
		return out, nil
	}
	out = slices.DeleteFunc(slices.Clone(lib.Documents), func(d *documents.Document) bool { return d.File == "" })
	if len(out) == 0 {
		return nil, service.Usage("der er ingen dokumenter på disken; nævn dem med --documents; en samlings mappe nævnes også sådan")
	}
	return out, nil
}

// one drafts the questions of a document, passage by passage.
func (c *documentsAskedCmd) one(a *service.App, drafting drafting, d *documents.Document) error {
	done, inVain := map[string]bool{}, map[string]bool{}
	for _, x := range d.Asked {
		key := danish.Letters(x.Sentence)
		done[key] = done[key] || len(x.Questions) > 0 || len(x.Vain) == 0
		inVain[key] = inVain[key] || len(x.Vain) > 0
	}
	path, sentences, questions, vain := d.File+library.AskedEnding, 0, 0, 0
	for _, p := range documents.Passages(d, documents.DefaultPassageSize()) {
		asked, err := drafting.of(a.Ctx, p, done, inVain)
		if kept := addAsked(path, asked); kept != nil { // also where the model failed midway
			return kept
		}
		for _, x := range asked {
			questions += len(x.Questions)
			vain += len(x.Vain)
			if len(x.Questions) > 0 {
				sentences++
			}
		}
		if err != nil {
			fmt.Fprintf(a.Stderr, "%s: %s er skrevet, før det holdt op; kør kommandoen igen for resten\n", documents.ShownPath(path), danish.Counted(questions+vain, "spørgsmål", "spørgsmål"))
			if a.Ctx.Err() != nil {
				return a.Ctx.Err()
			}
			return errors.New("sprogmodellen: " + endpoints.Problem(err))
		}
	}
	if questions+vain == 0 {
		fmt.Fprintf(a.Stdout, "%s: intet at skrive\n", documents.ShownPath(path))
		return nil
	}
	fmt.Fprintf(a.Stdout, "%s: %d spørgsmål til %s, %d, som intet svarer på\n", documents.ShownPath(path), questions, danish.Counted(sentences, "sætning", "sætninger"), vain)
	return nil
}

// addAsked writes askings at the end of a file, which may be new.
func addAsked(path string, asked documents.Askings) error {
	if len(asked) == 0 {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return service.Usage("%s: %s", documents.ShownPath(path), service.Danish(err))
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	if text = append(text, asked.Text()...); len(text) > documents.MaxAskings {
		return service.Usage("%s ville fylde mere end %d kB; slet nogle spørgsmål", documents.ShownPath(path), documents.MaxAskings>>10)
	}
	if err := whole.Replace(path, text); err != nil {
		return service.Usage("%s: %s", documents.ShownPath(path), service.Danish(err))
	}
	return nil
}
