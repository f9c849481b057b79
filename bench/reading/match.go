package main

import "strings"

// stretches are the numbers of words that are matched together, longest first,
// so that a passage finds its own place before its words find others.
var stretches = []int{24, 12, 6, 4, 3, 2, 1}

// onPage is the longest stretch that must stand on its page or a neighbour of
// it: the words "of the" stand everywhere.
const onPage = 3

// match says for each word of a text where it stands in another, -1 where it
// does not. Words that one of them cuts, and the other has whole, are the same.
func match(from, to []word) []int {
	m := matcher{from: from, to: to, at: make([]int, len(from)), taken: make([]bool, len(to))}
	for i := range m.at {
		m.at[i] = -1
	}
	for _, n := range stretches {
		if n == 1 {
			m.cuts()
		}
		m.runs(n, 0)
		m.runs(n, 1)
		if n > onPage {
			m.runs(n, len(to)+len(from))
		}
	}
	return m.at
}

type matcher struct {
	from, to []word
	at       []int  // of each word of from
	taken    []bool // of each word of to
}

// runs matches stretches of n words, and what goes on like them, that stand at
// most so many pages apart.
func (m *matcher) runs(n, most int) {
	places := map[string][]int{}
	for j := range m.to {
		if key, free := m.key(m.to, j, n, m.isTaken); free {
			places[key] = append(places[key], j)
		}
	}
	for i := range m.from {
		key, free := m.key(m.from, i, n, m.isMatched)
		if !free {
			continue
		}
		j, found := m.nearest(i, n, most, places[key])
		if !found {
			continue
		}
		for i < len(m.from) && j < len(m.to) && m.at[i] < 0 && !m.taken[j] && m.from[i].text == m.to[j].text {
			m.at[i], m.taken[j] = j, true
			i, j = i+1, j+1
		}
	}
}

func (m *matcher) isTaken(j int) bool   { return m.taken[j] }
func (m *matcher) isMatched(i int) bool { return m.at[i] >= 0 }

// key is a stretch of n words; not free where one of them is matched already.
func (m *matcher) key(words []word, i, n int, used func(int) bool) (key string, free bool) {
	if i+n > len(words) {
		return "", false
	}
	var b strings.Builder
	for k := i; k < i+n; k++ {
		if used(k) {
			return "", false
		}
		b.WriteString(words[k].text)
		b.WriteByte(' ')
	}
	return b.String(), true
}

// nearest chooses the place of a stretch that goes on from the word before it,
// else the nearest page, else the nearest place.
func (m *matcher) nearest(i, n, most int, places []int) (best int, found bool) {
	before := -1
	if i > 0 {
		before = m.at[i-1]
	}
	least := 0
	for _, j := range places {
		if m.used(j, n) {
			continue
		}
		away := pagesApart(m.from[i], m.to[j])
		if away > most {
			continue
		}
		cost := away*len(m.to) + distance(before+1, j)
		if !found || cost < least {
			best, least, found = j, cost, true
		}
	}
	return best, found
}

func (m *matcher) used(j, n int) bool {
	for k := j; k < j+n; k++ {
		if m.taken[k] {
			return true
		}
	}
	return false
}

// pagesApart is 0 where one of the words has no page.
func pagesApart(a, b word) int {
	if a.page == 0 || b.page == 0 {
		return 0
	}
	return distance(a.page, b.page)
}

func distance(a, b int) int { return max(a-b, b-a) }

// mostCuts bounds the pieces of a word that is cut.
const mostCuts = 8

// cuts matches words that are cut on one side, or on both elsewhere.
func (m *matcher) cuts() {
	places := map[string][][2]int{}
	joined(m.to, m.isTaken, func(text string, a, b int) { places[text] = append(places[text], [2]int{a, b}) })
	joined(m.from, m.isMatched, func(text string, a, b int) {
		for _, p := range places[text] {
			if pagesApart(m.from[a], m.to[p[0]]) > 1 || m.used(p[0], p[1]-p[0]) {
				continue
			}
			for i := a; i < b; i++ {
				if m.at[i] >= 0 {
					return
				}
			}
			for i := a; i < b; i++ {
				m.at[i] = min(p[0]+i-a, p[1]-1)
			}
			for j := p[0]; j < p[1]; j++ {
				m.taken[j] = true
			}
			return
		}
	})
}

// joined calls f with each one to mostCuts neighbours that are free, run together.
func joined(words []word, used func(int) bool, f func(text string, from, to int)) {
	for a := range words {
		var b strings.Builder
		for i := a; i < min(a+mostCuts, len(words)) && !used(i); i++ {
			b.WriteString(words[i].text)
			f(b.String(), a, i+1)
		}
	}
}
