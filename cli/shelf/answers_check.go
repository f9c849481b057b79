package shelf

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/internal/whole"
	"github.com/digitaskforce/taskforce/service"
)

// secondKey are the flags of the judge that is asked of what editors wrote.
type secondKey struct {
	service.Endpoints
	service.Judging
	Prompts string `placeholder:"mappe" help:"Mappe med egne prompter i stedet for dem, der følger med."`
}

// judged are answers to check, with the judge that is asked of them, nil for none.
type judged struct {
	*openedAnswers
	some  []*editorial.Answer
	judge editorial.Judge
}

// judged opens the answers of the names, all without any; the caller closes it.
func (f answerShelf) judged(a *service.App, k secondKey, names []string) (*judged, error) {
	judge, err := k.judge()
	if err != nil {
		return nil, err
	}
	o, err := f.open(a)
	if err != nil {
		return nil, err
	}
	some, err := o.some(names)
	if err != nil {
		o.close()
		return nil, err
	}
	return &judged{o, some, judge}, nil
}

// judge is the judge that the flags name, nil for none.
func (k secondKey) judge() (editorial.Judge, error) {
	c, err := service.Model{Endpoints: k.Endpoints, Judging: k.Judging, Prompts: k.Prompts}.Checker(nil)
	if err != nil {
		return nil, err
	}
	return c.Editors(), nil
}

type answersCheckCmd struct {
	answerShelf
	secondKey
	JSON bool     `help:"Skriv resultatet som JSON."`
	Name []string `arg:"" optional:"" name:"svar" help:"Svarenes navne; uden dem kontrolleres alle."`
}

// checkedAnswer is the JSON of an answer in answers check.
type checkedAnswer struct {
	ListedAnswer
	Doubts   []editorial.Doubt    `json:"doubts"`
	Evidence []editorial.Evidence `json:"evidence"`
}

// Run checks answers; terminal.ErrTold where one is wrong or out of service.
func (c *answersCheckCmd) Run(a *service.App) error {
	o, err := c.judged(a, c.secondKey, c.Name)
	if err != nil {
		return err
	}
	defer o.close()
	out, ok, err := checkedAnswers(a, o.snap, o.some, o.judge)
	if err != nil {
		return err
	}
	ok = ok && len(o.problems) == 0
	if c.JSON {
		err = terminal.JSON(a.Stdout, map[string]any{"ok": ok, "answers": out, "problems": append([]editorial.Problem{}, o.problems...)})
	} else {
		err = writeChecked(terminal.ScreenOf(a.Stdout, a.Env), out, o.problems)
	}
	if err == nil && !ok {
		err = terminal.ErrTold
	}
	return err
}

// checkOne checks an answer, and warns of a judge that is silent.
func checkOne(a *service.App, m editorial.Snapshot, one *editorial.Answer, judge editorial.Judge) (editorial.Checked, error) {
	got, err := editorial.Check(a.Ctx, m, one, judge)
	if got.Silent > 0 {
		a.Warn("%s: bedømmeren gav ingen dom om %d af %d sætninger; ordene afgjorde dem", one.ID, got.Silent, len(one.Sentences))
	}
	return got, err
}

func checkedAnswers(a *service.App, m editorial.Snapshot, some []*editorial.Answer, judge editorial.Judge) (out []checkedAnswer, ok bool, err error) {
	standing, err := editorial.Stand(a.Ctx, m, some, time.Now())
	if err != nil {
		return nil, false, err
	}
	out, ok = []checkedAnswer{}, true
	for i, l := range listedAnswers(standing) {
		got, err := checkOne(a, m, some[i], judge)
		if err != nil {
			return nil, false, err
		}
		ok = ok && len(got.Doubts) == 0 && l.Status == editorial.InService
		out = append(out, checkedAnswer{l, append([]editorial.Doubt{}, got.Doubts...), append([]editorial.Evidence{}, got.Evidence...)})
	}
	return out, ok, nil
}

func writeChecked(s *terminal.Screen, all []checkedAnswer, problems []editorial.Problem) error {
	doubts := 0
	for _, c := range all {
		if len(c.Doubts) == 0 && c.Reason == "" {
			continue
		}
		s.Say(terminal.Bold, "%s: %s", c.ID, c.Question)
		if c.Reason != "" {
			s.Item("    ", "", "svaret "+c.Reason)
		}
		for _, d := range c.Doubts {
			doubts++
			s.Item(fmt.Sprintf("    sætning %d: ", d.Sentence), "", d.Text+" – "+d.Reason)
		}
	}
	sayProblems(s, problems)
	s.Say("", "%d svar kontrolleret, %s uden støtte i kilden.", len(all), danish.Counted(doubts, "sætning", "sætninger"))
	return s.Err
}

type answersApproveCmd struct {
	answerShelf
	secondKey
	By     string   `required:"" placeholder:"navn" help:"Den, der godkender."`
	All    bool     `help:"Godkend alle svar i mapperne, som holder til en kontrol."`
	Doubts bool     `help:"Stå ved sætninger, som kontrollen tvivler på alene på grund af ordene; tal, navne og citater skal stå i kilden."`
	Name   []string `arg:"" optional:"" name:"svar" help:"Svarenes navne."`
}

// Run approves answers that lie in a folder.
func (c *answersApproveCmd) Run(a *service.App) error {
	if c.All == (len(c.Name) > 0) {
		return service.Usage("nævn de svar, der skal godkendes, eller skriv --all")
	}
	o, err := c.judged(a, c.secondKey, c.Name)
	if err != nil {
		return err
	}
	defer o.close()
	s := terminal.ScreenOf(a.Stdout, a.Env)
	failed := false
	for _, one := range o.some {
		if one.Disk == "" && c.All {
			continue
		}
		if err := c.approve(a, o, one); err != nil {
			failed = true
			s.Item("Ikke godkendt: ", "", one.ID+": "+service.Danish(err))
			continue
		}
		s.Say("", "Godkendt: %s", one.ID)
	}
	if s.Err == nil && failed {
		return terminal.ErrTold
	}
	return s.Err
}

func (c *answersApproveCmd) approve(a *service.App, o *judged, one *editorial.Answer) error {
	if one.Disk == "" {
		return service.Usage("svaret følger med programmet; læg det i en mappe, og nævn mappen med --answers")
	}
	data, err := os.ReadFile(one.Disk)
	if err != nil {
		return err
	}
	got, err := checkOne(a, o.snap, one, o.judge)
	if err != nil {
		return err
	}
	file, err := editorial.Vouch(a.Ctx, o.snap, one, data, got, c.By, time.Now().Format(time.DateOnly), c.Doubts)
	if doubted := (*editorial.Doubted)(nil); errors.As(err, &doubted) {
		return service.Usage("%s", doubted)
	}
	if err != nil {
		return err
	}
	return whole.Replace(one.Disk, file)
}
