package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// measured is what one file came to.
type measured struct {
	name  string
	read  reading
	other string // why the other program told nothing

	words, added   int            // of the other program; of the document that the other does not have
	missing        map[string]int // words that are not in the document, by reason
	inOrder        int            // words of the document that stand in the other's order
	headings, same int            // that the other program marks; of these, headings here too

	ref, got []word
	at       []int
	why      []string
}

// measure reads a file both ways. The error is not nil where the program itself
// ended with the file, or ctx has.
func measure(ctx context.Context, file string, o others) (measured, error) {
	m := measured{name: filepath.Base(file), missing: map[string]int{}}
	var err error
	if m.read, err = readAlone(ctx, file); err != nil {
		if ctx.Err() != nil {
			return m, err
		}
		m.read.Reason = "the program ended: " + err.Error()
	}
	ref, err := o.reference(ctx, file)
	switch {
	case errors.Is(err, errNoOther):
		m.other = err.Error()
	case err != nil:
		m.other = "the other program: " + err.Error()
	case len(ref.words) == 0:
		m.other = "the other program finds no text"
	}
	if m.read.Reason == "" && m.other == "" {
		m.compare(ref)
	}
	return m, nil
}

func (m *measured) compare(ref reference) {
	m.ref, m.got = ref.words, wordsOf(m.read.Blocks)
	m.at = match(m.ref, m.got)
	m.why = judge(m.ref, m.got, m.at, m.read.Losses)
	m.words = len(m.ref)
	for _, why := range m.why {
		if why != kept {
			m.missing[why]++
		}
	}
	m.inOrder = longestRise(m.at)
	m.added = len(m.extra())
	m.headings, m.same = compareHeadings(ref.headings, m.read.Blocks)
}

// kept counts the other program's words that are in the document.
func (m *measured) kept() int {
	n := m.words
	for _, missing := range m.missing {
		n -= missing
	}
	return n
}

// extra are the words of the document that the other program does not have.
func (m *measured) extra() (words []word) {
	used := map[int]bool{}
	for _, j := range m.at {
		used[j] = true
	}
	for j, w := range m.got {
		if !used[j] {
			words = append(words, w)
		}
	}
	return words
}

// longestRise is the number of places that stand in rising order, as many as
// can: of a stretch that was moved, one side counts.
func longestRise(at []int) int {
	var ends []int
	for _, j := range at {
		if j < 0 {
			continue
		}
		if i := sort.SearchInts(ends, j+1); i < len(ends) {
			ends[i] = j
		} else {
			ends = append(ends, j)
		}
	}
	return len(ends)
}

// compareHeadings counts the other program's headings, and those of them that
// are headings of the document.
func compareHeadings(want []string, blocks []documents.Block) (all, same int) {
	have := map[string]int{}
	for _, b := range blocks {
		if b.Kind == documents.Heading {
			have[unnumbered(b.Text)]++
		}
	}
	for _, h := range want {
		if h = unnumbered(h); have[h] > 0 {
			have[h]--
			same++
		}
	}
	return len(want), same
}

// unnumbered is what is compared of a heading: pandoc leaves its number out, or
// its space.
func unnumbered(heading string) string {
	return strings.TrimLeft(lettersOf(number.ReplaceAllString(heading, "")), "0123456789")
}

// number is what stands before a heading, as 2.1 or II.3 or A.
var number = regexp.MustCompile(`^\s*([IVX]+|[A-Z]|\d+)([.)]\d*)*\s+`)

// state says in a line how a file fared.
func (m *measured) state() string {
	if m.read.Reason != "" {
		return "not read: " + m.read.Reason
	}
	if m.other != "" {
		return m.other
	}
	return fmt.Sprintf("%d words, %d kept, %d lost, %d unproven, %d added, headings %d of %d, %.1f s, %d MB",
		m.words, m.kept(), m.missing[lost], m.missing[unproven]+m.missing[unlisted], m.added, m.same, m.headings, m.read.CPU.Seconds(), m.read.Peak>>20)
}

// tell writes the words that are missing, each stretch with its reason and
// place, and those that are added.
func (m *measured) tell(w io.Writer) {
	fmt.Fprintf(w, "# %s: %s\n", m.name, m.state())
	for i := 0; i < len(m.ref); {
		from, why := i, m.why[i]
		var words []string
		for ; i < len(m.ref) && m.why[i] == why && m.ref[i].line == m.ref[from].line; i++ {
			words = append(words, m.ref[i].text)
		}
		if why != kept {
			fmt.Fprintf(w, "%s\tpage %d\tline %d\t%s\n", why, m.ref[from].page, m.ref[from].line, strings.Join(words, " "))
		}
	}
	extra := m.extra()
	for i := 0; i < len(extra); {
		from := i
		var words []string
		for ; i < len(extra) && extra[i].line == extra[from].line; i++ {
			words = append(words, extra[i].text)
		}
		fmt.Fprintf(w, "added\tpage %d\tblock %d\t%s\n", extra[from].page, extra[from].line, strings.Join(words, " "))
	}
}

// reasonsOf are all reasons but kept, those that are the readers' own first.
func reasonsOf(all []measured) (reasons []string) {
	for _, m := range all {
		for why := range m.missing {
			if !slices.Contains(reasons, why) {
				reasons = append(reasons, why)
			}
		}
	}
	slices.Sort(reasons)
	return reasons
}
