package danish

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestLegible(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"plain":               {"Hvad er målet for 2030?", "Hvad er målet for 2030?"},
		"white space":         {" a\tb\nc\r\n\u00a0d\u2028e\u0085", " a\tb\nc\r\n\u00a0d\u2028e\u0085"},
		"bidi embedding":      {"a\u202ab\u202bc\u202cd\u202de\u202ef", "abcdef"},
		"bidi isolates":       {"a\u2066b\u2067c\u2068d\u2069e", "abcde"},
		"bidi marks":          {"a\u200eb\u200fc\u061cd", "abcd"},
		"zero width":          {"a\u200bb\u200cc\u200dd\u2060e\ufefff", "abcdef"},
		"tags":                {"a\U000e0001\U000e0069\U000e0067\U000e007fb", "ab"},
		"variation selectors": {"a\ufe0eb\ufe0fc\U000e0100d\u180be", "abcde"},
		"fillers":             {"a\u115fb\u1160c\u3164d\uffa0e\u034ff\u17b4g\u2065h\u2800i", "abcdefghi"},
		"annotations":         {"a\ufff9b\ufffac\ufffbd", "abcd"},
		"invisible operators": {"a\u2061b\u2062c\u2064d", "abcd"},
		"soft hyphens":        {"ig\u00adno\u00adrer", "ignorer"},
		"control":             {"a\x00b\x07c\x1bd\x7fe\u009bf", "abcdef"},
		"private, no chars":   {"a\ue000b\U000f0000c\ufdd0d\uffffe", "abcde"},
		"invalid":             {"a\xff\xc3(b\xed\xa0\x80c", "a(bc"},
		"decomposed":          {"ma\u030alet", "målet"},
		"singleton":           {"\u212bngstrøm", "Ångstrøm"},
		"accents":             {"é e\u0301 ọ̈", "é é ọ̈"},
		"a tower":             {"a" + strings.Repeat("\u0301\u0323", 40) + "b", "\u1ea1\u0323\u0301\u0301b"},
		"a tower with gaps":   {"x" + strings.Repeat("\u0336\u200d", 40), "x" + strings.Repeat("\u0336", 4)},
		"marks alone":         {strings.Repeat("\u0489", 9), strings.Repeat("\u0489", 4)},
		"other scripts stay":  {"Київ שָׁלוֹם नमस्ते 東京 مرحبا", norm.NFC.String("Київ שָׁלוֹם नमस्ते 東京 مرحبا")},
		"emoji":               {"👍🏽", "👍🏽"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Legible(c.in); got != c.want {
				t.Errorf("got %+q, want %+q", got, c.want)
			}
		})
	}
}

func FuzzLegible(f *testing.F) {
	f.Add("a\u202e\u0301\u0301\xff\U000e0041 Å")
	f.Fuzz(func(t *testing.T, s string) {
		got := Legible(s)
		if !utf8.ValidString(got) || !norm.NFC.IsNormalString(got) || Legible(got) != got {
			t.Fatalf("%+q became %+q, then %+q", s, got, Legible(got))
		}
		checkSeen(t, got)
	})
}

// checkSeen wants no invisible characters but white space.
func checkSeen(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if Invisible(r) && !strings.ContainsRune("\t\n\v\f\r\u0085", r) {
			t.Fatalf("%U in %+q", r, text)
		}
	}
}
