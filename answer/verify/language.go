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

// otherTongue tells whether a text is in another language than the question,
// or, for one in English, Danish.
func (v *Verifier) otherTongue(text string) bool {
	lang := danish.LanguageOf(text)
	return !v.Editor && lang != "" && lang != danish.LangDanish && !(lang == danish.LangEnglish && v.English)
}
