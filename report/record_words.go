package report

import (
	"strings"

	"github.com/digitaskforce/taskforce/store"
)

// checkNames are the checks of the program, as people read them.
var checkNames = map[string]string{
	"length": "længden", "declines": "afslag i stedet for svar", "tongue": "sproget", "source": "kildehenvisningen", "service": "om tjenesten selv",
	"echo": "spørgsmål eller overskrift", "fragment": "ingen hel sætning", "quotation": "citatet", "address": "adressen", "reference": "henvisningen til en bestemmelse",
	"number": "tallet", "name": "navnet", "language": "sproget i forhold til kilden", "added": "ord, kilden ikke har", "logic": "benægtelse, pligt eller forbehold",
	"order": "hvem der gør hvad", "left out": "det, kilden tager med",
}

// programSays is what the program's own checks said of a sentence.
func programSays(s store.Sentence) string {
	switch {
	case s.Program == nil && s.Checked == "" && s.Reason == "":
		return ""
	case s.Program == nil:
		return "Programmets kontrol: bestået."
	case s.Program.Key == "exact":
		return "Programmets kontrol: ikke bestået (" + named(checkNames, s.Program.Name) + "); det kan ingen bedømmelse ændre."
	}
	return "Programmets kontrol: ikke bestået (" + named(checkNames, s.Program.Name) + ")."
}

// verdicts are a judge's, as people read them.
var verdicts = map[string]string{"ja": "kilden siger det", "nej": "kilden siger det ikke", "fravær": "det står der ikke noget om, som sætningen siger"}

// judgeSays is what the judge said of a sentence, "" where it was not asked or
// gave no verdict.
func judgeSays(s store.Sentence) string {
	if s.Judge == nil {
		return ""
	}
	out := "Sprogmodellens bedømmelse: " + named(verdicts, s.Judge.Says)
	if len(s.Judge.Words) > 0 {
		out += ", ud fra »" + strings.Join(s.Judge.Words, "«, »") + "«"
	}
	return out + "."
}

// shownAs is why a sentence was shown or not.
func shownAs(s store.Sentence) string {
	switch {
	case s.Reason != "":
		return "Udeladt: " + s.Reason + "."
	case s.Gap:
		return "Siger, hvad materialet ikke siger."
	case s.Checked == "verbatim":
		return "Vist: står ordret i kilden."
	case s.Checked == "words":
		return "Vist: ordene er kildens, ord for ord."
	case s.Checked == "meaning":
		return "Vist: meningen er kildens."
	}
	return ""
}

// Kind is how the answer came about.
func (r Record) Kind() string {
	switch {
	case r.Making.Editorial != nil:
		return "skrevet af redaktionen"
	case r.Refusal == store.Nearest:
		return "det nærmeste, materialet siger, med " + named(wordsOf, r.Mode)
	case r.Refusal != "":
		return "en afvisning: " + named(refusals, r.Refusal)
	case r.Fallback != "":
		return named(wordsOf, r.Mode) + "; " + named(fallbacks, r.Fallback)
	}
	return named(wordsOf, r.Mode)
}

// wordsOf are whose words an answer is in.
var wordsOf = map[string]string{"llm": "en sprogmodels ord, kontrolleret", "extract": "kildernes egne ord"}

// datesOf is whose a passage is and when it was true.
func datesOf(p store.Passage) string {
	var out []string
	for _, f := range []Fact{{"", p.Publisher}, {"", p.Kind}, {"dateret ", isoDate(p.Date)}, {"udgivet ", isoDate(p.Issued)}, {"kontrolleret ", isoDate(p.Checked)}} {
		if f.Text != "" {
			out = append(out, f.Name+f.Text)
		}
	}
	return strings.Join(out, ", ")
}

// MaskedNames are the kinds of private data that were hidden.
func (r Record) MaskedNames() string { return strings.Join(r.Masked, ", ") }
