package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// sum is what the files of a format came to.
type sum struct {
	format                      string
	files                       int
	words, kept, added, inOrder int
	missing                     map[string]int
	headings, same              int
	cpu                         time.Duration
	peak                        int64
}

// printTables writes what all files came to, in Markdown: by format, by reason,
// those with most lost, and those that were not compared.
func printTables(w io.Writer, all []measured) {
	sums := sumsOf(all)
	fmt.Fprintln(w, "| format | files | words | kept | kept, heads, feet and contents aside | and what nobody sees | lost or unproven | added | in order | headings | processor time | memory, most |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, s := range sums {
		aside := s.missing[running] + s.missing[contents]
		faults := s.missing[lost] + s.missing[unproven] + s.missing[unlisted]
		fmt.Fprintf(w, "| %s | %d | %d | %s | %s | %s | %d | %s | %s | %s | %.1f s | %d MB |\n", s.format, s.files, s.words,
			share(s.kept, s.words), share(s.kept, s.words-aside), share(s.kept, s.kept+faults), faults,
			share(s.added, s.kept+s.added), share(s.inOrder, s.kept), of(s.same, s.headings), s.cpu.Seconds(), s.peak>>20)
	}
	fmt.Fprintln(w, "\nWords that are missing, by reason:")
	for _, s := range sums {
		fmt.Fprintf(w, "- %s:", s.format)
		for _, why := range reasonsOf(all) {
			if n := s.missing[why]; n > 0 {
				fmt.Fprintf(w, " %s %d;", why, n)
			}
		}
		fmt.Fprintln(w)
	}
	printWorst(w, all)
	fmt.Fprintln(w, "\nNot compared:")
	for _, m := range all {
		if m.read.Reason != "" || m.other != "" {
			fmt.Fprintf(w, "- %s: %s\n", m.name, m.state())
		}
	}
}

// printWorst writes the files that have lost most.
func printWorst(w io.Writer, all []measured) {
	const worst = 15
	faults := func(m measured) int { return m.missing[lost] + m.missing[unproven] + m.missing[unlisted] }
	sorted := slices.SortedFunc(slices.Values(all), func(a, b measured) int {
		return cmp.Or(cmp.Compare(faults(b), faults(a)), strings.Compare(a.name, b.name))
	})
	fmt.Fprintln(w, "\nMost lost or unproven:")
	for _, m := range sorted[:min(worst, len(sorted))] {
		if faults(m) > 0 {
			fmt.Fprintf(w, "- %s: %s\n", m.name, m.state())
		}
	}
}

func sumsOf(all []measured) []*sum {
	var sums []*sum
	total := &sum{format: "all", missing: map[string]int{}}
	for _, m := range all {
		if m.read.Reason != "" || m.other != "" {
			continue
		}
		i := slices.IndexFunc(sums, func(s *sum) bool { return s.format == m.read.Format })
		if i < 0 {
			i, sums = len(sums), append(sums, &sum{format: m.read.Format, missing: map[string]int{}})
		}
		sums[i].add(m)
		total.add(m)
	}
	slices.SortFunc(sums, func(a, b *sum) int { return strings.Compare(a.format, b.format) })
	return append(sums, total)
}

func (s *sum) add(m measured) {
	s.files++
	s.words, s.kept, s.added, s.inOrder = s.words+m.words, s.kept+m.kept(), s.added+m.added, s.inOrder+m.inOrder
	s.headings, s.same = s.headings+m.headings, s.same+m.same
	s.cpu, s.peak = s.cpu+m.read.CPU, max(s.peak, m.read.Peak)
	for why, n := range m.missing {
		s.missing[why] += n
	}
}

func share(part, all int) string {
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f %%", 100*float64(part)/float64(all))
}

func of(part, all int) string {
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", part, all)
}
