package people

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
)

// documentsPage lists the documents.
type documentsPage struct {
	pages.Page
	Groups       []documentGroup
	Themes       []theme
	Kinds        []theme
	Failures     []documents.Failure // without what was left out as intended
	Before, Next string              // addresses of the pages beside this one, "" where there is none
}

// documentGroup are the documents of a theme.
type documentGroup struct {
	Name      string // "" where there is nothing to tell apart
	Documents []documentView
}

// documentView describes a document.
type documentView struct {
	documents.Info
	Date     string // written out in the page's language
	Vanished string // the same
	Lang     string // of its text
	Public   string // address of the publication; "" where there is none that is safe
	Href     string // its page
	File     string // its original file
	KindName string // what its text is; "" where that is not told
	Deep     bool   // it stands under a heading of its theme
}

// documentPage shows the text of a document.
type documentPage struct {
	pages.Page
	Document documentView
	Contents []headingView // the outermost headings, where there are several
	Parts    []part
	Marked   string // the passage that is highlighted; "" for none
	Missing  bool   // the passage that was asked for is not in the document
}

// part is what stands under one heading.
type part struct {
	Headings []headingView // those that are new here, outermost first
	Passages []passageView
}

// headingView is a heading; Level is 2 to 6.
type headingView struct {
	Level int
	Text  string
	ID    string
}

// passageView is a passage as the page shows it.
type passageView struct {
	ID     string // "" where it goes on after rows that stand in the table before it
	Page   int    // where it begins a page that no passage before it was on; else 0
	File   string
	Marked bool
	Runs   []pages.Run
}

func newDocumentView(t *pages.Table, info documents.Info) documentView {
	href := "/documents/" + url.PathEscape(info.ID)
	v := documentView{Info: info, Date: t.Date(info.Date), Vanished: t.Date(info.Vanished), Lang: cmp.Or(info.Language, pages.LangDanish), Public: pages.PublicURL(info.URL), Href: href, File: href + "/file"}
	if info.Format == "markdown" {
		v.File += "?raw=1" // the page shows the text already
	}
	if v.Publication == "" {
		v.Publication = v.Public
	}
	return v
}

// maxShown is how many documents, and how many failures, a page shows.
const maxShown = 500

// Documents answers GET /documents.
func (s *People) Documents(c *fiber.Ctx) error {
	t := s.Table(c)
	data := documentsPage{Page: s.Page(c, t.Say("documents.title"))}
	library := s.ViewOf(c).Library
	chosen, kind := c.Query("theme"), c.Query("kind")
	from, _ := core.FromOf(c)
	from = max(from, 0)
	data.Themes = themes(library.Documents(), chosen)
	data.Kinds = kinds(t, library.Documents(), kind)
	some, next := core.Stretch(within(library.Documents(), chosen, kind), from, maxShown)
	data.Groups = groups(t, some, len(data.Themes) > 0)
	more := "/documents?from="
	if chosen != "" || kind != "" {
		more = "/documents?" + url.Values{"theme": {chosen}, "kind": {kind}}.Encode() + "&from="
	}
	if next > 0 {
		data.Next = more + strconv.Itoa(next)
	}
	if from > 0 {
		data.Before = more + strconv.Itoa(max(0, from-maxShown))
	}
	for _, f := range library.Failures() {
		if !f.Skipped && len(data.Failures) < maxShown {
			data.Failures = append(data.Failures, f.In(data.Lang))
		}
	}
	return s.Pages.Render(c, "documents", data)
}

// groups gathers documents by theme, in the order in which the themes come.
func groups(t *pages.Table, some []documents.Info, named bool) []documentGroup {
	var out []documentGroup
	at := map[string]int{}
	for _, info := range some {
		key := ""
		if named {
			key = info.Theme()
		}
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, documentGroup{Name: documents.ThemeName(key)})
		}
		v := newDocumentView(t, info)
		v.Deep = out[i].Name != ""
		if info.Kind != "" {
			v.KindName = t.Kind(info.Kind)
		}
		out[i].Documents = append(out[i].Documents, v)
	}
	return out
}

// Document answers GET /documents/:document.
func (s *People) Document(c *fiber.Ctx) error {
	info, err := s.DocumentOf(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(s.Base, core.SearchTimeout)
	defer cancel()
	passages, err := s.ViewOf(c).Library.Passages(ctx, info.ID)
	if err != nil {
		return err
	}
	data := newDocumentPage(s.Table(c), info, passages, c.Query("passage"))
	data.Page = s.Page(c, info.Title)
	return s.Pages.Render(c, "document", data)
}

func newDocumentPage(t *pages.Table, info documents.Info, passages []documents.Passage, marked string) documentPage {
	p := documentPage{Document: newDocumentView(t, info)}
	var path []string
	page := 0
	for _, ps := range passages {
		if len(p.Parts) == 0 || !slices.Equal(path, ps.Section) {
			p.Parts = append(p.Parts, part{Headings: newHeadings(path, ps, info.Title)})
			path = ps.Section
		}
		v := passageView{ID: ps.ID, Marked: marked != "" && ps.ID == marked}
		if ps.Page > page && info.Format == "pdf" {
			v.Page, v.File = ps.Page, p.Document.File
			page = ps.Page
		}
		if v.Marked {
			p.Marked = ps.ID
		}
		p.Parts[len(p.Parts)-1].add(v, ps)
	}
	p.Missing = marked != "" && p.Marked == ""
	p.Contents = contents(p.Parts)
	return p
}

// newHeadings are the headings of a passage that the path before it did not
// have. A document's first heading is often its title or how that begins,
// which the page shows already.
func newHeadings(before []string, ps documents.Passage, title string) []headingView {
	common := 0
	for common < len(before) && common < len(ps.Section) && before[common] == ps.Section[common] {
		common++
	}
	first := len(ps.Section) - len(documents.Beneath(title, ps.Section))
	var out []headingView
	for i := max(common, first); i < len(ps.Section); i++ {
		out = append(out, headingView{Level: min(2+i-first, 6), Text: ps.Section[i]})
	}
	if len(out) > 0 {
		out[0].ID = "afsnit-" + ps.ID
	}
	return out
}

// contents are the outermost headings of which there are several, linked; a
// page with few needs none.
func contents(parts []part) []headingView {
	for level := 2; level <= 3; level++ {
		var out []headingView
		for _, p := range parts {
			if len(p.Headings) > 0 && p.Headings[0].Level == level {
				out = append(out, p.Headings[0])
			}
		}
		if len(out) >= 3 {
			return out
		}
	}
	return nil
}

// add shows a passage; rows that go on with the table before it stand there,
// unless a page begins with them, to which a link leads.
func (p *part) add(v passageView, ps documents.Passage) {
	text, heading := ps.Text, ps.Heading()
	if n := len(p.Passages); n > 0 && v.Page == 0 {
		if left, taken := pages.Continue(p.Passages[n-1].Runs, v.ID, v.Marked, text, heading); taken {
			v.ID, text, heading = "", left, ""
		}
	}
	if v.Runs = pages.Runs(text, heading, nil); len(v.Runs) > 0 || v.ID != "" {
		p.Passages = append(p.Passages, v)
	}
}
