package guard

import (
	"slices"
	"strings"
	"testing"
)

func TestMask(t *testing.T) {
	for text, want := range map[string]string{
		"Mit CPR-nummer er 010190-1234, må jeg bruge AI?": "Mit CPR-nummer er [CPR-nummer], må jeg bruge AI?",
		"0101901234":                 "[CPR-nummer]",
		"010190 1234":                "[CPR-nummer]",
		"010190 - 1234":              "[CPR-nummer]",
		"01.01.90-1234":              "[CPR-nummer]",
		"290200-1234 og 290200–1235": "[CPR-nummer] og [CPR-nummer]",
		"610190-1234":                "[CPR-nummer]", // a substitute number
		"070761-4285":                "[CPR-nummer]", // passes modulus 11
		"cpr: 3213131234":            "cpr: [CPR-nummer]",
		"cpr-nr. 999999-9999":        "cpr-nr. [CPR-nummer]",
		"i 2025 010190-1234":         "i 2025 [CPR-nummer]",
		"Skriv til hans.jensen+ai@kbh.kommune.dk": "Skriv til [e-mailadresse]",
		"åse@ærø.dk":                          "[e-mailadresse]",
		"ring 12345678":                       "ring 12345678", // no Danish number begins with 1
		"ring 21 43 65 87.":                   "ring [telefonnummer].",
		"tlf.21436587":                        "tlf.[telefonnummer]",
		"ring til 2143 6587 nu":               "ring til [telefonnummer] nu",
		"+45 21436587 eller 0045 21 43 65 87": "[telefonnummer] eller [telefonnummer]",
		"+46 8 123 456 78":                    "[telefonnummer]",
		"kort 4571234567890111":               "kort 4571234567890111", // fails the Luhn check
		"kort 4111-1111-1111-1111":            "kort [kortnummer]",
		"4111111111111111":                    "[kortnummer]",
		"5019 5555 4444 5555":                 "[kortnummer]", // Dankort
		"010190-1234 og a@b.dk":               "[CPR-nummer] og [e-mailadresse]",
		// What is no private data.
		"Hvad er målene for 2030?":                        "",
		"50.000.000 timer og 50 000 000 kr.":              "",
		"50000000 kroner":                                 "",
		"perioden 2025-2030 og 2025 2030":                 "",
		"den 20261124":                                    "",
		"31. februar: 310290-1234":                        "", // no such day
		"j.nr. 2023-212-0015 og 2022-212-3676":            "",
		"forordning (EU) 2024/1689 og 2016/679":           "",
		"CVR-nr. 34051178":                                "",
		"EAN 5798000012345":                               "",
		"ISBN 978-87-85325-11-2":                          "",
		"§ 19, stk. 2, og §§ 22-24 i lov nr. 606 af 2013": "",
		"12 34 56":           "",
		"Taskforcen@arbejde": "",
	} {
		if want == "" {
			want = text
		}
		if got, kinds := Mask(text); got != want || (len(kinds) == 0) != (want == text) {
			t.Errorf("Mask(%q) = %q %v, want %q", text, got, kinds, want)
		}
	}
}

// FuzzMask: a CPR number that stands by itself never survives.
func FuzzMask(f *testing.F) {
	for _, s := range []string{"010190-1234", "a@b.dk +45 21436587", "4111111111111111 0101901234", "cpr cpr 1234567890"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once, kinds := Mask(text)
		if !slices.IsSorted(kinds) || (len(kinds) == 0) != (once == text) {
			t.Errorf("kinds %v of %q", kinds, text)
		}
		if with, _ := Mask(text + " 010190-1234 " + text); strings.Contains(with, " 010190-1234 ") {
			t.Errorf("a CPR number is left in %q", with)
		}
	})
}
