package documents

import "strings"

// IsItem tells whether a line of a passage is a list item.
func IsItem(line string) bool { return strings.HasPrefix(strings.TrimLeft(line, " "), "- ") }

// TrimItem is a line without the sign of an item.
func TrimItem(line string) string {
	return strings.TrimPrefix(strings.TrimSpace(line), "- ")
}
