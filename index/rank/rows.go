package rank

import (
	"slices"
	"strings"
)

// labelsOnce drops the column names that each row of a table repeats after
// the first, so that a word in them counts as often as a reader reads it.
func labelsOnce(body string) string {
	if !strings.Contains(body, "; ") {
		return body
	}
	lines := strings.Split(body, "\n")
	var before []string
	for i, line := range lines {
		labels := labelsOf(line)
		if len(labels) > 1 && slices.Equal(labels, before) {
			lines[i] = withoutLabels(line)
		}
		before = labels
	}
	return strings.Join(lines, "\n")
}

// labelsOf are the column names of a row "name: value; name: value", nil for
// other lines.
func labelsOf(line string) []string {
	var out []string
	for part := range strings.SplitSeq(line, "; ") {
		label, _, ok := strings.Cut(part, ": ")
		if !ok {
			return nil
		}
		out = append(out, label)
	}
	return out
}

func withoutLabels(line string) string {
	parts := strings.Split(line, "; ")
	for i, p := range parts {
		_, parts[i], _ = strings.Cut(p, ": ")
	}
	return strings.Join(parts, "; ")
}
