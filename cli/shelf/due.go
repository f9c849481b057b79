package shelf

import (
	"context"
	"fmt"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
)

// How long before the day of a rule its texts are named, and how long a fact
// of the shipped texts may go without being looked up again.
const (
	ruleAhead    = 7 * 24 * time.Hour
	factMonths   = 6
	danishDayFmt = "2.1.2006"
)

// dueFact is a fact of the shipped texts that is to be looked up again.
type dueFact struct {
	ID      string `json:"id"`
	Value   string `json:"value"`
	Checked string `json:"checked"`
	Due     string `json:"due,omitempty"` // the day of its rule, where that is why
	Text    string `json:"text"`          // in Danish
}

// dueFacts are the facts whose rule comes within a week or has come since they
// were checked, and those that were checked more than half a year ago.
func dueFacts(now time.Time) ([]dueFact, error) {
	facts, err := materials.Facts()
	if err != nil {
		return nil, err
	}
	dates, err := materials.RuleDates()
	if err != nil {
		return nil, err
	}
	out := []dueFact{}
	add := func(f materials.Fact, due, format string, args ...any) {
		out = append(out, dueFact{f.ID, f.Value, f.Checked.Format(time.DateOnly), due, fmt.Sprintf(format, args...)})
	}
	for _, d := range dates {
		for _, f := range d.Facts {
			day := d.Day.Format(danishDayFmt)
			switch {
			case d.Day.After(now) && d.Day.Sub(now) <= ruleAhead:
				add(f, d.Day.Format(time.DateOnly), "%s: reglens dag er %s; læs teksterne igennem, så de passer fra den dag", f.Meaning, day)
			case !d.Day.After(now) && f.Checked.Before(d.Day):
				add(f, d.Day.Format(time.DateOnly), "%s: reglens dag var %s, og teksterne er ikke kontrolleret siden", f.Meaning, day)
			}
		}
	}
	for _, f := range facts {
		if f.Checked.AddDate(0, factMonths, 0).Before(now) {
			add(f, "", "%s: %q er sidst slået op %s; slå det op igen hos %s", f.Meaning, f.Value, f.Checked.Format(danishDayFmt), f.Source)
		}
	}
	return out, nil
}

// readDocuments are documents that were read, as answers cite them.
type readDocuments []*documents.Document

func (d readDocuments) Documents() []documents.Info {
	out := make([]documents.Info, len(d))
	for i, one := range d {
		out[i] = one.Info
	}
	return out
}

func (d readDocuments) Passages(_ context.Context, id string) ([]documents.Passage, error) {
	for _, one := range d {
		if one.ID == id {
			return documents.Passages(one, documents.DefaultPassageSize()), nil
		}
	}
	return nil, fmt.Errorf("document %q: %w", id, index.ErrNotFound)
}

// DueAnswers are the answers that are out of service or to be looked at again.
func DueAnswers(ctx context.Context, m editorial.Texts, answers []*editorial.Answer, now time.Time) ([]ListedAnswer, error) {
	standing, err := editorial.Stand(ctx, m, answers, now)
	if err != nil {
		return nil, err
	}
	out := []ListedAnswer{}
	for _, l := range listedAnswers(standing) {
		if l.Reason != "" {
			out = append(out, l)
		}
	}
	return out, nil
}
