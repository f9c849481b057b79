package verify

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer/answertest"
	"github.com/digitaskforce/taskforce/danish"
)

// verdictOn is what becomes of a sentence beside one source with a text.
func verdictOn(t testing.TB, source, sentence string) Verdict {
	t.Helper()
	v := &Verifier{Index: answertest.Snapshot(t, answertest.Shipped(t)), Sources: []Source{{N: 1, Title: "Notat", Section: []string{"Regler"}, Text: source}},
		English: danish.LanguageOf(sentence) == danish.LangEnglish}
	return v.Check(sentence + " [1]")
}

// TestFirstKey holds what the program decides by itself: "" stands for a
// sentence that it leaves to the meaning, whatever the words say.
func TestFirstKey(t *testing.T) {
	for _, c := range []struct{ source, sentence, want string }{
		// Numbers by value, with their unit.
		{"Puljen er på 50 mio. kr.", "Puljen er på 50 millioner kroner.", ""},
		{"Puljen er på 50 mio. kr.", "Puljen er på 50 mia. kr.", ReasonNumber},
		{"Der er 1.500 ansatte.", "Der er 1500 ansatte.", ""},
		{"Der er tolv udvalg.", "Der er tretten udvalg.", ReasonNumber},
		{"Fristen er 14 dage.", "Fristen er 14 uger.", ReasonNumber},
		{"74 pct. støtter planen.", "Næsten tre ud af fire støtter planen.", ""},
		{"54 pct. støtter planen.", "Næsten tre ud af fire støtter planen.", ReasonNumber},
		// What follows by a rule.
		{"Fristen er 14 dage.", "Fristen er to uger.", ""},
		{"Fristen er 72 timer.", "Fristen er tre døgn.", ""},
		{"Fristen er 72 timer.", "Fristen er fire døgn.", ReasonNumber},
		{"Ordningen varer seks måneder.", "Ordningen varer et halvt år.", ""},
		{"Ordningen varer otte måneder.", "Ordningen varer et halvt år.", ReasonNumber},
		{"Kommunen har disse opgaver:\n- tilsyn\n- drift\n- rådgivning", "Kommunen har tre opgaver.", ""},
		{"Kommunen har disse opgaver:\n- tilsyn\n- drift\n- rådgivning", "Kommunen har fire opgaver.", ReasonNumber},
		{"Gebyret er 75 kr. for den første og 40 kr. for den næste.", "Gebyret er i alt 115 kr.", ""},
		{"Gebyret er 75 kr. for den første og 40 kr. for den næste.", "Gebyret er i alt 125 kr.", ReasonNumber},
		{"Af 200 sager blev 50 afvist.", "Der blev afvist 25 pct. af sagerne.", ""},
		{"Af 200 sager blev 50 afvist.", "Der blev afvist 35 pct. af sagerne.", ReasonNumber},
		// Dates, as far as the sentence gives them.
		{"Loven trådte i kraft den 2. august 2025.", "Loven trådte i kraft i august 2025.", ""},
		{"Loven trådte i kraft den 2. august 2025.", "Loven trådte i kraft den 2. juli 2025.", ReasonNumber},
		{"Loven trådte i kraft den 2. august 2025.", "Loven trådte i kraft den 2.8.2025.", ""},
		// References with all their parts.
		{"Det følger af artikel 6, stk. 1, litra e.", "Det følger af artikel 6, stk. 2, litra e.", ReasonNumber},
		{"Det følger af artikel 6, stk. 1, litra e.", "Det følger af artikel 9, stk. 1, litra e.", ReasonNumber},
		{"Pligten følger af forvaltningslovens §§ 22-24.", "Pligten følger af forvaltningslovens § 23.", ""},
		{"Pligten følger af forvaltningslovens §§ 22-24.", "Pligten følger af forvaltningslovens § 26.", ReasonNumber},
		{"Pligten følger af forvaltningslovens § 7 og offentlighedslovens § 13.", "Pligten følger af offentlighedslovens § 7.", ReasonNumber},
		{"Styrelsen fører tilsyn efter litra a-c og litra e-f.", "Styrelsen fører tilsyn efter litra b.", ""},
		{"Styrelsen fører tilsyn efter litra a-c og litra e-f.", "Styrelsen fører tilsyn efter litra d.", ReasonNumber},
		{"Kravet står i bilag III.", "Kravet står i bilag II.", ReasonNumber},
		{"Mål 4 har intet procenttal.", "Det tredje mål har intet procenttal.", ReasonNumber},
		{"Reglerne står i artikel 13-15.", "Reglerne står i artikel 14-15.", ReasonNumber},
		// Names, addresses, quotations.
		{"Skriv til post@styrelsen.dk.", "Skriv til hjaelp@styrelsen.dk.", ReasonName},
		{"AI-løsningen bruges i Odense.", "AI-løsningen bruges i Svendborg.", ReasonName},
		{"Reglen kaldes »den lange vej«.", "Reglen kaldes »den korte vej«.", ReasonQuote},
	} {
		got := verdictOn(t, c.source, c.sentence)
		if got.Key == Words {
			got.Reason = ""
		}
		if got.Reason != c.want {
			t.Errorf("%q beside %q: %q, want %q", c.sentence, c.source, got.Reason, c.want)
		}
	}
}

