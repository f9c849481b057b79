package danish

import (
	"strings"
	"testing"
)

func TestLonger(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "mål": 3, "ma\u030al": 4, "ﷺ": 18, strings.Repeat("ﷺ", 1000): 18_000, "ﬁ": 2, "½": 3, "AI": 2,
	} {
		if Longer(text, want) || !Longer(text, want-1) {
			t.Errorf("%.12q: not %d", text, want)
		}
	}
}

// BenchmarkClean shows that what is cleaned costs no more by the letter where it
// is a flood of ligatures or of marks.
func BenchmarkClean(b *testing.B) {
	const size = 100_000
	for name, one := range map[string]string{"text": "målet for 2030 ", "ligatures": "ﷺ ", "marks": "a\u0301\u0323\u0323", "marks alone": "\u0301"} {
		text := strings.Repeat(one, size/len(one))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if !Longer(Clean(text), 3) {
					b.Fatal("nothing is left")
				}
			}
		})
	}
}
