package answer

import (
	"net/url"

	"github.com/digitaskforce/taskforce/documents"
)

// source describes a passage as the n-th source.
func (w *work) source(p documents.Passage, n int) Source {
	s := Source{N: n, ID: p.ID, Document: p.Document, Title: p.Title, Page: p.Page, Section: p.Section, Text: p.Text,
		URL:        "/documents/" + url.PathEscape(p.Document) + "?passage=" + url.QueryEscape(p.ID),
		References: p.References, Advice: p.Advice}
	if info, ok := w.snap.Document(p.Document); ok {
		s.PublicURL, s.Publication, s.Kind, s.Publisher = info.URL, info.Publication, info.Kind, info.Publisher
		s.Issued, s.Checked, s.Date, s.Hash = info.Issued, info.Checked, info.Date, info.Hash
	}
	if len(p.References) > 0 {
		s.PublicURL = p.References[0].URL
	}
	return s
}

// OwnWords tells whether all sources of an answer are overviews: its sentences
// are then an editor's words, not those of the publications.
func (a *Answer) OwnWords() bool {
	for _, s := range a.Sources {
		if s.Kind != documents.KindOverview {
			return false
		}
	}
	return len(a.Sources) > 0
}
