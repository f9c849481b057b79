package signs

import "testing"

func TestGlyph(t *testing.T) {
	for name, want := range map[string]string{
		"f_f_i": "ffi", "T_h.liga": "Th", "uni0066006A": "fj", "u1D449": "𝑉", "æ": "æ",
		"f_17": "", "g12_5": "", "uni006": "", "uni0001": "", "u41": "", "_": "", ".notdef": "", "": "",
	} {
		if got := Glyph(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for word, want := range map[string]int{"17": 17, "iv": 4, "XLVIII": 48, "MCMXC": 1990, "IIII": 0, "Vi": 0, "il": 0, "": 0} {
		if n, ok := number(word); n != want || ok != (want > 0) {
			t.Errorf("%q: %d, %v", word, n, ok)
		}
	}
}
