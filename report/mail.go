package report

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/danish"
)

// Bounds of a mail: programs cut addresses that are longer than some 2,000 signs.
const (
	mailWordings = 5
	mailWording  = 200 // characters of one
)

// Mail is the address of a mail to who answers for the theme of a question,
// with its text ready; the reader's own program sends it. Without an owner it
// has no recipient yet. zone is whose dates it tells.
func (g Group) Mail(zone *time.Location) string {
	subject := "Spørgsmål uden svar: " + shortened(line(g.Question), 80)
	var b strings.Builder
	fmt.Fprintf(&b, "Hej\n\n%s spurgt om dette, uden at materialet svarer:\n\n»%s«\n", asked(g, zone), shortened(line(g.Question), mailWording))
	other := 0
	for _, w := range g.Wordings {
		if w.Text == g.Question || other == mailWordings {
			continue
		}
		if other++; other == 1 {
			b.WriteString("\nDet er også spurgt sådan:\n")
		}
		fmt.Fprintf(&b, "- %s\n", shortened(line(w.Text), mailWording))
	}
	b.WriteString("\nKan du skrive et svar eller sige, hvor det står? Svaret skal kunne vises sammen med sin kilde: dokument og afsnit.\n\nVenlig hilsen\n")
	return "mailto:" + url.PathEscape(g.Owner) + "?subject=" + mailPart(subject) + "&body=" + mailPart(strings.ReplaceAll(b.String(), "\n", "\r\n"))
}

// mailPart escapes a text for the address of a mail, in which + is no space.
func mailPart(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// asked tells how often and when a group was asked.
func asked(g Group, zone *time.Location) string {
	first, last := danish.WrittenDate(g.First.In(zone)), danish.WrittenDate(g.Last.In(zone))
	switch {
	case g.Count == 1:
		return "En læser har den " + first
	case first == last:
		return "Læsere har den " + first + " i alt " + whole(g.Count) + " gange"
	}
	return "Læsere har fra " + first + " til " + last + " i alt " + whole(g.Count) + " gange"
}
