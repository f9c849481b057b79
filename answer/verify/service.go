package verify

import (
	"regexp"
	"strings"

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

// onService tells whether the sentence speaks of the service, or is a sentence
// or a longer piece of what the model was told.
func (c *claim) onService() bool {
	if c.v.told == nil {
		c.v.told = map[string]bool{}
		for line := range strings.Lines(c.v.Told) {
			for _, s := range danish.Sentences(documents.TrimItem(line)) {
				c.v.told[danish.Letters(Citation.ReplaceAllString(s, ""))] = true
			}
		}
		c.v.toldKey = danish.Letters(Citation.ReplaceAllString(c.v.Told, ""))
	}
	return leak.MatchString(c.text) || c.v.told[c.key] || len(c.words) >= toldRun && strings.Contains(c.v.toldKey, c.key)
}
