package service

import (
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/documents/library"
)

// Collecting is the flag of an authority's own documents.
type Collecting struct {
	Collection []string `placeholder:"navn=sti" sep:"none" help:"En myndigheds egne dokumenter, som kun ses med en nøgle eller et login, der har samlingen; kan gentages, også med samme navn."`
	SharedName []string `placeholder:"navn" sep:"none" help:"Hvad det fælles materiale hedder, hvor et program nævner samlinger; kan gentages; taskforce uden den."`
}

// maxCollections bounds the collections of a service.
const maxCollections = 50

// Part is what a view adds to the shared materials. The zero value adds nothing.
type Part struct {
	name  string // of its collections, joined by +
	paths []string
}

// sources are the part's documents.
func (p Part) sources() []library.Source {
	var out []library.Source
	for _, path := range p.paths {
		out = append(out, library.Source{Disk: path})
	}
	return out
}

// Parts reads the flag: the paths of each collection, by its name.
func (c Collecting) Parts() (map[string][]string, error) {
	out := map[string][]string{}
	for _, text := range c.Collection {
		name, path, ok := strings.Cut(text, "=")
		if !ok || path == "" {
			return nil, Usage("--collection %s: skriv samlingens navn, = og stien til dens dokumenter", text)
		}
		if err := access.CheckCollection(name); err != nil {
			return nil, Usage("--collection: %s", err)
		}
		if _, err := os.Stat(path); err != nil {
			return nil, Usage("--collection %s: %s", text, Danish(err))
		}
		out[name] = append(out[name], path)
	}
	if len(out) > maxCollections {
		return nil, Usage("--collection er givet med %d navne; der må højst være %d samlinger", len(out), maxCollections)
	}
	return out, nil
}

// Single are the parts of one collection each, by name.
func Single(paths map[string][]string) (out []Part) {
	for _, name := range slices.Sorted(maps.Keys(paths)) {
		out = append(out, Part{name, paths[name]})
	}
	return out
}

// partOf is the part of the collections of a list that there are; list is
// sorted, each once.
func partOf(list []string, paths map[string][]string) Part {
	var p Part
	var names []string
	for _, name := range list {
		if more, ok := paths[name]; ok {
			names, p.paths = append(names, name), append(p.paths, more...)
		}
	}
	p.name = strings.Join(names, "+")
	return p
}
