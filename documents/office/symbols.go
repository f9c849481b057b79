package office

import (
	"maps"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents/parts"
)

// Fonts of signs number them like letters, and files hold the number, in the
// private area from U+F000 on.

// fontSymbols are the signs of the font Symbol from 0x20 and from 0xA0 on, by
// ISO 32000-1:2008, Annex D.5, and Adobe's table of them in Unicode
// (unicode.org/Public/MAPPINGS/VENDORS/ADOBE/symbol.txt); a space for none.
var (
	lowSymbols = []rune(" !∀#∃%&∋()∗+,−./0123456789:;<=>?" +
		"≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_" +
		" αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼")
	highSymbols = []rune("€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵" +
		"ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓" +
		"◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭")
)

// dingbats are the signs of other fonts that say something: boxes, ticks, arrows
// and numbers, by the nearest of the characters that Unicode 7.0 has of these
// fonts. Those that only adorn are left to be bullets.
var dingbats = map[string]map[rune]rune{
	"wingdings":   merge(signs(0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"), signs(0xdf, "←→↑↓↖↗↙↘←→↑↓↖↗↙↘⇐⇒⇑⇓⇔⇕"), signs(0xfb, "✗✓☒☑"), signs(0xa8, "☐"), signs(0x6f, "☐")),
	"wingdings 2": merge(signs(0x4f, "✗✓☒☑☒☒"), signs(0xa3, "☐"), signs(0x69, "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")),
	"wingdings 3": signs(0x21, "←→↑↓↖↗↙↘"),
	"webdings":    merge(signs(0x61, "✓"), signs(0x63, "☐"), signs(0x72, "✗")),
}

// signs numbers signs from a first one on.
func signs(first rune, list string) map[rune]rune {
	out := map[rune]rune{}
	for _, sign := range list {
		out[first] = sign
		first++
	}
	return out
}

func merge(runs ...map[rune]rune) map[rune]rune {
	out := map[rune]rune{}
	for _, r := range runs {
		maps.Copy(out, r)
	}
	return out
}

// Where the private area of such fonts begins and ends.
const (
	privateFirst = 0xf020
	privateLast  = 0xf0ff
)

// signOf is the sign that a font has under a number, 0 where none is known.
func signOf(font string, code rune) rune {
	if code >= privateFirst && code <= privateLast {
		code -= 0xf000
	}
	font = strings.ToLower(strings.TrimSpace(font))
	if font != "symbol" {
		return dingbats[font][code]
	}
	list, i := lowSymbols, int(code)-0x20
	if code >= 0xa0 {
		list, i = highSymbols, int(code)-0xa0
	}
	if i < 0 || i >= len(list) || list[i] == ' ' && code != 0x20 {
		return 0
	}
	return list[i]
}

// withSigns is text with the signs of a font in place of their numbers.
func withSigns(font, s string) string {
	if font == "" {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < privateFirst || r > privateLast {
			return r
		}
		if sign := signOf(font, r); sign != 0 {
			return sign
		}
		return r
	}, s)
}

// symbol is what an element that names a font and a number shows.
func symbol(e parts.Element) string {
	code, err := strconv.ParseUint(parts.Attr(e, "char"), 16, 16)
	if err != nil {
		return ""
	}
	if sign := signOf(parts.Attr(e, "font"), rune(code)); sign != 0 {
		return string(sign)
	}
	return string(rune(code))
}

// box is one of a form, with or without its cross.
func box(ticked bool) string {
	if ticked {
		return "☒"
	}
	return "☐"
}
