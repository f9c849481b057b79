// Package trials holds the commands that put questions to the service before
// people do: eval, which measures, and rehearse, which fills a report.
package trials

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

type Eval struct {
	service.Holdings
	service.Endpoints
	service.Room
	Prompts       []string `placeholder:"mappe" sep:"none" help:"Mappe med egne prompter, - for dem, der følger med; gentages for at måle flere ved siden af hinanden."`
	Questions     string   `placeholder:"fil" help:"JSON-linjer med spørgsmål; kan udelades, hvis --corpus selv har spørgsmål."`
	Corpus        string   `placeholder:"sti" help:"Mål på denne samling i stedet for dokumenter: en fil med linjer af {\"id\",\"title\",\"text\"} eller en mappe med corpus.jsonl, queries.jsonl og qrels."`
	Results       string   `placeholder:"fil" help:"Skriv ét resultat pr. spørgsmål til denne fil."`
	RetrievalOnly bool     `help:"Mål kun søgningen."`
	K             int      `short:"k" default:"10" help:"Antal uddrag, der ses på."`
	Count         int      `default:"1" placeholder:"antal" help:"Stil hvert spørgsmål så mange gange, og vis, hvor meget tallene svinger."`
	Cache         string   `placeholder:"mappe" help:"Gem sprogmodellens svar her, så en gentagelse ikke koster kald; ellers i --data/cache/replies."`
	Strict        bool     `help:"Slut med kode 1, hvis et spørgsmål ikke består."`
	JSON          bool     `help:"Skriv tallene som JSON."`
	JUnit         string   `name:"junit" placeholder:"fil" help:"Skriv, hvad der bestod, som JUnit-XML."`
	HTML          string   `name:"html" placeholder:"fil" help:"Skriv en side med tallene og hvert spørgsmål; flere målinger vises ved siden af hinanden."`
	Compare       string   `placeholder:"fil" help:"Sammenlign to resultatfiler i stedet for at måle: --compare FØR.jsonl EFTER.jsonl."`
	After         string   `arg:"" optional:"" name:"efter" help:"Den nye resultatfil ved --compare."`
}

// Help is what stands below the flags.
func (Eval) Help() string {
	return `Flere sprogmodeller måles hver for sig, når navnene står i ét valg med komma: --llm-model=a,b.
Gentages valget, er navnene som ellers adressernes, og den næste spørges, når den forrige fejler.
Hver linje i spørgsmålsfilen kan kræve noget af svaret: must, must_not, refused og source (docs/testing.md).`
}

// Run measures a question file.
func (c *Eval) Run(a *service.App) error {
	if err := service.CheckK(c.K); err != nil {
		return err
	}
	if c.Count < 1 || c.Count > 100 {
		return service.Usage("--count er %d; vælg et tal mellem 1 og 100", c.Count)
	}
	if c.Compare != "" || c.After != "" {
		return c.compare(a)
	}
	ways, err := c.ways()
	if err != nil {
		return err
	}
	corpus, questions, err := c.read()
	if err != nil {
		return err
	}
	s, err := c.open(a, corpus)
	if err != nil {
		return err
	}
	defer s.Close()
	out, err := createResults(c.Results)
	if err != nil {
		return err
	}
	all, err := c.measure(a, s.Index, ways, questions)
	if err := writeResults(out, allOf(all), err); err != nil {
		return err
	}
	return c.tell(a, all)
}

// compare sets two results files beside each other.
func (c *Eval) compare(a *service.App) error {
	if c.Compare == "" || c.After == "" {
		return service.Usage("--compare kræver to resultatfiler: --compare FØR.jsonl EFTER.jsonl")
	}
	before, err := eval.ReadResults(c.Compare)
	if err != nil {
		return service.Usage("--compare: %s", service.Danish(err))
	}
	after, err := eval.ReadResults(c.After)
	if err != nil {
		return service.Usage("--compare: %s", service.Danish(err))
	}
	out := eval.Compare(before, after)
	if out.Questions == 0 {
		return service.Usage("--compare: de to filer har ingen spørgsmål til fælles")
	}
	both := []eval.Series{{Name: c.Compare, Repetitions: [][]eval.Result{before}}, {Name: c.After, Repetitions: [][]eval.Result{after}}}
	if err := writeFile("--html", c.HTML, func(w io.Writer) error { return eval.SideBySide(w, both, true) }); err != nil {
		return err
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, out)
	}
	_, err = io.WriteString(a.Stdout, out.Table())
	return err
}

// read reads the questions, and the corpus where one is named.
func (c *Eval) read() (corpus *eval.Corpus, questions []eval.Question, err error) {
	if c.Corpus != "" {
		if corpus, err = eval.ReadCorpus(c.Corpus); err != nil {
			return nil, nil, service.Usage("--corpus: %s", service.Danish(err))
		}
		if len(corpus.Passages) == 0 {
			return nil, nil, service.Usage("--corpus %s: der er ingen tekst i samlingen", c.Corpus)
		}
		questions = corpus.Questions
	}
	if c.Questions == "" && questions == nil {
		return nil, nil, service.Usage("--questions mangler: den fil, spørgsmålene står i")
	}
	from := c.Corpus
	if c.Questions != "" {
		if questions, err = eval.ReadQuestions(c.Questions); err != nil {
			return nil, nil, service.Usage("--questions: %s", service.Danish(err))
		}
		from = c.Questions
	}
	if len(questions) == 0 {
		return nil, nil, service.Usage("%s: der er ingen spørgsmål", from)
	}
	return corpus, questions, nil
}

// open makes the index that is measured: of the corpus where there is one.
func (c *Eval) open(a *service.App, corpus *eval.Corpus) (*service.Opened, error) {
	if corpus == nil {
		return c.Holdings.OpenEmbedded(a)
	}
	s := &service.Opened{Flags: c.Holdings, App: a}
	opt, err := c.IndexOptions(a)
	if err != nil {
		return nil, err
	}
	if err := c.Embedding.Options(&opt, c.Data); err != nil {
		return nil, err
	}
	bar := service.NewBar(a, "indekserer")
	opt.Progress = bar.Set
	s.Index, err = index.BuildPassages(a.Ctx, corpus.Passages, opt)
	bar.Done()
	if err != nil {
		return nil, err
	}
	s.Embed(a.Ctx)
	return s, nil
}

// createResults makes the file of results, nil where none is wanted, before
// the measuring that may take long.
func createResults(path string) (*os.File, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, service.Usage("--results %s: %s", path, service.Danish(err))
	}
	return f, nil
}

// writeResults writes results and closes f, unless measuring failed with err.
func writeResults(f *os.File, results []eval.Result, err error) error {
	if f == nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err == nil {
		err = eval.Write(w, results)
	}
	if ferr := w.Flush(); err == nil {
		err = ferr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("measuring: %w", err)
	}
	return nil
}
