package danish

import (
	"strings"
)

// Clean is what a reader sees of a question or an answer, on one line: see
// [documents.Legible]; white space becomes single spaces.
func Clean(text string) string {
	return strings.Join(strings.Fields(Legible(text)), " ")
}
