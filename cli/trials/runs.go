package trials

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/service"
)

// shippedPrompts stands for the prompts that come with the program.
const shippedPrompts = "-"

// way is one way of answering that is measured.
type way struct {
	name  string
	model service.Model
}

// ways are all models with all prompts; one without a model for extracts.
func (c *Eval) ways() ([]way, error) {
	models, err := c.models()
	if err != nil {
		return nil, err
	}
	if c.RetrievalOnly || len(c.LLMURL) == 0 {
		if _, err := models[0].Pool(); err != nil {
			return nil, err
		}
		return []way{{name: "uddrag", model: service.Model{Endpoints: models[0]}}}, nil
	}
	folders := c.Prompts
	if len(folders) == 0 {
		folders = []string{shippedPrompts}
	}
	var out []way
	for _, m := range models {
		for _, dir := range folders {
			w := way{name: strings.Join(m.LLMModel, "+"), model: service.Model{Endpoints: m, Room: c.Room}}
			if dir != shippedPrompts {
				w.model.Prompts = dir
			}
			if len(c.Prompts) > 0 {
				w.name += ", prompter " + strings.ReplaceAll(dir, shippedPrompts, "fra programmet")
			}
			out = append(out, w)
		}
	}
	return out, nil
}

// models are the flags for each model that is measured by itself: those that
// commas separate in --llm-model.
func (c *Eval) models() ([]service.Endpoints, error) {
	if !slices.ContainsFunc(c.LLMModel, func(m string) bool { return strings.Contains(m, ",") }) {
		return []service.Endpoints{c.Endpoints}, nil
	}
	if len(c.LLMModel) > 1 {
		return nil, service.Usage("--llm-model er gentaget og har komma; skriv alle navne i ét valg for at måle dem hver for sig")
	}
	var out []service.Endpoints
	for name := range strings.SplitSeq(c.LLMModel[0], ",") {
		one := c.Endpoints
		one.LLMModel = []string{strings.TrimSpace(name)}
		out = append(out, one)
	}
	return out, nil
}

// measure asks every question in every way, as often as --count says.
func (c *Eval) measure(a *service.App, ix *index.Index, ways []way, questions []eval.Question) ([]eval.Series, error) {
	var all []eval.Series
	for _, w := range ways {
		s, err := c.series(a, ix, w, questions)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func (c *Eval) series(a *service.App, ix *index.Index, w way, questions []eval.Question) (eval.Series, error) {
	s := eval.Series{Name: w.name}
	var replies *eval.Replies
	w.model.Wrap = func(chat llm.Chat) llm.Chat {
		replies = eval.NewReplies(chat, c.cache(), strings.Join(c.LLMURL, " "))
		return replies
	}
	eng, err := w.model.Engine(a, ix)
	if err != nil {
		return s, err
	}
	for n := range c.Count {
		if replies != nil {
			replies.Repeat(n)
		}
		bar := service.NewBar(a, "måler")
		results, err := eval.Run(a.Ctx, questions, eval.Config{Index: ix, Engine: eng, K: c.K, RetrievalOnly: c.RetrievalOnly, Replies: replies, Progress: bar.Set})
		bar.Done()
		if err != nil {
			return s, err
		}
		s.Repetitions = append(s.Repetitions, results)
	}
	if replies != nil && replies.Err() != nil {
		a.Warn("sprogmodellens svar kunne ikke gemmes: %s", service.Danish(replies.Err()))
	}
	return s, nil
}

// cache is the folder of the model's replies, "" for none.
func (c *Eval) cache() string {
	if c.Cache == "" && c.Data != "" {
		return filepath.Join(c.Data, "cache", "replies")
	}
	return c.Cache
}

// tell writes the figures in every form that is asked for.
func (c *Eval) tell(a *service.App, all []eval.Series) error {
	one := len(all) == 1 && c.Count == 1
	var sums []eval.SeriesSummary
	for _, s := range all {
		sums = append(sums, s.Summarize(!c.RetrievalOnly))
	}
	page := func(w io.Writer) error { return eval.SideBySide(w, all, !c.RetrievalOnly) }
	if len(all) == 1 {
		page = func(w io.Writer) error { return eval.HTML(w, all[0].Repetitions[0], sums[0].Summary) }
	}
	if err := writeFile("--html", c.HTML, page); err != nil {
		return err
	}
	if err := writeFile("--junit", c.JUnit, func(w io.Writer) error { return eval.JUnit(w, all) }); err != nil {
		return err
	}
	if err := c.print(a, all, sums, one); err != nil {
		return err
	}
	if c.Strict && slices.ContainsFunc(allOf(all), func(r eval.Result) bool { return r.Verdict == eval.Fail }) {
		return terminal.ErrTold
	}
	return nil
}

func (c *Eval) print(a *service.App, all []eval.Series, sums []eval.SeriesSummary, one bool) error {
	if c.JSON && one {
		return terminal.JSON(a.Stdout, sums[0].Summary)
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, map[string]any{"runs": sums})
	}
	for i, s := range all {
		if len(all) > 1 {
			fmt.Fprintf(a.Stdout, "%s== %s\n", strings.Repeat("\n", min(i, 1)), s.Name)
		}
		text := eval.Verdicts(s.Repetitions[0])
		if text != "" {
			text += "\n"
		}
		if _, err := io.WriteString(a.Stdout, text+sums[i].Table()); err != nil {
			return fmt.Errorf("writing the result: %w", err)
		}
	}
	return nil
}

// allOf are the results of all series, one after another.
func allOf(all []eval.Series) []eval.Result {
	var out []eval.Result
	for _, s := range all {
		out = append(out, s.All(len(all) > 1)...)
	}
	return out
}

// writeFile writes the file that a flag names with fn, where it names one.
func writeFile(flag, path string, fn func(io.Writer) error) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return service.Usage("%s %s: %s", flag, path, service.Danish(err))
	}
	err = fn(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}
