package index

import (
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// indirect ends before the question that a sentence leads up to: "jeg vil
// gerne vide, hvornår …".
var indirect = regexp.MustCompile(`(?i)\b(?:vide|forst[åa]|finde ud af|h[øo]re|sp[øo]rge|unders[øo]ge|fort[æa]lle(?: mig)?|i tvivl|know|ask|wonder|tell me)(?: om| about)?,? +(?:(?:hvad|hvorn[åa]r|hvor|hvem|hvordan|hvilke[nt]?|hvorfor|om|what|when|where|who|how|which|why|whether|if)\b)`)

// asked is the byte offset at which a text begins to ask: what stands before
// it tells why somebody asks. 0 where the whole text asks.
func asked(text string) int {
	from, at := 0, 0
	sentences := documents.Sentences(text)
	for _, s := range sentences {
		at += strings.Index(text[at:], s)
		if strings.HasSuffix(s, "?") {
			from = at
			break
		}
		at += len(s)
	}
	end := len(text)
	if i := strings.IndexByte(text[from:], '?'); i >= 0 {
		end = from + i
	}
	if m := indirect.FindStringIndex(text[from:end]); m != nil {
		word := strings.LastIndexByte(text[from:from+m[1]], ' ')
		return from + word + 1
	}
	return from
}
