package office

import (
	"context"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// archive is a zipped document that gathers the text of its parts.
type archive struct {
	*parts.Archive
	layer []string // by paragraphs
}

func openArchive(ctx context.Context, data []byte, limits documents.Limits) (*archive, error) {
	a, err := parts.Open(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	return &archive{Archive: a}, nil
}

// layerReader passes an XML file on, and gathers its text by paragraphs: all of
// it, also what the reader behind it leaves out.
type layerReader struct {
	parts.Handler
	texts map[string]bool // elements whose text counts; nil for any
	path  xmlPath
	not   int // open elements within one whose text was never part of the document
	line  strings.Builder
	lines *[]string
}

// never are elements of OpenDocument and Office whose text is no text of the
// document: what was deleted, comments, copies for older programs.
var never = map[string]bool{"tracked-changes": true, "annotation": true, "Fallback": true, "del": true, "moveFrom": true, "sequence-decls": true, "forms": true, "scripts": true}

func (r *layerReader) Start(e parts.Element) error {
	r.path.push(e.Name.Local)
	if r.not > 0 || never[e.Name.Local] && r.path.parent() != "rPr" && r.path.parent() != "trPr" {
		r.not++
	}
	switch e.Name.Local {
	case "tab", "br", "s", "line-break":
		r.line.WriteByte(' ')
	case "sym":
		r.line.WriteString(symbol(e))
	}
	return r.Handler.Start(e)
}

// shower is a reader that knows which signs a font shows for a text.
type shower interface{ shown(text string) string }

func (r *layerReader) Text(s string) error {
	if h, ok := r.Handler.(shower); ok {
		s = h.shown(s)
	}
	if n := len(r.path); r.not == 0 && n > 0 && (r.texts == nil || r.texts[r.path[n-1]]) {
		r.line.WriteString(s)
	}
	return r.Handler.Text(s)
}

func (r *layerReader) End(name parts.Name) error {
	r.path.pop()
	if r.not > 0 {
		r.not--
	}
	if name.Local == "p" || name.Local == "h" {
		if text := strings.TrimSpace(r.line.String()); text != "" {
			*r.lines = append(*r.lines, text)
		}
		r.line.Reset()
	}
	return r.Handler.End(name)
}

// eachText is eachXML of a part that holds the document's text, which also
// becomes part of the archive's layer.
func (a *archive) eachText(name string, required bool, h parts.Handler) error {
	texts := map[string]bool{"t": true}
	if name == "content.xml" {
		texts = nil
	}
	return a.EachXML(name, required, &layerReader{Handler: h, texts: texts, lines: &a.layer})
}
