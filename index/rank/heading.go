package rank

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/index/query"
)

// asksMark begins the mark of a heading that is a question, with its kind.
const asksMark = markSign + "asks:"

// asks is the mark of a heading that asks for a kind of answer.
func asks(heading string) []danish.Term {
	if !strings.HasSuffix(strings.TrimSpace(heading), "?") {
		return nil
	}
	kind := query.KindOf(danish.Folded(danish.Tokenize(heading)))
	if kind == query.KindAny {
		return nil
	}
	mark := asksMark + string(kind)
	return []danish.Term{{Text: mark, Hash: danish.TermHash(mark)}}
}

// heading tells how well a passage's innermost heading says what the question
// asks for and nothing else, as a share to add to the score.
func (m *Matcher) heading(run []byte) float64 {
	shown := make([]bool, len(m.q.Concepts))
	held, all, same := 0, 0, false
	for i := 0; i < len(run)/EntrySize; i++ {
		hash, depth := EntryAt(run, i)
		if depth > 0 {
			continue
		}
		if hash == m.asks {
			same = true
			continue
		}
		all++
		slots := m.find(hash)
		if len(slots) > 0 {
			held++
		}
		for _, s := range slots {
			shown[s.concept] = true
		}
	}
	if held == 0 {
		return 0
	}
	asked, found := 0.0, 0.0
	for i, c := range m.q.Concepts {
		w := c.Weight * max(c.Rare, c.PartIDF(), 1)
		asked += w
		if shown[i] {
			found += w
		}
	}
	fit := float64(held) / float64(all) * found / asked
	if same {
		return fit * (m.p.HeadFit + m.p.HeadAsks)
	}
	return fit * m.p.HeadFit
}
