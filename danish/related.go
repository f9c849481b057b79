package danish

import (
	"slices"
	"strings"
	"sync"
)

// thesaurus maps a stem to the stems of words of nearly the same meaning.
var thesaurus = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for line := range linesOf("related.txt") {
		var stems []string
		for _, w := range strings.Split(line, ",") {
			if p := phraseStems(w); len(p) == 1 {
				stems = append(stems, p[0])
			}
		}
		for _, a := range stems {
			for _, b := range stems {
				if a != b && !slices.Contains(m[a], b) {
					m[a] = append(m[a], b)
				}
			}
		}
	}
	return m
})

// Related gives the stems of words of nearly the same meaning as a stem's.
func Related(stem string) []string { return thesaurus()[stem] }
