package people

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
)

const (
	shownHits    = 20  // passages on the page of a search
	filteredHits = 200 // passages that are looked through for those of a theme
	meantHits    = 3   // of the best, that are shown though they hold none of the words: they may mean the same
	excerptSize  = 320 // bytes of a hit's text that are shown, about
)

// searchPage shows passages that hold what was searched for.
type searchPage struct {
	pages.Page
	Query       string
	MaxQuestion int
	Found       string // how many passages are shown
	Hits        []hitView
	Themes      []theme
	None        bool // the search found nothing
	Error       string
}

// hitView is a passage that was found.
type hitView struct {
	Title []pages.Span
	Where []pages.Span
	URL   string
	Lang  string // of the document
	Text  []pages.Span
}

// Search answers GET /search.
func (s *People) Search(c *fiber.Ctx) error {
	t := s.Table(c)
	data := searchPage{Page: s.Page(c, t.Say("search.title")), MaxQuestion: s.Config.MaxQuestion}
	data.Query = strings.TrimSpace(core.FirstRunes(danish.Legible(c.Query("q")), s.Config.MaxQuestion))
	if data.Query == "" {
		return s.Pages.Render(c, "search", data)
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	view := looker{s.ViewOf(c)}
	ctx, cancel := context.WithTimeout(s.ContextOf(c), core.SearchTimeout)
	defer cancel()
	chosen := c.Query("theme")
	data.Themes = themes(view.Library.Documents(), chosen)
	depth := shownHits
	if chosen != "" {
		depth = filteredHits
	}
	hits, err := view.Library.Search(ctx, data.Query, nil, depth)
	if err != nil {
		return err
	}
	if data.Hits = view.shown(t, hits, view.asked(data.Query, data.Lang), chosen); len(data.Hits) > shownHits {
		data.Hits = data.Hits[:shownHits]
	}
	data.None = len(data.Hits) == 0
	data.Found = t.Count(len(data.Hits), "search")
	return s.Pages.Render(c, "search", data)
}

// looker finds in a view what a reader is shown.
type looker struct{ *core.View }

// shown are the hits that hold a word that was asked for, and the best of the
// others. Where none holds one, the materials say nothing of it: what is near
// in meaning to words that nothing holds is near to everything.
func (v looker) shown(t *pages.Table, hits []core.Hit, asked []danish.Word, theme string) []hitView {
	var out []hitView
	any := false
	looked := 0 // hits of the theme
	for _, h := range hits {
		d, _ := v.Library.Document(h.Document)
		if theme != "" && d.Theme() != theme {
			continue
		}
		view, holds := v.hitView(t, h.Passage, asked)
		if looked++; holds || looked <= meantHits {
			out = append(out, view)
		}
		any = any || holds
	}
	if !any {
		return nil
	}
	return out
}

// asked are the words of a query that a passage can hold.
func (v looker) asked(query, lang string) []danish.Word {
	words := v.Library.Words(query, lang == pages.LangEnglish)
	content := slices.DeleteFunc(slices.Clone(words), func(w danish.Word) bool { return w.Stop })
	if len(content) == 0 {
		return words
	}
	return content
}

// hitView shows a hit, and tells whether it holds any of the words that were asked for.
func (v looker) hitView(t *pages.Table, p documents.Passage, asked []danish.Word) (hitView, bool) {
	holds := false
	marked := func(text string) []pages.Span {
		found := v.found(text, asked)
		holds = holds || len(found) > 0
		return pages.Spans(text, 0, found)
	}
	hit := hitView{Title: marked(p.Title), Where: marked(t.Where(p.Title, p.Section, p.Page)), URL: pages.PassageURL(p.Document, p.ID), Lang: v.documentLanguage(p.Document)}
	body := p.Body()
	found := v.found(body, asked)
	text, places := excerpt(body, found)
	hit.Text = pages.Spans(text, 0, places)
	return hit, holds || len(found) > 0
}

// found are the places of the words that were asked for, in any of their forms.
func (v looker) found(text string, asked []danish.Word) []pages.Reach {
	var out []pages.Reach
	for _, w := range v.Library.Words(text, false) {
		held := danish.Terms{}
		held.Add([]danish.Word{w})
		if slices.ContainsFunc(asked, func(q danish.Word) bool { return q.Near(held) }) {
			out = append(out, pages.Reach{From: w.Start, To: w.End})
		}
	}
	return out
}

// excerpt cuts out of a text the piece with most marks, at spaces; its
// lines, the rows of a table among them, stay lines.
func excerpt(text string, marked []pages.Reach) (string, []pages.Reach) {
	from, most := 0, 0
	for i, m := range marked {
		n := 0
		for _, other := range marked[i:] {
			if other.To-m.From <= excerptSize {
				n++
			}
		}
		if n > most {
			most, from = n, m.From
		}
	}
	from = spaceBefore(text, max(0, from-excerptSize/4))
	to := spaceAfter(text, min(len(text), from+excerptSize))
	out := text[from:to]
	shift := -from
	if from > 0 {
		out = "… " + out
		shift += len("… ")
	}
	if to < len(text) {
		out += " …"
	}
	var moved []pages.Reach
	for _, m := range marked {
		if m.From >= from && m.To <= to {
			moved = append(moved, pages.Reach{From: m.From + shift, To: m.To + shift})
		}
	}
	return out, moved
}

func spaceBefore(text string, i int) int { return strings.LastIndexAny(text[:i], " \n") + 1 }

func spaceAfter(text string, i int) int {
	for i < len(text) && !utf8.RuneStart(text[i]) {
		i++
	}
	if n := strings.IndexAny(text[i:], " \n"); n >= 0 {
		return i + n
	}
	return len(text)
}

// documentLanguage is the language of a document's text.
func (v looker) documentLanguage(id string) string {
	d, _ := v.Library.Document(id)
	return cmp.Or(d.Language, pages.LangDanish)
}
