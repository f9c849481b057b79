package report

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// shipped is the index of the shipped materials.
func shipped(t *testing.T) *index.Index {
	t.Helper()
	lib, err := library.ReadAll(t.Context(), []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	syn, err := danish.ParseSynonyms(strings.NewReader(string(materials.Synonyms)))
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(t.Context(), lib, index.Options{Synonyms: syn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}

// labelled reads the groups of testdata/alike.txt, those with odd or even numbers.
func labelled(t *testing.T, odd bool) (texts []string, of []int) {
	t.Helper()
	data, err := os.ReadFile("testdata/alike.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 1
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			n++
		case line[0] != '#' && (n%2 == 1) == odd:
			texts, of = append(texts, line), append(of, n)
		}
	}
	return texts, of
}

// pairs compares each with each: how many pairs are rightly in one group, how
// many are in one, and how many should be.
func pairs(texts []string, of []int, cfg Config, least float64) (right, found, wanted int) {
	var all []*asking
	for _, text := range texts {
		all = append(all, &asking{text: text, count: 1})
	}
	weigh(all, cfg.Topics)
	mean(all, cfg.Meaning)
	got := make([]int, len(all))
	for n, members := range link(similarities(all), least) {
		for _, i := range members {
			got[i] = n
		}
	}
	for i := range all {
		for j := range i {
			if of[i] == of[j] {
				wanted++
			}
			if got[i] == got[j] {
				found++
				if of[i] == of[j] {
					right++
				}
			}
		}
	}
	return right, found, wanted
}

// TestAlike measures the grouping against groups made by hand, with meaning and
// by topics alone; the bounds lie a little below what was measured. With -v it
// shows other thresholds too.
func TestAlike(t *testing.T) {
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string][]float32{}
	means := func(text string) []float32 {
		if known[text] == nil {
			if known[text], err = e.Query(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		return known[text]
	}
	topics := shipped(t).Topics
	for _, c := range []struct {
		odd               bool
		meaning           func(string) []float32
		precision, recall float64
	}{{true, means, 0.93, 0.86}, {false, means, 0.97, 0.77}, {true, nil, 0.82, 0.55}, {false, nil, 0.97, 0.68}} {
		texts, of := labelled(t, c.odd)
		cfg := Config{Topics: topics, Meaning: c.meaning}
		for least := 0.15; least < 0.6; least += 0.05 {
			right, found, wanted := pairs(texts, of, cfg, least)
			t.Logf("odd %v, meaning %v, from %.2f: precision %d/%d, recall %d/%d", c.odd, c.meaning != nil, least, right, found, right, wanted)
		}
		right, found, wanted := pairs(texts, of, cfg, alike)
		p, r := float64(right)/float64(found), float64(right)/float64(wanted)
		if p < c.precision || r < c.recall {
			t.Errorf("odd %v, meaning %v: precision %.2f, recall %.2f", c.odd, c.meaning != nil, p, r)
		}
	}
}

// TestLinkIsAverageLinkage compares with the plain method, which looks at all
// pairs before each joining.
func TestLinkIsAverageLinkage(t *testing.T) {
	for seed := range 30 {
		like := madeUp(24, seed)
		got, want := fmt.Sprint(link(like, 0.4)), fmt.Sprint(plainly(like, 0.4))
		if got != want {
			t.Errorf("%d: got %s, want %s", seed, got, want)
		}
	}
}

// madeUp are similarities of no meaning.
func madeUp(n, seed int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	x := uint64(seed + 1)
	for i := range out {
		for j := range i {
			x = x*6364136223846793005 + 1442695040888963407
			out[i][j] = float64(x>>40) / (1 << 24)
			out[j][i] = out[i][j]
		}
	}
	return out
}

func plainly(like [][]float64, least float64) [][]int {
	var groups [][]int
	for i := range like {
		groups = append(groups, []int{i})
	}
	mean := func(a, b []int) (sum float64) {
		for _, i := range a {
			for _, j := range b {
				sum += like[i][j]
			}
		}
		return sum / float64(len(a)*len(b))
	}
	for {
		best, x, y := least, -1, -1
		for i := range groups {
			for j := range i {
				if m := mean(groups[i], groups[j]); m >= best {
					best, x, y = m, j, i
				}
			}
		}
		if x < 0 {
			return sorted(groups)
		}
		groups[x] = append(groups[x], groups[y]...)
		groups = append(groups[:y], groups[y+1:]...)
	}
}

func sorted(groups [][]int) [][]int {
	like := make([][]int, 0, len(groups))
	for first := range 1000 {
		for _, g := range groups {
			least := g[0]
			for _, i := range g {
				least = min(least, i)
			}
			if least == first {
				h := make([]int, 0, len(g))
				for i := range 1000 {
					for _, j := range g {
						if i == j {
							h = append(h, i)
						}
					}
				}
				like = append(like, h)
			}
		}
	}
	return like
}

func BenchmarkGroup(b *testing.B) {
	for b.Loop() {
		var all []*asking
		for i := range maxWordings {
			all = append(all, &asking{text: fmt.Sprintf("ord%d emne%d", i, i%97), count: 1, first: time.Unix(int64(i), 0)})
		}
		weigh(all, func(text string) map[string]float64 {
			out := map[string]float64{}
			for _, w := range strings.Fields(text) {
				out[w] = 1
			}
			return out
		})
		group(all)
	}
}
