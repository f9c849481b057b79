package danish

import (
	"embed"
	"iter"
	"slices"
	"strings"
)

// lists are the word lists: text files whose lines that begin with # say what
// a list is for and where it comes from.
//
//go:embed words/*.txt
var lists embed.FS

// listOf gives the words of a list in their order.
func listOf(name string) []string {
	var out []string
	for line := range linesOf(name) {
		out = append(out, strings.Fields(line)...)
	}
	return out
}

// linesOf gives the lines of a list that are no remarks.
func linesOf(name string) iter.Seq[string] {
	text, err := lists.ReadFile("words/" + name)
	if err != nil {
		panic("danish: embedded list: " + err.Error())
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(string(text)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") && !yield(line) {
				return
			}
		}
	}
}

// classesOf gives the words of a list whose lines are a class, a colon and its
// words, each with its class.
func classesOf(name string) iter.Seq2[string, string] {
	return func(yield func(class, word string) bool) {
		for line := range linesOf(name) {
			class, words, _ := strings.Cut(line, ":")
			for word := range strings.FieldsSeq(words) {
				if !yield(class, word) {
					return
				}
			}
		}
	}
}

// classOf gives the folded words of some classes of a list as a set.
func classOf(name string, classes ...string) map[string]bool {
	out := map[string]bool{}
	for c, word := range classesOf(name) {
		if slices.Contains(classes, c) {
			out[Fold(word)] = true
		}
	}
	return out
}

// Logic gives the folded words of some classes of words/logic.txt: those by
// which a sentence permits, demands, forbids, denies or binds.
func Logic(classes ...string) map[string]bool {
	known := map[string]bool{}
	for line := range linesOf("logic.txt") {
		class, _, _ := strings.Cut(line, ":")
		known[class] = true
	}
	for _, c := range classes {
		if !known[c] {
			panic("danish: logic.txt has no class " + c)
		}
	}
	return classOf("logic.txt", classes...)
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
