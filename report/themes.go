package report

import (
	"cmp"
	"math"
	"slices"

	"github.com/digitaskforce/taskforce/store"
)

// Theme is how the questions of one theme went. What lies outside the subject,
// and what attacks, is of no theme.
type Theme struct {
	Name    string `json:"theme"` // "" where none is known
	Tally          // of the whole time
	Earlier Tally  `json:"earlier"`         // of the first half of it
	Later   Tally  `json:"later"`           // of the second
	Owner   string `json:"owner,omitempty"` // whose mail address answers for it
}

// Tally is how many questions were asked, and answered.
type Tally struct {
	Questions int `json:"questions"`
	Answered  int `json:"answered"`
}

func (t *Tally) add(answered bool) {
	t.Questions++
	if answered {
		t.Answered++
	}
}

// share is the part that was answered, in whole percent.
func (t Tally) share() int {
	if t.Questions == 0 {
		return 0
	}
	return int(math.Round(100 * float64(t.Answered) / float64(t.Questions)))
}

// maxPlaced bounds the questions without a source whose theme is looked for:
// each takes a search.
const maxPlaced = 500

// placer finds the theme of a question: that of the first document that it was
// answered from, else of the one that is nearest to its words.
type placer struct {
	of      func(document string) string
	nearest func(question string) string
	known   map[string]string // by wording
	left    int               // searches that may still be made
}

func newPlacer(cfg Config) *placer {
	return &placer{of: cfg.Theme, nearest: cfg.NearestDocument, known: map[string]string{}, left: maxPlaced}
}

func (p *placer) theme(q store.Question) string {
	switch {
	case p.of == nil:
		return ""
	case len(q.Sources) > 0:
		return p.of(q.Sources[0].Document)
	}
	key := wordingKey(q.Text)
	theme, known := p.known[key]
	if !known && p.nearest != nil && p.left > 0 {
		p.left--
		if document := p.nearest(q.Text); document != "" {
			theme = p.of(document)
		}
		p.known[key] = theme
	}
	return theme
}

// place counts a question under its theme.
func (b *builder) place(q store.Question) {
	if b.cfg.Theme == nil || q.Refusal == "off_topic" || q.Refusal == "attack" {
		return
	}
	name := b.placer.theme(q)
	t := b.themes[name]
	if t == nil {
		t = &Theme{Name: name, Owner: b.cfg.Owners[name]}
		b.themes[name] = t
	}
	answered := q.Refusal == ""
	t.add(answered)
	if q.At.Before(b.cfg.From.Add(b.cfg.To.Sub(b.cfg.From) / 2)) {
		t.Earlier.add(answered)
	} else {
		t.Later.add(answered)
	}
}

// sortedThemes are the themes, those asked about most first; what has none is last.
func sortedThemes(all map[string]*Theme) []Theme {
	out := []Theme{}
	for _, t := range all {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(x, y Theme) int {
		if (x.Name == "") != (y.Name == "") {
			return cmp.Compare(y.Name, x.Name)
		}
		return cmp.Or(cmp.Compare(y.Questions, x.Questions), cmp.Compare(x.Name, y.Name))
	})
	return out
}

// trend tells how the share that is answered moves, "" where there is nothing
// to compare.
func trend(earlier, later Tally) string {
	if earlier.Questions == 0 || later.Questions == 0 {
		return ""
	}
	return points(later.share() - earlier.share())
}

// points writes a difference of percentages.
func points(d int) string {
	if d == 0 {
		return "uændret"
	}
	return signed(d) + " procentpoint"
}

func signed(n int) string {
	switch {
	case n > 0:
		return "+" + whole(n)
	case n < 0:
		return "−" + whole(-n)
	}
	return "0"
}
