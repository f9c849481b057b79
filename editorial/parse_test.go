package editorial

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const front = "---\nquestion: \"Hvad gælder?\"\nalso: [\"Hvad er reglen?\"]\nowner: Jura\ndate: 2026-11-28\nreview: 2027-05-28\n---\n\n"

func TestParse(t *testing.T) {
	a, err := Parse("regler", []byte(front+"Ja, jf. § 7 [lov § Formål; vejledning § Om § 7]. Det gælder nu.\nOg her [lov § Dato].\n\nTo ting:[lov § Liste]\n\n- Den ene [lov § Liste].\n1. Den anden [lov § Liste]\n"))
	if err != nil {
		t.Fatal(err)
	}
	law := func(s string) []Cite { return []Cite{{"lov", s}} }
	want := []Sentence{
		{Text: "Ja, jf. § 7.", Cites: []Cite{{"lov", "Formål"}, {"vejledning", "Om § 7"}}},
		{Text: "Det gælder nu.", Cites: law("Dato")}, {Text: "Og her.", Cites: law("Dato")},
		{Text: "To ting:", Break: "paragraph", Cites: law("Liste")},
		{Text: "Den ene.", Break: "item", Cites: law("Liste")}, {Text: "Den anden", Break: "item", Cites: law("Liste")},
	}
	if diff := cmp.Diff(want, a.Sentences); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Hvad gælder?", "Hvad er reglen?"}, a.questions()); diff != "" {
		t.Error(diff)
	}
}

// TestParseFaults holds that a bad file gets one line that says what is wrong.
func TestParseFaults(t *testing.T) {
	for _, c := range []struct{ what, file, want string }{
		{"no front matter", "Ja [lov § A].", "indledning mellem to linjer"},
		{"another key", strings.Replace(front, "owner", "ejer", 1) + "Ja [lov § A].", "nøglen kendes ikke"},
		{"broken", "---\nquestion: a: b\n---\nJa [lov § A].", "reglerne for YAML"},
		{"no owner", strings.Replace(front, "owner: Jura\n", "", 1) + "Ja [lov § A].", "owner mangler"},
		{"no date", strings.Replace(front, "2027-05-28", "til maj", 1) + "Ja [lov § A].", "skriv datoen som"},
		{"empty", front, "svaret er tomt"},
		{"uncited", front + "Ja [lov § A]. Nej.", "»Nej.« har ingen kilde"},
		{"no section", front + "Ja [lov §].", "kan ikke læses"},
		{"heading", front + "# Svar\n\nJa [lov § A].", "ingen overskrifter"},
		{"only a mark", front + "[lov § A]", "er ingen sætning"},
		{"not text", front + "Ja \xff [lov § A].", "UTF-8"},
		{"large", front + strings.Repeat("x", MaxFile), "fylder mere"},
	} {
		_, err := Parse("a", []byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q in one line", c.what, err, c.want)
		}
	}
}

// FuzzParse looks for files that end the program, and for answers with a
// sentence that says or cites nothing.
func FuzzParse(f *testing.F) {
	f.Add([]byte(front + "Ja, jf. § 7 [lov § Formål; vejledning § Om § 7]. - [a § b]"))
	f.Add([]byte("---\nquestion: ["))
	f.Add([]byte(front + "- [§]\n1. [a§b][c § d].!?\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Parse("a", data)
		if err != nil {
			return
		}
		for _, s := range a.Sentences {
			if s.Text == "" || len(s.Cites) == 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}
