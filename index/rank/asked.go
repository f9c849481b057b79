package rank

// asked is the score of the best of the questions that a passage is known to
// answer, each a text of its own that is as short as texts can be. Its run holds
// their terms, those of one question after the other.
func (m *Matcher) asked(run []byte) float64 {
	best := 0.0
	found := make([]seen, len(m.q.Concepts))
	once := func(int, int) float64 { return 1 }
	for from, n := 0, len(run)/EntrySize; from < n; {
		_, question := EntryAt(run, from)
		hit := false
		to := from
		for ; to < n; to++ {
			hash, no := EntryAt(run, to)
			if no != question {
				break
			}
			hit = hit || len(m.find(hash)) > 0
		}
		if hit {
			m.scan(found, run[from*EntrySize:to*EntrySize], once, false)
			gains, coverage := m.sum(found, 0, nil)
			best = max(best, gains*m.covering(coverage))
			for i := range found {
				parts := found[i].parts
				clear(parts)
				found[i] = seen{parts: parts}
			}
		}
		from = to
	}
	return best
}
