package rank

import (
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/index/query"
)

// Explain tells in Danish why a passage was found: what its words and its meaning
// give, and how far it shows each concept.
func (m Match) Explain(q *query.Query) string {
	var parts []string
	for i, share := range m.Concepts {
		if i < len(q.Concepts) && share > 0 {
			parts = append(parts, fmt.Sprintf("%s (%.0f %%)", q.Concepts[i].Word, 100*share))
		}
	}
	text := fmt.Sprintf("%s point. Ordene giver %s", number(m.Score), number(m.Score-m.Meaning))
	if m.Asked > 0 {
		text += fmt.Sprintf(" (%s ved et spørgsmål, som uddraget besvarer)", number(m.Asked))
	}
	if m.Semantic != 0 {
		text += fmt.Sprintf(" og betydningen %s (lighed %s)", number(m.Meaning), number(m.Semantic))
	}
	text += fmt.Sprintf(". Det viser %.0f %% af spørgsmålet", 100*m.Coverage)
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text + "."
}

// number writes a number as Danish does.
func number(v float64) string { return strings.Replace(fmt.Sprintf("%.2f", v), ".", ",", 1) }
