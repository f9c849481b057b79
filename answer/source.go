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
		s.Issued, s.Checked = info.Issued, info.Checked
	}
	if len(p.References) > 0 {
		s.PublicURL = p.References[0].URL
	}
	return s
}
