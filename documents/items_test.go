package documents

import "testing"

func TestCutNumber(t *testing.T) {
	for line, want := range map[string]string{
		"1. Under 50.000 kr. bestemmer lederen.": "Under 50.000 kr. bestemmer lederen.",
		"12) hent formularen":                    "hent formularen",
		"1. januar 2027 træder den i kraft.":     "",
		"2. May 2027":                            "",
		"2030. Det år":                           "",
		"1.000 kr. er prisen":                    "",
		"1.":                                     "",
		"Hent":                                   "",
	} {
		rest, item := CutNumber(line)
		if item != (want != "") || item && rest != want || !item && rest != line {
			t.Errorf("CutNumber(%q) = %q, %v", line, rest, item)
		}
	}
}
