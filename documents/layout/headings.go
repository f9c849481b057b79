package layout

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// headingClass is how a heading stands out, the strongest first.
type headingClass int

const (
	classPage   headingClass = iota + 1 // alone at the top of a page
	classEquals                         // underlined with ===
	classCaps                           // in capitals
	classDashes                         // underlined with ---
	classLone                           // between blank lines
	classRunOn                          // right above its text
)

// markLoneHeadings makes headings of short groups between blank lines that have
// a text to stand above. It goes backwards, for a heading may stand above another.
func markLoneHeadings(groups []group) {
	for i, g := range slices.Backward(groups) {
		if g.kind != documents.Paragraph || len(g.lines) > MaxHeadingLines || !titleLines(g.lines) || !HeadingText(g.text()) {
			continue
		}
		if !standsAbove(groups, i) {
			continue
		}
		groups[i].kind = documents.Heading
		groups[i].class = classLone
		if danish.IsUpperWord(g.text()) {
			groups[i].class = classCaps
		}
		if g.start {
			groups[i].class = classPage
		}
	}
}

func titleLines(lines []Line) bool {
	for _, l := range lines[1:] {
		if !continuesTitle(l.text) && !strings.HasSuffix(l.text, ":") {
			return false
		}
	}
	return true
}

// standsAbove reports whether what follows groups[i] can be its section's text.
func standsAbove(groups []group, i int) bool {
	if i+1 >= len(groups) {
		return false
	}
	next := groups[i+1]
	if next.start {
		return false // the last words of a page are no heading
	}
	if groups[i].start || Numbering(groups[i].text()) > 0 {
		return true
	}
	switch next.kind {
	case documents.Item, documents.Row:
		return true
	case documents.Heading: // a label under a figure may stand before one that is run on
		return !next.runOn && stackHeight(groups[i+1:]) < 3
	}
	if strings.HasPrefix(next.text(), "*") {
		return false // a footnote
	}
	return IsProse(next.text()) || strings.HasSuffix(next.text(), ":")
}

func stackHeight(groups []group) int {
	n := 0
	for n < len(groups) && groups[n].kind == documents.Heading {
		n++
	}
	return n
}

// headingLevels ranks headings by their numbers where they have them, else by
// how they stand out; each in a stack is one below the one above it.
func headingLevels(groups []group) []int {
	rank := classRanks(groups)
	levels := make([]int, len(groups))
	base, deeper := 0, 0
	for i, g := range groups {
		if g.kind == documents.Item {
			levels[i] = 1
		}
		if g.kind != documents.Heading {
			continue
		}
		above := i > 0 && groups[i-1].kind == documents.Heading
		level := rank[g.class]
		if g.start && g.runOn && i+1 < len(groups) && groups[i+1].kind == documents.Heading {
			level = 1
		}
		if depth := Numbering(g.text()); depth > 0 {
			if base == 0 {
				base = max(level-depth+1, 1)
			}
			level = base + depth - 1
		} else if above && level <= levels[i-1] {
			level = levels[i-1] + 1
			deeper = level
		} else if g.runOn && !aboveHeading(groups, i) && deeper > level {
			level = deeper
		} else {
			deeper = 0
		}
		levels[i] = min(level, 6)
	}
	return levels
}

func aboveHeading(groups []group, i int) bool {
	return i+1 < len(groups) && groups[i+1].kind == documents.Heading
}

// classRanks numbers the classes that occur from 1.
func classRanks(groups []group) map[headingClass]int {
	var seen []headingClass
	for _, g := range groups {
		if g.kind == documents.Heading && !slices.Contains(seen, g.class) {
			seen = append(seen, g.class)
		}
	}
	slices.Sort(seen)
	ranks := map[headingClass]int{}
	for i, class := range seen {
		ranks[class] = i + 1
	}
	return ranks
}
