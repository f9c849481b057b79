package report

import (
	"fmt"
	"time"

	"github.com/digitaskforce/taskforce/danish"
)

// themes tells how the questions of each theme went.
func (t *writer) themes(all []Theme) {
	if len(all) == 0 {
		return
	}
	t.heading("Temaer")
	t.printf("\tspørgsmål\tbesvaret\tførste halvdel\tanden halvdel\tudvikling\n")
	for _, th := range all {
		t.printf("%s\t%s\t%s\t%s\t%s\t%s\n", line(themeName(th.Name)), whole(th.Questions), counted(th.Answered, th.Questions),
			answeredOf(th.Earlier), answeredOf(th.Later), th.Trend())
	}
	t.printf("\n")
}

// answeredOf is the part of a tally that was answered, in figures.
func answeredOf(t Tally) string {
	if t.Questions == 0 {
		return "–"
	}
	return whole(t.Answered) + " af " + whole(t.Questions)
}

// comparison sets the earlier time beside that of the report.
func (t *writer) comparison(c *Comparison, zone *time.Location) {
	if c == nil {
		return
	}
	t.heading("Sammenlignet med " + c.span(zone))
	t.printf("\tfør\tnu\tforskel\n")
	for _, f := range c.Figures {
		t.printf("%s\t%s\t%s\t%s\n", named(figureNames, f.Name), counted(f.Before, f.BeforeOf), counted(f.After, f.AfterOf), f.Change())
	}
	for i, th := range c.Themes {
		if i == 0 {
			t.printf("\nBesvaret efter tema\n")
		}
		t.printf("%s\t%s\t%s\t%s\n", line(themeName(th.Name)), answeredOf(th.Before), answeredOf(th.After), th.Change())
	}
	for i, g := range c.Groups[:min(shownGroups, len(c.Groups))] {
		if i == 0 {
			t.printf("\nSpurgt forgæves\n")
		}
		t.printf("%s\t%s\t%s\t%s\n", shortened(line(g.Question), 70), whole(g.Before), whole(g.After), g.Change())
	}
	if more := len(c.Groups) - shownGroups; more > 0 {
		t.printf("… og %s andre\n", whole(more))
	}
	t.printf("\n")
}

// span is the earlier time in words.
func (c *Comparison) span(zone *time.Location) string {
	return fmt.Sprintf("%s til %s", danish.WrittenDate(c.From.In(zone)), danish.WrittenDate(c.To.In(zone).Add(-time.Second)))
}
