package query

import (
	"fmt"
	"strings"
)

// Explain tells how a question was understood: for each concept the terms that
// show it, with their weights and the number of passages that hold them.
func (q *Query) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "spørgsmål: %s\n", q.Text)
	if q.Kind != KindAny {
		fmt.Fprintf(&b, "svartype: %s\n", q.Kind)
	}
	if q.English {
		b.WriteString("sprog: engelsk\n")
	}
	if q.FollowUp {
		fmt.Fprintf(&b, "opfølgning på: %s\n", q.Before)
	}
	for i, c := range q.Concepts {
		fmt.Fprintf(&b, "begreb %d: %s (vægt %.2f", i+1, c.Word, c.Weight)
		for _, note := range []struct {
			on   bool
			text string
		}{{i == q.Focus, "det, der spørges om"}, {c.Verb, "udsagnsord"}, {c.Carried, "fra samtalen"}, {c.Fixed != "", "læst som " + c.Fixed}, {!c.Known, "ukendt i materialet"}} {
			if note.on {
				b.WriteString(", " + note.text)
			}
		}
		b.WriteString(")\n")
		explainTerms(&b, "ord", c.Exact)
		explainTerms(&b, "led", c.Parts)
	}
	return b.String()
}

func explainTerms(b *strings.Builder, label string, terms []Variant) {
	for _, v := range terms {
		fmt.Fprintf(b, "    %s %-28s vægt %.2f, idf %.2f, i %d uddrag\n", label, v.Term, v.Weight, v.IDF, v.DF)
	}
}
