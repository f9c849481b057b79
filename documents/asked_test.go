package documents

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseAskings(t *testing.T) {
	const text = "# om cykler\nEn cykel lånes i receptionen.\n- hvor får jeg  fat i en cykel\n- må jeg låne en cykel\n! må jeg få en cykel\n\nDen afleveres kl. 16.\n"
	got, err := ParseAskings(text)
	want := Askings{
		{Sentence: "En cykel lånes i receptionen.", Questions: []string{"hvor får jeg fat i en cykel", "må jeg låne en cykel"}, Vain: []string{"må jeg få en cykel"}},
		{Sentence: "Den afleveres kl. 16."},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, %s", err, diff)
	}
	if again, err := ParseAskings(got.Text()); !cmp.Equal(again, got) || err != nil {
		t.Errorf("written and read again: %v, %v", again, err)
	}
	if got.Hash() == "" || got.Hash() == want[:1].Hash() || Askings(nil).Hash() != "" {
		t.Errorf("hash %q", got.Hash())
	}
	for text, kind := range map[string]FaultKind{
		"- hvor\n": BadAsking,
		"En.\n\n- " + strings.Repeat("ø", maxQuestion+1):  LongAsking,
		"En.\n" + strings.Repeat("- hvor\n", mostAsked+1): ManyAskings,
		"! hvor\n": BadAsking,
		"En.\n" + strings.Repeat("! hvor\n", mostAsked+1): ManyAskings,
	} {
		if _, err := ParseAskings(text); !errors.Is(err, kind.Fault(nil)) || !strings.HasPrefix(err.Error(), "linje ") {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// TestAskOf gives a passage the questions of its own sentences, whatever their
// signs, and tells of those that no passage holds.
func TestAskOf(t *testing.T) {
	doc := &Document{Info: Info{ID: "a", Title: "Cykler"}, Blocks: []Block{
		{Kind: Heading, Level: 1, Text: "Lån"}, {Kind: Paragraph, Text: "En cykel lånes i receptionen. Den koster intet."},
		{Kind: Heading, Level: 1, Text: "Aflevering"}, {Kind: Paragraph, Text: "Cyklen afleveres kl. 16."},
	}, Asked: Askings{
		{Sentence: "Cyklen afleveres, kl. 16!", Questions: []string{"hvornår skal den tilbage", "hvor sent må jeg komme"}},
		{Sentence: "Den koster intet.", Questions: []string{"er det gratis"}, Vain: []string{"må jeg få en hjelm med", "Hvornår skal den tilbage?"}},
		{Sentence: "Den er rød.", Questions: []string{"hvilken farve"}},
	}}
	passages := Passages(doc, DefaultPassageSize())
	if len(passages) != 2 {
		t.Fatalf("%d passages", len(passages))
	}
	if diff := cmp.Diff([]Asked{{1, "er det gratis"}}, passages[0].Asked); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Asked{{0, "hvornår skal den tilbage"}, {0, "hvor sent må jeg komme"}}, passages[1].Asked); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Den er rød."}, doc.Asked.Lost(passages)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"må jeg få en hjelm med", "Hvornår skal den tilbage?"}, passages[0].Vain); diff != "" || passages[1].Vain != nil {
		t.Errorf("in vain: %v, %s", passages[1].Vain, diff)
	}
	if diff := cmp.Diff([]string{"Hvornår skal den tilbage?"}, doc.Asked.Both()); diff != "" {
		t.Error(diff)
	}
}
