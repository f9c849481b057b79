package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/digitaskforce/taskforce/danish"
)

// How much the text shows of long lists.
const (
	shownGroups   = 20
	shownSources  = 15
	shownOpinions = 20
)

// Text writes the report for a terminal, in Danish. zone is whose dates it tells.
func (r *Report) Text(w io.Writer, zone *time.Location) error {
	t := &writer{w: tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)}
	t.heading(fmt.Sprintf("Spørgsmål fra %s til %s", danish.WrittenDate(r.From.In(zone)), danish.WrittenDate(r.lastDay(zone))))
	t.overview(r)
	t.comparison(r.Comparison, zone)
	t.periods(r.Periods)
	t.themes(r.Themes)
	t.groups("Hvad folk spørger forgæves om", r.Groups)
	if len(r.Groups) > 0 {
		t.printf("Skriv et svar med: taskforce answers new --to MAPPE -- %s\n", quoted(r.Groups[0].Question))
		t.printf("Få en linje til eval med: taskforce report --export-questions FIL\n\n")
	}
	if r.Beyond > 0 {
		t.printf("… og %s spørgsmål, der ikke er sammenlignet\n", whole(r.Beyond))
	}
	t.answers(r.Answers)
	t.groups("Uden for emnet", r.OffTopics)
	t.sources(r)
	t.feedback(r.Feedback)
	t.latency(r.Latency)
	t.costs(r.Costs)
	if t.err == nil {
		t.err = t.w.Flush()
	}
	if t.err != nil {
		return fmt.Errorf("writing the report: %w", t.err)
	}
	return nil
}

// lastDay is a moment of the last day that the report covers.
func (r *Report) lastDay(zone *time.Location) time.Time { return r.To.In(zone).Add(-time.Second) }

// writer writes lines of columns and remembers the first error.
type writer struct {
	w   *tabwriter.Writer
	err error
}

func (t *writer) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

// heading begins a part; the columns of each part stand by themselves.
func (t *writer) heading(text string) {
	if t.err == nil {
		t.err = t.w.Flush()
	}
	t.printf("%s\n%s\n", text, strings.Repeat("─", len([]rune(text))))
}

func (t *writer) overview(r *Report) {
	t.printf("Spørgsmål\t%s\n", whole(r.Questions))
	for _, part := range []struct {
		name string
		n    int
	}{{"Besvaret", r.Answered}, {"Nærmeste", r.Nearest}, {"Ubesvaret", r.Unanswered}, {"Uden for emnet", r.OffTopic}, {"Angreb", r.Attacks}} {
		t.printf("%s\t%s\t%s\n", part.name, whole(part.n), percent(part.n, r.Questions))
	}
	t.printf("Udeladte sætninger\t%s\n", whole(r.Withheld))
	for _, why := range slices.Sorted(maps.Keys(r.Fallbacks)) {
		t.printf("Ikke (helt) modellens svar: %s\t%s\n", named(fallbacks, why), whole(r.Fallbacks[why]))
	}
	t.printf("\n")
}

func (t *writer) periods(all []Period) {
	most := 1
	for _, p := range all {
		most = max(most, p.Questions)
	}
	unit := "Dag for dag"
	if len(all) > 0 && all[0].Days > 1 {
		unit = "Uge for uge"
	}
	t.heading(unit)
	for _, p := range all {
		bar := strings.Repeat("█", p.Answered*30/most) + strings.Repeat("░", (p.Questions-p.Answered)*30/most)
		t.printf("%s\t%s\t%s\n", p.Start, whole(p.Questions), bar)
	}
	t.printf("(█ besvaret, ░ afvist)\n\n")
}

func (t *writer) groups(title string, groups []Group) {
	if len(groups) == 0 {
		return
	}
	t.heading(title)
	for _, g := range groups[:min(shownGroups, len(groups))] {
		t.printf("%s\t%s%s\n", whole(g.Count), line(g.Question), wordings(len(g.Wordings)-1))
	}
	if more := len(groups) - shownGroups; more > 0 {
		t.printf("\t… og %s andre\n", whole(more))
	}
	t.printf("\n")
}

// answers names the editors' answers that somebody must look at.
func (t *writer) answers(all []DueAnswer) {
	if len(all) == 0 {
		return
	}
	t.heading("Redaktionens svar, der skal ses igennem")
	for _, a := range all {
		t.printf("%s\t%s\n", line(a.ID), line(a.Reason))
	}
	t.printf("\n")
}

// quoted is a question as an argument of a shell.
func quoted(question string) string {
	return "'" + strings.ReplaceAll(line(question), "'", `'\''`) + "'"
}

