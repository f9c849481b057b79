package verify

import (
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

var leak = regexp.MustCompile(`(?i)mine (?:instruk\w+|regler)|system\s?-?prompt|my (?:instructions|rules)|sprogmodel trænet|language model trained|jeg er en (?:ai|kunstig|sprogmodel)|as an ai|nummererede uddrag|</?\|?(?:uddrag|spørgsmål|samtale|im_|/?s>)`)

// decline is how a model says that it will not or cannot answer. An answer from
// the sources never speaks in the first person.
var decline = regexp.MustCompile(`(?i)\b(?:jeg|vi) (?:kan|må|vil|ønsker|har)(?: \pL+)? (?:ikke|ingen)\b|\b(?:kan|må|vil) (?:jeg|vi)(?: \pL+)? ikke\b` +
	`|^(?:jeg )?beklager\b|\bi(?:['’]m| am) (?:sorry|unable|not able)\b|\bi (?:can(?:['’]?t|not| not)|won['’]t|do(?:n['’]t| not) have)\b`)

// declines tells whether a text says that it will not answer.
func (v *Verifier) declines(text string) bool {
	return !v.Editor && decline.MatchString(danish.Quoted.ReplaceAllString(text, ""))
}

// toldRun is how many words of what the model was told are no chance.
const toldRun = 5

// told is what a model was told: the letters of each sentence, and of all.
type told struct {
	text      string
	sentences map[string]bool
	key       string
}

// lastTold is what the last model was told: a service tells all the same.
var lastTold atomic.Pointer[told]

func toldBy(text string) *told {
	if t := lastTold.Load(); t != nil && t.text == text {
		return t
	}
	t := &told{text: text, sentences: map[string]bool{}, key: danish.Letters(Citation.ReplaceAllString(text, ""))}
	for line := range strings.Lines(text) {
		for _, s := range danish.Sentences(documents.TrimItem(line)) {
			t.sentences[danish.Letters(Citation.ReplaceAllString(s, ""))] = true
		}
	}
	lastTold.Store(t)
	return t
}

// onService tells whether the sentence speaks of the service, or is a sentence
// or a longer piece of what the model was told.
func (c *claim) onService() bool {
	t := toldBy(c.v.Told)
	return leak.MatchString(c.text) || t.sentences[c.key] || len(c.words) >= toldRun && strings.Contains(t.key, c.key)
}
