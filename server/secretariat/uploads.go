package secretariat

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// uploadsPage shows the files that editors have brought to a collection.
type uploadsPage struct {
	staffPage
	Collection  string
	Name        string           // of the collection, as it is shown
	Collections []collectionLink // none where there is one only
	Largest     string           // that one file may be
	Bytes       int64            // the same, for the script
	Together    int64            // that all files of one form may be
	Accept      string           // endings
	Failed      []failedUpload   // what could not be taken in, of the form that is answered
	Parts       []uploadPart
	History     []historyLine
	More        bool // there is more history than is shown
}

// collectionLink leads to the files of a collection.
type collectionLink struct {
	Name, Address string
	Chosen        bool
}

// failedUpload is a file that could not be taken in, and why.
type failedUpload struct{ Name, Reason string }

// uploadPart are the files that stand in one way.
type uploadPart struct {
	Title string
	ID    string
	Files []uploadRow
}

// uploadRow is one file.
type uploadRow struct {
	intake.File
	Page    string // address
	Text    string // what it became, in a line
	Odd     []oddity
	When    string
	Status  string // of one in use: whether the service has taken it in
	Acts    []fileAct
	Rivals  bool // another file is in use under its name
	Replace string
}

// oddity is what should be looked at in a file.
type oddity struct {
	Text    string
	Lang    string // of the text
	Serious bool
}

// fileAct is something that may be done with a file.
type fileAct struct {
	Act, Text string
	Second    bool // not what is done most
}

// historyLine is a line of the history.
type historyLine struct {
	N          int
	Undo       bool
	When, What string
	Name       string
	By         string
}

// shownHistory is how much of the history a page shows.
const shownHistory = 100

// Uploads answers GET /admin/documents.
func (s *Secretariat) Uploads(c *fiber.Ctx) error {
	if s.Config.Uploads == nil {
		return problem.ErrNotFound
	}
	collection, err := s.collection(c, c.Query("collection"))
	if err != nil {
		return err
	}
	return s.showUploads(c, collection, nil)
}

// collection is the one that is asked for, where the asker may keep it; without
// one, the first that they may keep.
func (s *Secretariat) collection(c *fiber.Ctx, name string) (string, error) {
	return s.kept(c, s.Config.Uploads.Collections(), name)
}

// kept is the collection of a name among some, where the asker may keep it;
// without a name, the first that they may keep.
func (s *Secretariat) kept(c *fiber.Ctx, among []string, name string) (string, error) {
	var may []string
	for _, one := range among {
		if s.MayKeep(c, one) {
			may = append(may, one)
		}
	}
	switch {
	case len(may) == 0:
		return "", problem.ErrForbidden
	case slices.Contains(may, name):
		return name, nil
	case name == "":
		return may[0], nil
	}
	return "", problem.ErrForbidden
}

// showUploads shows the files of a collection, and what could not be taken in.
func (s *Secretariat) showUploads(c *fiber.Ctx, collection string, failed []failedUpload) error {
	t, desk := s.Table(c), s.Config.Uploads
	data := uploadsPage{staffPage: s.staff(c, "documents", t.Say("uploads.title")), Collection: collection, Name: collectionName(t, collection),
		Largest: megabytes(desk.MaxFile()), Bytes: desk.MaxFile(), Together: s.MostBrought(), Accept: strings.Join(desk.Endings(), ","), Failed: failed}
	data.Collections = s.collectionLinks(c, desk.Collections(), collection, "/admin/documents")
	data.Parts = s.uploadParts(t, desk.Files(collection))
	all := desk.History(collection)
	data.More = len(all) > shownHistory
	for _, e := range all[:min(len(all), shownHistory)] {
		data.History = append(data.History, historyLine{N: e.N, Undo: e.Undo, When: s.moment(t, e.At), What: t.Act(e.What), Name: e.Name, By: e.By})
	}
	if len(failed) > 0 {
		c.Status(fiber.StatusUnprocessableEntity)
		data.Error = t.Count(len(failed), "uploads.failed")
	}
	return s.Pages.Render(c, "uploads", data)
}

