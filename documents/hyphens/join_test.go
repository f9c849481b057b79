package hyphens

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

func TestJoin(t *testing.T) {
	tests := []struct {
		name, elsewhere string
		lines           []string
		want            string
	}{
		{"a cut word", "", []string{"store udfor-", "dringer venter"}, "store udfordringer venter"},
		{"with spaces after the hyphen", "", []string{"den offent-  ", " lige sektor"}, "den offentlige sektor"},
		{"a suspended hyphen inside", "", []string{"vand- og", "energiforbrug"}, "vand- og energiforbrug"},
		{"a suspended hyphen at the end", "", []string{"borger-", "og virksomhedsrettet"}, "borger- og virksomhedsrettet"},
		{"a real hyphen seen elsewhere", "brug af intelligens-løsninger her", []string{"kunstig intelligens-", "løsninger"}, "kunstig intelligens-løsninger"},
		{"a real hyphen in the same pattern", "kunstig intelligens og intelligens-løsninger", []string{"udvalgte kunstig intelligens-", "projekter"}, "udvalgte kunstig intelligens-projekter"},
		{"joined elsewhere", "kommunens hjemmeside", []string{"se hjemme-", "siden og hjemme-", "side"}, "se hjemmesiden og hjemmeside"},
		{"before a capital", "", []string{"Indenrigs-", "Sundhedsministeriet"}, "Indenrigs-Sundhedsministeriet"},
		{"before a digit", "", []string{"covid-", "19"}, "covid-19"},
		{"an abbreviation", "", []string{"bruger RPA-", "teknologi"}, "bruger RPA-teknologi"},
		{"capitals cut in two", "", []string{"FORUD-", "SÆTNINGER"}, "FORUDSÆTNINGER"},
		{"a chain of hyphens", "", []string{"med tale-", "til-tekst"}, "med tale-til-tekst"},
		{"a soft hyphen", "", []string{"sags\u00ad", "behandling og jour\u00adnal"}, "sagsbehandling og journal"},
		{"pdfium's hyphen", "", []string{"sags\u2010", "behandling"}, "sagsbehandling"},
		{"a hard hyphen", "", []string{"e\u2011", "mail og e\u2011post"}, "e-mail og e-post"},
		{"a hyphen with a space before it", "mange informationer", []string{"med infor -", " mationer fra"}, "med informationer fra"},
		{"where others are cut so", "en infrastruktur", []string{"den infra -", "struktur med infor -", " mationer fra"}, "den infrastruktur med informationer fra"},
		{"a dash", "", []string{"Taskforcen –", "som er ny"}, "Taskforcen – som er ny"},
		{"ligatures", "", []string{"e\ufb00ektiv og \ufb01nde e\ufb03cient"}, "effektiv og finde efficient"},
		{"letters split off", "at identificere noget", []string{"vi identifi cere dem"}, "vi identificere dem"},
		{"another form in -t elsewhere", "forskellige svar", []string{"fortolkes for skelligt her"}, "fortolkes forskelligt her"},
		{"where another form of a short part stands alone", "fremtidens behov og den tid", []string{"så frem tidens behov"}, "så fremtidens behov"},
		{"another form elsewhere", "en aktindsigt", []string{"mange akt indsigter gives"}, "mange aktindsigter gives"},
		{"a line broken without hyphen", "den offentlige og det offentlige", []string{"i den offent", "lige sektor"}, "i den offentlige sektor"},
		{"a capital first", "at Taskforcen vil", []string{"og Task forcen skal"}, "og Taskforcen skal"},
		{"ordinary words stay apart", "er igang, og brugeren er tilbage i overfor", []string{"i gang med en bruger en dag over for"}, "i gang med en bruger en dag over for"},
		{"words that stand alone elsewhere", "en storskala prøve og en skala i stor stil", []string{"i stor skala"}, "i stor skala"},
		{"a pair that is the rule", "databaser og data baser og data baser", []string{"data baser"}, "data baser"},
		{"no word cut by its endings", "", []string{"Regningen betales senest den 1. juni."}, "Regningen betales senest den 1. juni."},
		{"nor one before a verb", "", []string{"Ansøgningen sendes senest i juni"}, "Ansøgningen sendes senest i juni"},
		{"a dash at a line's end", "", []string{"det gælder meget -", "blandt andet her"}, "det gælder meget - blandt andet her"},
		{"words of which one has another form elsewhere", "efteruddannelse og en uddannelsen", []string{"søger job efter uddannelse her"}, "søger job efter uddannelse her"},
		{"unknown fragments stay", "", []string{"de flerse kvenser kom"}, "de flerse kvenser kom"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			lines := []string{}
			for _, l := range test.lines {
				lines = append(lines, danish.Normalise(l))
			}
			words := New(append([]string{test.elsewhere + "."}, lines...))
			if got := words.Join(lines); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func FuzzJoin(f *testing.F) {
	f.Add("den offent-\nlige sektor\nvand- og energi\nidentifi cere identificere")
	f.Add("infor - \n mationer\u00ad\nA\u2010\nb\u2011\nc - -\n-")
	f.Add("ﬁ e\u0301 \xff\xfe \u0000")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(danish.Normalise(text), "\n")
		got := New(lines).Join(lines)
		if !utf8.ValidString(got) {
			t.Errorf("invalid UTF-8: %q", got)
		}
		if want := documentstest.Letters(danish.Normalise(text)); documentstest.Letters(got) != want {
			t.Errorf("letters changed:\ngot  %q\nwant %q", documentstest.Letters(got), want)
		}
	})
}
