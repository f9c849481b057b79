package extract

// saidBefore is the share of a unit's words that the answer before holds, from
// which on it said the unit.
const saidBefore = 0.8

// ofSaid are the items of the answer before that the question chooses, where it
// asks which of them: those that show what it adds, of the list that was said
// most of. nil elsewhere.
func (e *Extractor) ofSaid() []int {
	if !e.q.Among {
		return nil
	}
	count, said := map[listOf]int{}, listOf{-1, -1}
	for _, u := range e.Units {
		if u.Item && e.saidSign(u) >= saidBefore {
			count[u.list()]++
			if count[u.list()] > count[said] {
				said = u.list()
			}
		}
	}
	var out []int
	for i, u := range e.Units {
		if u.Item && u.list() == said && e.saidSign(u) >= saidBefore && e.adds(u) {
			out = append(out, i)
		}
	}
	return out
}

// adds tells whether a unit shows something that the question says itself, and
// does not take over from the conversation.
func (e *Extractor) adds(u unit) bool {
	for c, concept := range e.q.Concepts {
		if !concept.Carried && u.shares[c] >= shown {
			return true
		}
	}
	return false
}