func wordings(others int) string {
	switch others {
	case 0:
		return ""
	case 1:
		return " (og 1 anden formulering)"
	}
	return fmt.Sprintf(" (og %s andre formuleringer)", whole(others))
}

func (t *writer) sources(r *Report) {
	t.heading("Kilder")
	for _, u := range r.Used[:min(shownSources, len(r.Used))] {
		gone := ""
		if u.Gone {
			gone = " (ikke længere i materialet)"
		}
		t.printf("%s\t%s%s\n", whole(u.Answers), line(u.Title), gone)
	}
	if more := len(r.Used) - shownSources; more > 0 {
		t.printf("\t… og %s andre\n", whole(more))
	}
	if len(r.Unused) > 0 {
		t.printf("Aldrig brugt:\n")
	}
	for _, d := range r.Unused {
		t.printf("\t%s\n", line(d.Title))
	}
	t.printf("\n")
}

func (t *writer) feedback(f Feedback) {
	t.heading("Vurderinger")
	t.printf("Tommel op\t%s\nTommel ned\t%s\n", whole(f.Up), whole(f.Down))
	for _, why := range slices.Sorted(maps.Keys(f.Reasons)) {
		t.printf("  %s\t%s\n", named(reasons, why), whole(f.Reasons[why]))
	}
	t.printf("\n")
	for _, o := range f.Opinions[:min(shownOpinions, len(f.Opinions))] {
		t.printf("%s, %s: %s\n", danish.WrittenDate(o.At), opinion(o), line(o.Question))
		if o.Comment != "" {
			t.printf("    »%s«\n", line(o.Comment))
		}
	}
	if more := len(f.Opinions) - shownOpinions + f.Beyond; more > f.Beyond {
		t.printf("… og %s andre\n", whole(more))
	}
	if len(f.Opinions) > 0 {
		t.printf("\n")
	}
}

// opinion tells a vote with its reason.
func opinion(o Opinion) string {
	if o.Reason == "" {
		return named(votes, o.Vote)
	}
	return named(votes, o.Vote) + " (" + named(reasons, o.Reason) + ")"
}

func (t *writer) latency(all map[string]Latency) {
	if len(all) == 0 {
		return
	}
	t.heading("Svartid")
	t.printf("\tspørgsmål\tførste sætning\t95 pct. inden for\tfærdigt svar\t95 pct. inden for\n")
	for _, mode := range slices.Sorted(maps.Keys(all)) {
		l := all[mode]
		t.printf("%s\t%s\t%s\t%s\t%s\t%s\n", named(modes, mode), whole(l.Questions), took(l.FirstSentence.P50), took(l.FirstSentence.P95),
			took(l.Total.P50), took(l.Total.P95))
	}
	t.printf("\n")
}

func (t *writer) costs(c Costs) {
	t.heading("Forbrug")
	t.printf("\ti alt\tpr. spørgsmål\n")
	for _, row := range c.rows() {
		t.printf("%s\t%s\t%s\n", row.Name, row.All, row.Each)
	}
	for _, note := range c.notes() {
		t.printf("%s\n", note)
	}
}

// costRow is one line of the table of costs.
type costRow struct{ Name, All, Each string }

// rows are what is known: tokens always, money and energy by the rates.
func (c Costs) rows() []costRow {
	out := []costRow{
		{"Tokens til modellen", whole(c.Prompt), decimal(c.PerQuestion.Prompt)},
		{"Tokens fra modellen", whole(c.Completion), decimal(c.PerQuestion.Completion)},
	}
	out = append(out, c.authorityRows()...)
	if c.Rates.ModelWatt > 0 || c.Rates.ServiceWatt > 0 {
		out = append(out, costRow{"Energi", decimal(c.WattHours) + " Wh", decimal(c.PerQuestion.WattHours) + " Wh"})
	}
	if c.Rates.Prompt > 0 || c.Rates.Completion > 0 || c.Rates.KWh > 0 {
		out = append(out, costRow{"Pris", decimal(c.Total) + " " + c.Rates.Currency, decimal(c.PerQuestion.Cost) + " " + c.Rates.Currency})
	}
	return out
}

func (c Costs) notes() (out []string) {
	if c.WithoutTokens > 0 {
		out = append(out, "For "+whole(c.WithoutTokens)+" af "+whole(c.WithModel)+" spørgsmål oplyste modellen ikke tokens; de er ikke med i prisen.")
	}
	if c.Rates.ModelWatt > 0 || c.Rates.ServiceWatt > 0 {
		out = append(out, "Energien er svartiden gange den oplyste effekt. Tomgang er ikke med.")
	}
	return out
}

// named is the word for a key, or the key where it has none.
func named(words map[string]string, key string) string {
	if w, ok := words[key]; ok {
		return w
	}
	return key
}
