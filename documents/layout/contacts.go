package layout

import (
	"regexp"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// contactLine matches a line that tells how to reach somebody.
var contactLine = regexp.MustCompile(`(?i)^(?:tlf|telefon|mobil|e-?mail|mail|hovednummer|direkte)\b|@\p{L}|\b\d{2} ?\d{2} ?\d{2} ?\d{2}\b`)

// Bounds of an entry of a contact list.
const (
	maxContactWidth = 60 // characters of a line
	maxContactHead  = 5  // words of the line that says whose it is
)

// cutContact takes an entry of a contact list apart: short lines of which the
// first names a unit or a person and a later one tells how to reach it. The
// first is their heading; the others stay lines of their own.
func cutContact(g group) ([]group, bool) {
	if len(g.lines) < 2 || g.widest() > maxContactWidth {
		return nil, false
	}
	head := g.lines[0].text
	if contactLine.MatchString(head) || strings.ContainsAny(head, "0123456789") || danish.EndsSentence(head) || len(strings.Fields(head)) > maxContactHead {
		return nil, false
	}
	reached := false
	out := []group{{lines: g.lines[:1], kind: documents.Heading, class: classRunOn, start: g.start, runOn: true}}
	for i, l := range g.lines[1:] {
		if !contactLine.MatchString(l.text) && !beginsTitle(l.text) {
			return nil, false // wrapped text, not an entry
		}
		reached = reached || contactLine.MatchString(l.text)
		out = append(out, group{lines: g.lines[i+1 : i+2], kind: documents.Paragraph})
	}
	return out, reached
}
