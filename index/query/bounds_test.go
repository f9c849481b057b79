package query

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
)

// costly counts what is asked of a vocabulary that holds nothing.
type costly struct{ looked, near int }

func (c *costly) Frequency(string) int { c.looked++; return 0 }

func (c *costly) Near(string, int, string) []Similar { c.near++; return nil }

// TestParseBounds holds that a question full of unknown words, and what it
// leans on, costs no more than the allowance.
func TestParseBounds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	words := func(n, letters int, between string) string {
		var b strings.Builder
		for range n {
			for range letters {
				b.WriteByte(byte('a' + r.IntN(26)))
			}
			b.WriteString(between)
		}
		return b.String()
	}
	for name, c := range map[string]struct{ question, answer string }{
		"unknown words":      {words(250, 7, " "), ""},
		"one word again":     {strings.Repeat("qxzwvkj ", 250), ""},
		"a hyphen in all":    {words(250, 7, "-"), ""},
		"one ligature":       {strings.Repeat("ﷺ", 2000), ""},
		"many ligatures":     {strings.Repeat("ﷺ ", 1000), ""},
		"one endless word":   {words(1, 2000, ""), ""},
		"a long answer":      {"og hvad med det", words(2500, 7, " ")},
		"a ligature answers": {"og hvad med det", strings.Repeat("ﷺ ", 10000)},
	} {
		t.Run(name, func(t *testing.T) {
			v := &costly{}
			p := &Parser{Lex: danish.NewLexicon(nil, nil), Terms: v, Count: 1000, Params: DefaultParams()}
			q := p.Parse(c.question, []Turn{{Question: words(250, 7, " "), Answer: c.answer}, {Question: words(250, 7, " "), Answer: c.answer}}, nil)
			if v.near > maxRespelt {
				t.Errorf("%d near spellings were sought", v.near)
			}
			if v.looked > 40*4*maxConcepts || len(q.Concepts) > 3*maxConcepts {
				t.Errorf("%d terms were looked up, %d concepts", v.looked, len(q.Concepts))
			}
		})
	}
}
