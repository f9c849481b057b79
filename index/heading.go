package index

import "strings"

// asksMark begins the mark of a heading that is a question, with its kind.
const asksMark = markSign + "asks:"

// asks is the mark of a heading that asks for a kind of answer.
func asks(heading string) []term {
	if !strings.HasSuffix(strings.TrimSpace(heading), "?") {
		return nil
	}
	kind := kindOf(folded(tokenize(heading)))
	if kind == KindAny {
		return nil
	}
	mark := asksMark + string(kind)
	return []term{{text: mark, hash: termHash(mark)}}
}

// heading tells how well a passage's innermost heading says what the question
// asks for and nothing else, as a share to add to the score.
func (m *matcher) heading(run []byte) float64 {
	shown := make([]bool, len(m.q.Concepts))
	held, all, same := 0, 0, false
	for i := 0; i < len(run)/entrySize; i++ {
		hash, depth := entryAt(run, i)
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
		w := c.Weight * max(c.Rare, c.partIDF(), 1)
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
