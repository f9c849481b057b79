package rank

import (
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/index/query"
)

// Explain tells why a passage was found: how far it shows each concept, and
// what its score is made of.
func (m Match) Explain(q *query.Query) string {
	var parts []string
	for i, share := range m.Concepts {
		if i < len(q.Concepts) {
			parts = append(parts, fmt.Sprintf("%s %.2f", q.Concepts[i].Word, share))
		}
	}
	text := fmt.Sprintf("score %.2f = ord %.2f × dækning %.2f × svartype %.2f; bm25 %.2f; viser %s",
		m.Score, m.Words, m.Covering, m.Suiting, m.BM25, strings.Join(parts, ", "))
	if m.Semantic != 0 {
		text += fmt.Sprintf("; betydning %.3f giver %.2f", m.Semantic, m.Meaning)
	}
	return text
}
