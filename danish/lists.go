package danish

import (
	"embed"
	"strings"
)

// lists are the word lists: text files whose lines that begin with # say what
// a list is for and where it comes from.
//
//go:embed words/*.txt
var lists embed.FS

// listOf gives the words of a list in their order.
func listOf(name string) []string {
	text, err := lists.ReadFile("words/" + name)
	if err != nil {
		panic("danish: embedded list: " + err.Error())
	}
	var out []string
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	return out
}

// setOf gives a list as a set.
func setOf(name string) map[string]bool {
	out := map[string]bool{}
	for _, w := range listOf(name) {
		out[w] = true
	}
	return out
}

// pairsOf gives a list of pairs as a map from the first of each to the second.
func pairsOf(name string) map[string]string {
	words := listOf(name)
	out := make(map[string]string, len(words)/2)
	for i := 0; i+1 < len(words); i += 2 {
		out[words[i]] = words[i+1]
	}
	return out
}
