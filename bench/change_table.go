package main

import (
	"fmt"
	"io"
	"strings"
)

// printChanges writes a table with a column for each engine at each size.
func printChanges(w io.Writer, all []*changed) {
	head, line := "|", "|---|"
	for _, c := range all {
		head += fmt.Sprintf(" | %s, %s", thousands(c.passages), c.name)
		line += "---:|"
	}
	fmt.Fprintf(w, "\n%s |\n%s\n", head, line)
	row := func(name string, cell func(c *changed) string) {
		cells := make([]string, len(all))
		for i, c := range all {
			cells[i] = cell(c)
		}
		fmt.Fprintf(w, "| %s | %s |\n", name, strings.Join(cells, " | "))
	}
	row("memory before, MB", func(c *changed) string { return c.before.String() })
	phases := func(what string, of func(c *changed) phase) {
		row(what+", s", func(c *changed) string { return fmt.Sprintf("%.1f", of(c).seconds) })
		row("processor time meanwhile, s", func(c *changed) string { return fmt.Sprintf("%.1f", of(c).processor[0]) })
		row("and of the node, s", func(c *changed) string { return fmt.Sprintf("%.1f", of(c).processor[1]) })
		row("peak memory meanwhile, MB", func(c *changed) string { return of(c).most.String() })
		row("searches meanwhile, p50 / p99 / slowest, ms", func(c *changed) string {
			l := of(c).searches
			return fmt.Sprintf("%.1f / %.1f / %.1f", percentile(l.times, 0.5), percentile(l.times, 0.99), percentile(l.times, 1))
		})
		row("searches that failed", func(c *changed) string {
			return fmt.Sprintf("%d of %d", of(c).searches.failed, of(c).searches.asked)
		})
	}
	phases("until a search finds it", func(c *changed) phase { return c.searchable })
	phases("from there until the index is built whole", func(c *changed) phase { return c.whole })
}