// TestWords holds what the words decide where no judge does.
func TestWords(t *testing.T) {
	for _, c := range []struct{ source, sentence, want string }{
		{"Der er tolv udvalg i kommunen.", "Der er 12 udvalg i kommunen.", ""},
		{"Puljen er på 50 mio. kr.", "Puljen er på 50 millioner kroner.", ""},
		{"Hegnet om haven skal være højst to meter højt.", "Hegnet skal være højst to meter højt.", ""},
		{"Affald: Rest; Hus, pris: 1.180 kr.; Lejlighed, pris: 765 kr.", "Prisen for rest i en lejlighed er 765 kr.", ""},
		{"Affald: Rest; Hus, pris: 1.180 kr.; Lejlighed, pris: 765 kr.", "Prisen for rest i et hus er 765 kr.", ReasonUncarried},
		{"Kommunen må ikke slette data.", "Kommunen må slette data.", ReasonNegation},
		{"Ordningen er frivillig.", "Ordningen er ikke frivillig.", ReasonNegation},
		{"Ordningen er frivillig.", "Ordningen er obligatorisk.", ReasonUncarried},
		{"Myndigheden bør teste systemet.", "Myndigheden skal teste systemet.", ReasonNegation},
		{"Myndigheden skal teste systemet.", "Myndigheden kan teste systemet.", ReasonNegation},
		{"Ordningen gælder skoler og museer.", "Ordningen gælder kun skoler.", ReasonNegation},
		{"Styrelsen fører tilsyn med kommunen.", "Kommunen fører tilsyn med styrelsen.", ReasonNegation},
		{"Bilag III gælder fra den 2. december 2027. Bilag I gælder fra den 2. august 2028.", "Bilag III gælder fra den 2. august 2028.", ReasonUncarried},
		{"Data skal arkiveres, før de slettes.", "Data skal slettes, før de arkiveres.", ReasonNegation},
		{"Ansøgeren får svar inden 30 dage, medmindre sagen er ny.", "Ansøgeren får svar inden 30 dage.", ReasonNarrowed},
		{"Virksomheder, der har under ti ansatte, er fritaget.", "Virksomheder er fritaget.", ReasonNarrowed},
		{"Ordningen giver borgerne hurtigere svar.", "Ordningen giver borgerne hurtigere svar, så sygefraværet falder.", ReasonUncarried},
		{"AI-forordningen finder anvendelse i Danmark.", "AI-forordningen er ophævet.", ReasonUncarried},
		{"Partipolitiske møder er tilladt, når alle kan deltage.", "Ja, det er tilladt.", ReasonNarrowed},
		{"Kommunen skal svare inden tre uger.", "The municipality must reply within three weeks.", ReasonForeign},
	} {
		if got := verdictOn(t, c.source, c.sentence).Reason; got != c.want {
			t.Errorf("%q beside %q: %q, want %q", c.sentence, c.source, got, c.want)
		}
	}
}

func TestCited(t *testing.T) {
	for sentence, want := range map[string][]int{
		"Et [1].": {1}, "To [1][3].": {1, 3}, "Tre [1, 2; 5].": {1, 2, 5}, "Fire [kilde 2].": {2}, "Fem [1][1].": {1},
		"Ingen.": nil, "Et ord [sic].": nil, "Et år [2024].": nil,
	} {
		if diff := cmp.Diff(want, cited(sentence)); diff != "" {
			t.Errorf("%s: %s", sentence, diff)
		}
	}
}

// sixSources are sources as an answer has them.
func sixSources(t testing.TB) []Source {
	l := readLabelled(t)
	var out []Source
	for i := 0; len(out) < 6; i += 37 {
		s := l[i].sources[0]
		s.N = len(out) + 1
		out = append(out, s)
	}
	return out
}

func FuzzVerify(f *testing.F) {
	for _, s := range []string{"Målet er 80 pct. [1].", "§ § § 5-9999999999 [2]", "litra a-z og litra å-ø [1]", "»«» [1]", "den 31. februar [3]",
		"artikel 1-999999, stk. 2-3, litra a-", "tre ud af nul [1]", "A B C D [1][2][3][4][5][6]", strings.Repeat("§ 1, ", 300) + "[1]"} {
		f.Add(s)
	}
	x, sources := answertest.Snapshot(f, answertest.Shipped(f)), sixSources(f)
	f.Fuzz(func(t *testing.T, sentence string) {
		start := time.Now()
		for _, english := range []bool{false, true} {
			v := &Verifier{Index: x, Sources: sources, English: english}
			out := v.Check(sentence)
			if out.Reason == "" && (len(out.Sources) == 0 || slices.ContainsFunc(out.Sources, func(n int) bool { return n < 1 || n > 6 })) {
				t.Errorf("%q passes with the sources %v", sentence, out.Sources)
			}
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%d bytes took %v", len(sentence), d)
		}
	})
}

// TestForm holds that a few words are an answer only where the question asks for
// a name or a list, and a piece of a heading is no list; an item of a list may be
// a few words, and an editor may write them.
func TestForm(t *testing.T) {
	x := answertest.Snapshot(t, answertest.Shipped(t))
	sources := []Source{{N: 1, Title: "Principper for brug af AI i haven", Text: "Principperne er åbenhed og ansvar."}}
	for _, c := range []struct {
		text string
		form Form
		want string
	}{
		{"Åbenhed og ansvar.", Statement, "fragment"},
		{"Åbenhed og ansvar.", Name, ""},
		{"Åbenhed og ansvar.", List, ""},
		{"Brug af AI i haven.", List, "fragment"},
		{"- Åbenhed og ansvar.", Statement, ""},
		{"Principperne er åbenhed og ansvar.", Statement, ""},
	} {
		v := &Verifier{Index: x, Sources: sources, Form: c.form}
		if got := v.Check(c.text); (got.Check == "fragment") != (c.want == "fragment") || strings.HasPrefix(got.Text, "-") {
			t.Errorf("%s for form %d: %q is withheld by %q", c.text, c.form, got.Text, got.Check)
		}
		v.Editor = true
		if got := v.Check(c.text); got.Check == "fragment" {
			t.Errorf("%s of an editor is withheld by %q", c.text, got.Check)
		}
	}
}
