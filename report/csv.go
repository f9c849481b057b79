package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// CSV writes the report as lines of four columns (table, row, figure, value),
// separated by semicolons and with decimal commas, as Danish spreadsheets open
// them. Texts that a spreadsheet would take for a formula get a ' before them.
func (r *Report) CSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	for _, cells := range r.cells() {
		for i := range cells {
			cells[i] = harmless(line(cells[i]))
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func (r *Report) cells() [][]string {
	out := [][]string{{"tabel", "række", "tal", "værdi"}}
	add := func(table, row, figure string, value any) {
		text := fmt.Sprint(value)
		if f, ok := value.(float64); ok {
			text = strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", ",", 1)
		}
		out = append(out, []string{table, row, figure, text})
	}
	for _, t := range []struct {
		figure string
		n      int
	}{{"spørgsmål", r.Questions}, {"besvaret", r.Answered}, {"nærmeste", r.Nearest}, {"ubesvaret", r.Unanswered}, {"uden for emnet", r.OffTopic}, {"angreb", r.Attacks},
		{"udeladte sætninger", r.Withheld}, {"tommel op", r.Feedback.Up}, {"tommel ned", r.Feedback.Down}} {
		add("i alt", "", t.figure, t.n)
	}
	for _, p := range r.Periods {
		add("dage", p.Start, "spørgsmål", p.Questions)
		add("dage", p.Start, "besvaret", p.Answered)
		add("dage", p.Start, "ubesvaret", p.Unanswered)
		add("dage", p.Start, "uden for emnet", p.OffTopic)
		add("dage", p.Start, "angreb", p.Attacks)
	}
	r.themeCells(add)
	for _, g := range r.Groups {
		add("ubesvarede", g.Question, "stillet", g.Count)
	}
	for _, u := range r.Used {
		add("kilder", u.Title, "svar", u.Answers)
	}
	for _, d := range r.Unused {
		add("kilder", d.Title, "svar", 0)
	}
	for _, why := range slices.Sorted(maps.Keys(r.Feedback.Reasons)) {
		add("tommel ned", reasons[why], "antal", r.Feedback.Reasons[why])
	}
	for _, o := range r.Feedback.Opinions {
		add("kommentarer", o.Question, votes[o.Vote], o.Comment)
	}
	for _, mode := range slices.Sorted(maps.Keys(r.Latency)) {
		l := r.Latency[mode]
		add("svartid", modes[mode], "første sætning p50 (ms)", l.FirstSentence.P50)
		add("svartid", modes[mode], "første sætning p95 (ms)", l.FirstSentence.P95)
		add("svartid", modes[mode], "i alt p50 (ms)", l.Total.P50)
		add("svartid", modes[mode], "i alt p95 (ms)", l.Total.P95)
	}
	c := r.Costs
	add("forbrug", "i alt", "tokens ind", c.Prompt)
	add("forbrug", "i alt", "tokens ud", c.Completion)
	for _, a := range c.Authorities {
		add("forbrug", authorityName(a.Name), "tokens ind", a.Prompt)
		add("forbrug", authorityName(a.Name), "tokens ud", a.Completion)
		add("forbrug", authorityName(a.Name), "pris ("+c.Rates.Currency+")", a.Tokens)
	}
	add("forbrug", "i alt", "Wh", c.WattHours)
	add("forbrug", "i alt", "pris ("+c.Rates.Currency+")", c.Total)
	add("forbrug", "pr. spørgsmål", "Wh", c.PerQuestion.WattHours)
	add("forbrug", "pr. spørgsmål", "pris ("+c.Rates.Currency+")", c.PerQuestion.Cost)
	return out
}

// harmless keeps a spreadsheet from running what a reader has written.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		if _, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64); err != nil {
			return "'" + cell
		}
	}
	return cell
}

// themeCells adds the themes, and what the report is compared with.
func (r *Report) themeCells(add func(table, row, figure string, value any)) {
	for _, t := range r.Themes {
		add("temaer", themeName(t.Name), "spørgsmål", t.Questions)
		add("temaer", themeName(t.Name), "besvaret", t.Answered)
		for _, half := range []struct {
			name string
			Tally
		}{{"første", t.Earlier}, {"anden", t.Later}} {
			add("temaer", themeName(t.Name), "spørgsmål i "+half.name+" halvdel", half.Questions)
			add("temaer", themeName(t.Name), "besvaret i "+half.name+" halvdel", half.Answered)
		}
	}
	c := r.Comparison
	if c == nil {
		return
	}
	for _, f := range c.Figures {
		add("sammenligning", named(figureNames, f.Name), "før", f.Before)
		add("sammenligning", named(figureNames, f.Name), "nu", f.After)
	}
	for _, t := range c.Themes {
		add("sammenligning af temaer", themeName(t.Name), "spørgsmål før", t.Before.Questions)
		add("sammenligning af temaer", themeName(t.Name), "besvaret før", t.Before.Answered)
		add("sammenligning af temaer", themeName(t.Name), "spørgsmål nu", t.After.Questions)
		add("sammenligning af temaer", themeName(t.Name), "besvaret nu", t.After.Answered)
	}
	for _, g := range c.Groups {
		add("sammenligning af ubesvarede", g.Question, "før", g.Before)
		add("sammenligning af ubesvarede", g.Question, "nu", g.After)
	}
}
