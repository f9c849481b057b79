package danish

import "testing"

func TestStem(t *testing.T) {
	same := [][]string{
		{"myndighed", "myndigheder", "myndighederne", "myndighedernes", "myndigheds"},
		{"kommune", "kommuner", "kommunen", "kommunerne", "kommunes", "kommunernes"},
		{"aarsvaerk", "aarsvaerker", "aarsvaerket", "aarsvaerkene"},
		{"anvende", "anvender", "anvendes", "anvendt", "anvendelse", "anvendelsen"},
		{"frigoere", "frigoer", "frigjort", "frigoeres", "frigjorde"},
		{"princip", "princippet", "principper", "principperne"},
		{"barn", "boern", "boernene", "barnet"},
		{"loesning", "loesninger", "loesningen", "loesningerne"},
		{"medarbejder", "medarbejdere", "medarbejderne", "medarbejdernes"},
		{"ministerium", "ministeriet", "ministerier"},
		{"finansministerium", "finansministeriet"},
		{"borger", "borgere", "borgernes"},
		{"kvalitet", "kvaliteten", "kvaliteter", "kvalitets"},
		{"minister", "ministre", "ministeren", "ministrene"},
		{"sikker", "sikre", "sikkert"},
		{"center", "centre", "centret", "centrene"},
		{"regel", "regler", "reglen", "reglerne", "regels"},
		{"artikel", "artikler", "artiklen"},
		{"middel", "midler", "midlerne"},
		{"model", "modeller", "modellen"},
		{"telefonnummer", "telefonnumre", "telefonnumret", "telefonnummeret"},
		{"juridisk", "juridiske"},
		{"ansvarlig", "ansvarlige", "ansvarligt"},
	}
	for _, forms := range same {
		for _, f := range forms[1:] {
			if stem(f) != stem(forms[0]) {
				t.Errorf("stem(%q) = %q, stem(%q) = %q", f, stem(f), forms[0], stem(forms[0]))
			}
		}
	}
	for _, p := range [][2]string{{"region", "regel"}, {"mand", "maned"}, {"by", "bygge"}, {"data", "dato"}} {
		if stem(p[0]) == stem(p[1]) {
			t.Errorf("stem(%q) = stem(%q) = %q", p[0], p[1], stem(p[0]))
		}
	}
}

func TestRoot(t *testing.T) {
	for _, p := range [][2]string{{"udrulning", "udrulle"}, {"skalering", "skalere"}, {"automatisering", "automatisere"}, {"planlaegning", "planlaegge"}} {
		a, b := stem(p[0]), stem(p[1])
		ra, rb := Root(a), Root(b)
		if !(ra == b || rb == a || ra == rb && ra != "") {
			t.Errorf("root(%q) = %q, root(%q) = %q", a, ra, b, rb)
		}
	}
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string]string{"30.000": "30000", "30 000": "30000", "40,6": "40,6", "2024/1689": "2024", "50": "50",
		"1.000.000": "1000000", "2.2.2025": "2", "50,00": "50", "5G": "5g", "2030": "2030", "v": ""} {
		toks := Tokenize(in)
		if want == "" {
			continue
		}
		if len(toks) == 0 || toks[0].Text != want {
			t.Errorf("tokenize(%q) = %+v, want %q first", in, toks, want)
		}
	}
}

func TestUninflected(t *testing.T) {
	for word, want := range map[string]string{"løsningerne": "loesning", "forskelligt": "forskellig", "forskellige": "forskellig",
		"offentlige": "offentlig", "offent": "offent", "fremtidens": "fremtid", "by": "by", "anvendelse": "anvendels"} {
		if got := Uninflected(word); got != want {
			t.Errorf("%s: got %s, want %s", word, got, want)
		}
	}
}
