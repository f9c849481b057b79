package verify

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer/answertest"
)

// reason is why a sentence is withheld beside one source with a text.
func reason(t testing.TB, source, sentence string) string {
	t.Helper()
	v := Verifier{Index: answertest.Snapshot(t, answertest.Shipped(t)), Sources: []Source{{N: 1, Title: "Notat", Section: []string{"Regler"}, Text: source}}}
	return v.Check(sentence + " [1]").Reason
}

func TestVerifyRules(t *testing.T) {
	for _, c := range []struct{ source, sentence, want string }{
		// Numbers by value, with their unit and where they stand.
		{"Puljen er på 50 mio. kr.", "Puljen er på 50 millioner kroner.", ""},
		{"Puljen er på 50 mio. kr.", "Puljen er på 50 mia. kr.", ReasonNumber},
		{"Der er 1.500 ansatte.", "Der er 1500 ansatte.", ""},
		{"Der er tolv udvalg.", "Der er 12 udvalg.", ""},
		{"Der er tolv udvalg.", "Der er tretten udvalg.", ReasonNumber},
		{"Mødet holdes hvert femte år.", "Mødet holdes hvert 5. år.", ""},
		{"Fristen er 14 dage.", "Fristen er 14 uger.", ReasonNumber},
		{"Mindst 30 pct. skal deltage i prøven.", "Højst 30 pct. skal deltage i prøven.", ReasonNumber},
		{"Prøven bestås af 30 pct. af skolerne. Kurset tages af 60 pct. af skolerne.", "Prøven bestås af 60 pct. af skolerne.", ReasonNumber},
		{"74 pct. støtter planen.", "Næsten tre ud af fire støtter planen.", ""},
		{"54 pct. støtter planen.", "Næsten tre ud af fire støtter planen.", ReasonNumber},
		// Dates, as far as the sentence gives them.
		{"Loven trådte i kraft den 2. august 2025.", "Loven trådte i kraft i august 2025.", ""},
		{"Loven trådte i kraft den 2. august 2025.", "Loven trådte i kraft den 2. juli 2025.", ReasonNumber},
		{"Loven trådte i kraft den 2. august 2025.", "Loven trådte i kraft den 2.8.2025.", ""},
		{"Planen skal være gennemført senest i 2030.", "Planen skal være gennemført inden 2030.", ""},
		// References with all their parts.
		{"Det følger af artikel 6, stk. 1, litra e.", "Det følger af artikel 6, stk. 1, litra e.", ""},
		{"Det følger af artikel 6, stk. 1, litra e.", "Det følger af artikel 6, stk. 2, litra e.", ReasonNumber},
		{"Det følger af artikel 6, stk. 1, litra e.", "Det følger af artikel 9, stk. 1, litra e.", ReasonNumber},
		{"Pligten følger af forvaltningslovens §§ 22-24.", "Pligten følger af forvaltningslovens § 23.", ""},
		{"Pligten følger af forvaltningslovens §§ 22-24.", "Pligten følger af forvaltningslovens § 26.", ReasonNumber},
		{"Pligten følger af forvaltningslovens § 7 og offentlighedslovens § 13.", "Pligten følger af offentlighedslovens § 7.", ReasonNumber},
		{"Styrelsen fører tilsyn efter litra a-c og litra e-f.", "Styrelsen fører tilsyn efter litra b.", ""},
		{"Styrelsen fører tilsyn efter litra a-c og litra e-f.", "Styrelsen fører tilsyn efter litra d.", ReasonNumber},
		{"Kravet står i bilag III.", "Kravet står i bilag II.", ReasonNumber},
		{"Skriv til post@styrelsen.dk.", "Skriv til hjaelp@styrelsen.dk.", ReasonNumber},
		// Names side by side, also at the start of a sentence.
		{"Hanne Bach og Per Lund leder udvalget.", "Hanne Lund leder udvalget.", ReasonName},
		{"Erhvervsministeriet leder arbejdet.", "Finansministeriet leder arbejdet.", ReasonName},
		{"Finansministeren åbnede mødet.", "Sundhedsministeren åbnede mødet.", ReasonName},
		{"AI-løsningen bruges i Odense.", "AI-løsningen bruges i Svendborg.", ReasonName},
		{"AI-løsningen bruges i Odense.", "Odense bruger AI-løsningen.", ""},
		{"Myndighed: Byrådet; Opgave efter loven: Tilsyn med artikel 5, stk. 1, litra a\nMyndighed: Fredningsnævnet; Opgave efter loven: Tilsyn med artikel 5, stk. 1, litra b",
			"Myndighed: Fredningsnævnet; Opgave efter loven: Tilsyn med artikel 5, stk. 1, litra a", ReasonNumber},
		// Turned meaning.
		{"Kommunen må ikke slette data.", "Kommunen må slette data.", ReasonNegation},
		{"Kommunen må ikke slette data.", "Det er forbudt for kommunen at slette data.", ""},
		{"Ordningen er frivillig.", "Ordningen er ikke frivillig.", ReasonNegation},
		{"Ordningen er frivillig.", "Ordningen er obligatorisk.", ReasonNegation},
		{"Kravet gælder ikke længere for skoler.", "Kravet gælder for skoler.", ReasonNegation},
		{"Myndigheden bør teste systemet.", "Myndigheden skal teste systemet.", ReasonNegation},
		{"Myndigheden skal teste systemet.", "Myndigheden kan teste systemet.", ReasonNegation},
		{"Ordningen gælder skoler og museer.", "Ordningen gælder kun skoler.", ReasonNegation},
		{"Ordningen gælder ikke kun skoler, men også museer.", "Ordningen gælder skoler og museer.", ""},
		{"Loven gælder, uden at den først skal gennemføres.", "Loven gælder, efter at den først er gennemført.", ReasonNegation},
		// Facts of one clause stand together; what is counted is counted so.
		{"Systemet anmeldes tre måneder før brug.", "Systemet anmeldes en måned før brug.", ReasonNumber},
		{"Planen har fem mål og seks principper.", "Planen har seks mål og fem principper.", ReasonNumber},
		{"Af de 191 adspurgte svarede 27 ja.", "Af de 27 adspurgte svarede 191 ja.", ReasonNumber},
		{"Bilag III gælder fra den 2. december 2027. Bilag I gælder fra den 2. august 2028.", "Bilag III gælder fra den 2. august 2028.", ReasonNumber},
		{"Bilag III gælder fra den 2. december 2027. Bilag I gælder fra den 2. august 2028.", "Bilag I gælder fra den 2. august 2028.", ""},
		{"Mål 4 har intet procenttal.", "Det fjerde mål har intet procenttal.", ""},
		{"Mål 4 har intet procenttal.", "Det tredje mål har intet procenttal.", ReasonNumber},
		{"27 procent af skolerne deltog.", "Godt en fjerdedel af skolerne deltog.", ""},
		{"27 procent af skolerne deltog.", "Halvdelen af skolerne deltog.", ReasonNumber},
		{"Reglerne står i artikel 13-15.", "Reglerne står i artikel 14-15.", ReasonNumber},
		{"Princippet om åbenhed kræver, at planen vises frem.", "Princippet om sparsommelighed kræver, at planen vises frem.", ReasonName},
		// Order, implied denial, permission.
		{"Data skal arkiveres, før de slettes.", "Data skal slettes, før de arkiveres.", ReasonNegation},
		{"Data skal arkiveres, før de slettes.", "Data skal slettes, efter at de er arkiveret.", ""},
		{"Loven gælder ikke, når teksten er gennemgået.", "Loven bortfalder, når teksten er gennemgået.", ""},
		{"Forsøgene fortsætter i kommunerne.", "Forsøgene stopper i kommunerne.", ReasonNegation},
		{"Det er ikke en mulighed at afvente loven.", "Kommunen kan vælge at afvente loven.", ReasonNegation},
		// Other wording, and what is hung on.
		{"Borgerne i landkommunerne får hurtigere svar på ansøgninger.", "Det betyder, at ansøgninger fra borgere i landkommunerne bliver besvaret i et højere tempo.", ""},
		{"Ordningen giver borgerne hurtigere svar.", "Ordningen giver borgerne hurtigere svar, så sygefraværet falder.", ReasonUncarried},
		{"Tre projekter deler puljen.", "Tre projekter deler puljen, hvoraf det største får mest.", ReasonUncarried},
		// The prompt's own marks stand for others.
		{"Målet er <60> procent [12].", "Målet er ‹60› procent (12).", ""},
	} {
		if got := reason(t, c.source, c.sentence); got != c.want {
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
		s, _ := sourcesOf(t, answertest.Shipped(t), l[i].Sources[:1])
		s[0].N = len(out) + 1
		out = append(out, s[0])
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
			v := Verifier{Index: x, Sources: sources, English: english}
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

// BenchmarkVerifySentence verifies sentences of every kind beside six sources,
// as in one answer.
func BenchmarkVerifySentence(b *testing.B) {
	x, sources := answertest.Snapshot(b, answertest.Shipped(b)), sixSources(b)
	v := Verifier{Index: x, Sources: sources}
	var claims []string
	for _, l := range readLabelled(b) {
		claims = append(claims, Citation.ReplaceAllString(l.Sentence, fmt.Sprintf(" [%d]", 1+len(claims)%6)))
	}
	v.Check(claims[0])
	took := make([]time.Duration, 0, b.N)
	i := 0
	for b.Loop() {
		start := time.Now()
		v.Check(claims[i%len(claims)])
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
