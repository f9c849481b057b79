package cli

import (
	"bufio"
	"fmt"
	"os"

	"github.com/digitaskforce/taskforce/eval"
)

type evalCmd struct {
	library
	model
	Questions     string `required:"" placeholder:"fil" help:"JSON-linjer med spørgsmål."`
	Results       string `placeholder:"fil" help:"Skriv ét resultat pr. spørgsmål til denne fil."`
	RetrievalOnly bool   `help:"Mål kun søgningen."`
	K             int    `short:"k" default:"10" help:"Antal uddrag, der ses på."`
	JSON          bool   `help:"Skriv tallene som JSON."`
}

// Run measures a question file.
func (c *evalCmd) Run(a *app) error {
	questions, err := eval.ReadQuestions(c.Questions)
	if err != nil {
		return usage("--questions: %s", danish(err))
	}
	if len(questions) == 0 {
		return usage("--questions %s: filen har ingen spørgsmål", c.Questions)
	}
	s, err := c.library.open(a)
	if err != nil {
		return err
	}
	defer s.close()
	eng, err := c.model.engine(a, s.index)
	if err != nil {
		return err
	}
	bar := newBar(a, "måler")
	results, err := eval.Run(a.ctx, questions, eval.Config{Index: s.index, Engine: eng, K: c.K, RetrievalOnly: c.RetrievalOnly, Progress: bar.set})
	bar.done()
	if err != nil {
		return err
	}
	if err := writeResults(c.Results, results); err != nil {
		return err
	}
	sum := eval.Summarize(results, !c.RetrievalOnly)
	if c.JSON {
		return writeJSON(a.stdout, sum)
	}
	fmt.Fprint(a.stdout, sum.Table())
	return nil
}

func writeResults(path string, results []eval.Result) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return usage("--results %s: %s", path, danish(err))
	}
	w := bufio.NewWriter(f)
	err = eval.Write(w, results)
	if ferr := w.Flush(); err == nil {
		err = ferr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}