// collectionLinks lead to a page of each collection that the asker may keep; none
// where there is one only.
func (s *Secretariat) collectionLinks(c *fiber.Ctx, among []string, chosen, address string) (out []collectionLink) {
	for _, one := range among {
		if s.MayKeep(c, one) {
			out = append(out, collectionLink{collectionName(s.Table(c), one), address + "?collection=" + url.QueryEscape(one), one == chosen})
		}
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

// uploadParts puts files together that stand in one way.
func (s *Secretariat) uploadParts(t *pages.Table, files []intake.File) []uploadPart {
	parts := []uploadPart{{Title: t.Say("uploads.drafts"), ID: "kladder"}, {Title: t.Say("uploads.live"), ID: "i-brug"}, {Title: t.Say("uploads.former"), ID: "tidligere"}, {Title: t.Say("uploads.discarded"), ID: "kasseret"}}
	for _, f := range files {
		at := 2
		switch f.State {
		case intake.Draft:
			at = 0
		case intake.InUse:
			at = 1
		case intake.Discarded:
			at = 3
		}
		parts[at].Files = append(parts[at].Files, s.uploadRow(t, f))
	}
	return slices.DeleteFunc(parts, func(p uploadPart) bool { return len(p.Files) == 0 })
}

func (s *Secretariat) uploadRow(t *pages.Table, f intake.File) uploadRow {
	r := uploadRow{File: f, Page: "/admin/documents/file?id=" + url.QueryEscape(f.ID), When: s.moment(t, f.Since), Rivals: f.Rival != ""}
	if p, err := s.Config.Uploads.Preview(f.ID); err == nil {
		r.Text, r.Odd = lookText(t, p.Look, f.Size), oddities(t.Lang, p)
	}
	if f.State == intake.InUse {
		r.Status = t.Say("uploads.waiting")
		if s.Config.TakenIn != nil && s.Config.TakenIn(f.Collection, f.Name, f.Hash) {
			r.Status = t.Say("uploads.taken")
		} else if s.Config.Hold != nil && s.Config.Hold.Held() != nil {
			r.Status = t.Say("uploads.held")
		}
	}
	r.Acts = fileActs(t, f)
	return r
}

// fileActs are what may be done with a file as it stands.
func fileActs(t *pages.Table, f intake.File) []fileAct {
	use := fileAct{intake.ActLive, t.Say("uploads.do.live"), false}
	if f.Rival != "" {
		use.Text = t.Say("uploads.do.replace")
	}
	switch f.State {
	case intake.Draft, intake.Withdrawn, intake.Replaced:
		return []fileAct{use, {intake.ActDiscard, t.Say("uploads.do.discard"), true}}
	case intake.InUse:
		return []fileAct{{intake.ActWithdraw, t.Say("uploads.do.withdraw"), true}}
	}
	return []fileAct{{intake.ActRestore, t.Say("uploads.do.restore"), true}, {intake.ActPurge, t.Say("uploads.do.purge"), true}}
}

// lookText tells what a file became in a line.
func lookText(t *pages.Table, l intake.Look, size int64) string {
	parts := []string{l.Title, t.Count(l.Passages, "uploads.passages"), t.Count(l.Headings, "uploads.headings"), t.Count(l.Words, "uploads.words")}
	if l.Pages > 0 {
		parts = append(parts, t.Count(l.Pages, "uploads.pages"))
	}
	return strings.Join(append(parts, megabytes(size)), " · ")
}

// oddities are what is told of a file: why it is not whole, and what is odd about it.
func oddities(lang string, p intake.Preview) (out []oddity) {
	for i, text := range p.Warnings {
		english := ""
		if i < len(p.English) {
			english = p.English[i]
		}
		out = append(out, toldIn(lang, text, english, true))
	}
	for _, o := range p.Look.Oddities {
		out = append(out, toldIn(lang, o.Text, o.English, o.Serious))
	}
	return out
}

// toldIn is a remark in the reader's language; where the English was not kept, in Danish.
func toldIn(lang, danish, english string, serious bool) oddity {
	if lang == pages.LangEnglish && english != "" {
		return oddity{english, lang, serious}
	}
	return oddity{danish, pages.LangDanish, serious}
}

func collectionName(t *pages.Table, collection string) string {
	if collection == "" {
		return t.Say("uploads.shared")
	}
	return documents.ThemeName(collection)
}

// megabytes writes a size out, rounded up.
func megabytes(n int64) string {
	if n < 1<<20 {
		return pages.DanishNumber(int((n+1023)>>10)) + " kB"
	}
	return pages.DanishNumber(int((n+1<<20-1)>>20)) + " MB"
}
