package main

import (
	"fmt"
	"io"
	"strings"
)

// printGrowth writes a table with a column for each engine at each size.
func printGrowth(w io.Writer, all []sized, rate float64) {
	head, line := "|", "|---|"
	var columns []*measured
	for _, s := range all {
		for _, m := range s.engines {
			head += fmt.Sprintf(" | %s, %s", thousands(s.passages), m.name)
			line += "---:|"
			columns = append(columns, m)
		}
	}
	fmt.Fprintf(w, "\n%s |\n%s\n", head, line)
	row := func(name string, cell func(m *measured) string) {
		cells := make([]string, len(columns))
		for i, m := range columns {
			cells[i] = cell(m)
		}
		fmt.Fprintf(w, "| %s | %s |\n", name, strings.Join(cells, " | "))
	}
	row("passages", func(m *measured) string { return thousands(m.built.Passages) })
	row("indexing, s", func(m *measured) string { return fmt.Sprintf("%.0f", m.built.Seconds) })
	row("index, MB", func(m *measured) string { return megabytes(m.built.Bytes / 1000) })
	row("texts in --data, MB", func(m *measured) string { return megabytes(m.built.Texts / 1000) })
	row("peak memory of indexing, MB", func(m *measured) string { return m.built.Memory[0].String() })
	row("and of the node", func(m *measured) string { return m.built.Memory[1].String() })
	row("start to first answer, s", func(m *measured) string { return fmt.Sprintf("%.1f", m.opening.Seconds()) })
	row("peak memory of the service, MB", func(m *measured) string { return m.memory[0].String() })
	row("memory of the node, MB", func(m *measured) string { return m.memory[1].String() })
	for _, t := range []task{search, answer} {
		if len(columns) == 0 || columns[0].loads[t] == nil {
			continue
		}
		row(fmt.Sprintf("%s alone, p50 / p99, ms", t), func(m *measured) string { return percents(m.alone[t]) })
		row(fmt.Sprintf("%s at %g a second, p50 / p99, ms", t, rate), func(m *measured) string { return percents(m.loads[t].times) })
		row("asked / not answered within 5 s", func(m *measured) string {
			return fmt.Sprintf("%d / %d", m.loads[t].asked, m.loads[t].failed)
		})
		row("highest rate held of those tried", func(m *measured) string { return fmt.Sprintf("%g", m.loads[t].held) })
	}
}

func percents(ms []float64) string {
	if len(ms) == 0 {
		return "none"
	}
	return fmt.Sprintf("%.1f / %.1f", percentile(ms, 0.5), percentile(ms, 0.99))
}

func (m memory) String() string {
	if m.All == 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s own)", megabytes(m.All), megabytes(m.Own))
}

func megabytes(kb int64) string { return thousands(int(kb / 1000)) }
