package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/store"
)

// use gathers how often a document was a source.
type use struct {
	Use
	sections map[string]int // by path, joined with zero bytes
}

// sources counts the sources of an answer, each document and section once.
func (b *builder) sources(q store.Question) {
	seen := map[string]bool{}
	for _, s := range q.Sources {
		u := b.uses[s.Document]
		if u == nil {
			u = &use{Use: Use{Document: Document{ID: s.Document}}, sections: map[string]int{}}
			b.uses[s.Document] = u
		}
		u.Title = s.Title
		if !seen[s.Document] {
			seen[s.Document] = true
			u.Answers++
		}
		path := strings.Join(s.Section, "\x00")
		if key := s.Document + "\x00\x00" + path; !seen[key] {
			seen[key] = true
			u.sections[path]++
		}
	}
}

// maxSections is how many sections of a document are named.
const maxSections = 5

// used gives the documents that were sources, and those of the materials that were not.
func (b *builder) used() (used []Use, unused []Document) {
	used, unused = []Use{}, []Document{}
	now := map[string]bool{}
	for _, d := range b.cfg.Documents {
		now[d.ID] = true
		if b.uses[d.ID] == nil {
			unused = append(unused, Document{ID: d.ID, Title: d.Title})
		}
	}
	for id, u := range b.uses {
		u.Gone = len(b.cfg.Documents) > 0 && !now[id]
		u.Sections = mostUsed(u.sections)
		used = append(used, u.Use)
	}
	slices.SortFunc(used, func(x, y Use) int {
		return cmp.Or(cmp.Compare(y.Answers, x.Answers), cmp.Compare(x.Title, y.Title), cmp.Compare(x.ID, y.ID))
	})
	return used, unused
}

func mostUsed(sections map[string]int) []Section {
	out := make([]Section, 0, len(sections))
	for path, n := range sections {
		out = append(out, Section{Path: strings.Split(path, "\x00"), Answers: n})
	}
	slices.SortFunc(out, func(x, y Section) int {
		return cmp.Or(cmp.Compare(y.Answers, x.Answers), slices.Compare(x.Path, y.Path))
	})
	return out[:min(maxSections, len(out))]
}
