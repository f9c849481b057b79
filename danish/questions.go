package danish

import (
	"iter"
	"maps"
	"strings"
)

// The folded words that questions are asked with.
var (
	questionWords = classOf("questions.txt", "word")    // begin questions for more than yes or no
	finite        = classOf("questions.txt", "verb")    // begin questions for yes or no
	asides        = classOf("questions.txt", "aside")   // may stand before either
	GeneralWords  = classOf("questions.txt", "general") // say how is asked, more than what about
)

// questionPattern matches a question word in a regular expression, also where
// it is written without å.
var questionPattern = func() string {
	var words []string
	for class, word := range classesOf("questions.txt") {
		if class == "word" {
			words = append(words, strings.ReplaceAll(word, "å", "[åa]"))
		}
	}
	return strings.Join(words, "|")
}()

// questionKinds are the kinds of answer by the phrases that tell them.
var questionKinds = func() map[string]string {
	out := map[string]string{}
	for line := range linesOf("question-kinds.txt") {
		kind, phrases, _ := strings.Cut(line, ":")
		for phrase := range strings.SplitSeq(phrases, ",") {
			out[strings.TrimSpace(phrase)] = kind
		}
	}
	return out
}()

// QuestionKinds are the phrases that tell what kind of answer is asked for,
// each with its kind, as words/question-kinds.txt names it.
func QuestionKinds() iter.Seq2[string, string] { return maps.All(questionKinds) }

// QuestionKind is the kind of answer that folded words ask for, "" for any: the
// phrase that stands first decides, the longest where several begin there.
func QuestionKind(words []string) string {
	text := " " + strings.Join(words, " ") + " "
	first, longest, out := len(text), 0, ""
	for phrase, kind := range questionKinds {
		at := strings.Index(text, " "+phrase)
		if at < 0 || at > first || at == first && len(phrase) <= longest {
			continue
		}
		first, longest, out = at, len(phrase), kind
	}
	if out == "any" {
		return ""
	}
	return out
}
