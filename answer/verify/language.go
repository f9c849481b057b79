package verify

import (
	"slices"

	"github.com/digitaskforce/taskforce/danish"
)

// foreign tells whether the sentence is in a language that its evidence is not
// in, so that words cannot be compared.
func (c *claim) foreign() bool {
	return danish.LanguageOf(c.text) == danish.LangEnglish && !slices.ContainsFunc(c.evidence, func(u *statement) bool {
		return danish.LanguageOf(u.text) == danish.LangEnglish
	})
}
