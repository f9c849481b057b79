package shelf

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

// Answers are the commands of the answers that editors wrote.
type Answers struct {
	List    answersListCmd    `cmd:"" default:"withargs" help:"Vis redaktionens svar, og hvilke der er i brug (også uden list)."`
	Check   answersCheckCmd   `cmd:"" help:"Hold hver sætning op mod de afsnit, den henviser til; slutter med kode 1, hvis noget er galt."`
	New     answersNewCmd     `cmd:"" help:"Lav et udkast til et svar af de nærmeste afsnit."`
	Approve answersApproveCmd `cmd:"" help:"Godkend svar: gem de ord i materialet, der bærer hver sætning."`
}

// shelf are the flags that say which answers and which materials are meant.
type answerShelf struct {
	service.Holdings
	service.Answering
}

// open opens the materials and reads the answers; the caller closes it.
func (f answerShelf) open(a *service.App) (*openedAnswers, error) {
	opened, err := f.Holdings.Open(a)
	if err != nil {
		return nil, err
	}
	out := &openedAnswers{opened: opened}
	if out.snap, err = opened.Index.Snapshot(); err != nil {
		opened.Close()
		return nil, err
	}
	sources, err := f.Answering.Sources(strings.Join(f.views(), "+"), !f.NoMaterials)
	if err != nil {
		out.close()
		return nil, err
	}
	out.all, out.problems = editorial.Read(sources)
	return out, nil
}

// views are the collections that --answers names.
func (f answerShelf) views() []string {
	var out []string
	for _, text := range f.Answers {
		if name, _, ok := strings.Cut(text, "="); ok {
			out = append(out, name)
		}
	}
	return out
}

type openedAnswers struct {
	opened   *service.Opened
	snap     *index.Snapshot
	all      []*editorial.Answer
	problems []editorial.Problem
}

func (o *openedAnswers) close() {
	o.snap.Release()
	o.opened.Close()
}

// some are the answers with these names, all where none is named.
func (o *openedAnswers) some(names []string) ([]*editorial.Answer, error) {
	if len(names) == 0 {
		return o.all, nil
	}
	var out []*editorial.Answer
	for _, name := range names {
		i := slices.IndexFunc(o.all, func(a *editorial.Answer) bool { return a.ID == name || a.File == name })
		if i < 0 {
			return nil, service.Usage("der er intet svar, der hedder %s; taskforce answers list viser dem", name)
		}
		out = append(out, o.all[i])
	}
	return out, nil
}

type answersListCmd struct {
	answerShelf
	JSON bool `help:"Skriv listen som JSON."`
}

// ListedAnswer is the JSON of an answer in answers list and documents check.
type ListedAnswer struct {
	ID       string `json:"id"`
	File     string `json:"file"`
	Question string `json:"question"`
	Owner    string `json:"owner"`
	Date     string `json:"date"`
	Review   string `json:"review"`
	editorial.State
}

func listedAnswers(standing []editorial.Standing) []ListedAnswer {
	out := []ListedAnswer{}
	for _, s := range standing {
		a := s.Answer
		out = append(out, ListedAnswer{a.ID, a.File, a.Question, a.Owner, a.Date, a.Review, s.State})
	}
	return out
}

// Run lists the answers as they stand.
func (c *answersListCmd) Run(a *service.App) error {
	o, err := c.open(a)
	if err != nil {
		return err
	}
	defer o.close()
	standing, err := editorial.Stand(a.Ctx, o.snap, o.all, time.Now())
	if err != nil {
		return err
	}
	list := listedAnswers(standing)
	if c.JSON {
		return terminal.JSON(a.Stdout, map[string]any{"answers": list, "problems": append([]editorial.Problem{}, o.problems...)})
	}
	s := terminal.ScreenOf(a.Stdout, a.Env)
	serving := 0
	for _, l := range list {
		if l.Status == editorial.InService {
			serving++
		}
		s.Say(terminal.Bold, "%s", l.Question)
		s.Item("    ", "", fmt.Sprintf("%s, %s, %s, ses igen %s", l.ID, l.Owner, l.Date, l.Review))
		if l.Reason != "" {
			s.Item("    bemærk: ", "", l.Reason)
		}
	}
	sayProblems(s, o.problems)
	s.Say("", "%d svar, %d i brug.", len(list), serving)
	return s.Err
}

func sayProblems(s *terminal.Screen, problems []editorial.Problem) {
	for _, p := range problems {
		s.Item("Ikke læst: ", "", p.File+": "+p.Reason)
	}
}
