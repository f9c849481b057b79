package query

import (
	"fmt"
	"math"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// kindNames tell what kind of answer a question asks for.
var kindNames = map[Kind]string{
	KindPerson: "hvem", KindNumber: "et tal", KindDate: "et tidspunkt", KindSpan: "hvor længe eller hvor tit", KindPlace: "et sted",
	KindList: "flere ting", KindReason: "en grund", KindDefinition: "hvad noget er", KindManner: "hvordan noget er eller gøres",
}

// Explain tells in Danish how a question was understood: for each concept the
// words that show it, and how many passages hold them.
func (q *Query) Explain() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Spørgsmål: %s\n", q.Text)
	if name := kindNames[q.Kind]; name != "" {
		fmt.Fprintf(&b, "Der spørges om: %s\n", name)
	}
	if q.English {
		b.WriteString("Spørgsmålet er på engelsk.\n")
	}
	if q.FollowUp {
		fmt.Fprintf(&b, "Det følger op på: %s\n", q.Before)
	}
	for i, c := range q.Concepts {
		fmt.Fprintf(&b, "- %s: %s", c.Word, counts(c.Weight))
		for _, note := range []struct {
			on   bool
			text string
		}{{i == q.Focus, "er det, der spørges om"}, {c.Verb, "er et udsagnsord"}, {c.Carried, "er fra samtalen"}, {c.Fixed != "", "er læst som " + c.Fixed}, {!c.Known, "står ikke i materialet"}} {
			if note.on {
				b.WriteString(", " + note.text)
			}
		}
		b.WriteString("\n")
		for _, terms := range [][]Variant{c.Exact, c.Parts} {
			for _, v := range terms {
				fmt.Fprintf(&b, "    %s: i %d uddrag, %s\n", shownBy(v.Term), v.DF, counts(v.Weight))
			}
		}
	}
	return b.String()
}

// counts tells how much something weighs.
func counts(weight float64) string {
	if weight >= 1 {
		return "tæller fuldt"
	}
	return fmt.Sprintf("tæller %.0f %%", math.Round(100*weight))
}

// shownBy tells what a term of the index stands for.
func shownBy(term string) string {
	for mark, text := range map[string]string{danish.PartMark: "ord med »%s« i", danish.RootMark: "ord af roden »%s«", danish.GroupMark: "ord, der betyder det samme som »%s«"} {
		if rest, ok := strings.CutPrefix(term, mark); ok {
			return fmt.Sprintf(text, rest)
		}
	}
	return "»" + term + "«"
}
