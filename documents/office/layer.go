package office

import (
	"encoding/xml"
	"strings"
)

// layerReader passes an XML file on, and gathers its text by paragraphs: all of
// it, also what the reader behind it leaves out.
type layerReader struct {
	xmlHandler
	texts map[string]bool // elements whose text counts; nil for any
	path  xmlPath
	not   int // open elements within one whose text was never part of the document
	line  strings.Builder
	lines *[]string
}

// never are elements of OpenDocument and Office whose text is no text of the
// document: what was deleted, comments, copies for older programs.
var never = map[string]bool{"tracked-changes": true, "annotation": true, "Fallback": true, "del": true, "moveFrom": true, "sequence-decls": true, "forms": true, "scripts": true}

func (r *layerReader) start(e xml.StartElement) error {
	r.path.push(e.Name.Local)
	if r.not > 0 || never[e.Name.Local] && r.path.parent() != "rPr" && r.path.parent() != "trPr" {
		r.not++
	}
	if n := e.Name.Local; n == "tab" || n == "br" || n == "s" || n == "line-break" {
		r.line.WriteByte(' ')
	}
	return r.xmlHandler.start(e)
}

func (r *layerReader) text(s string) error {
	if n := len(r.path); r.not == 0 && n > 0 && (r.texts == nil || r.texts[r.path[n-1]]) {
		r.line.WriteString(s)
	}
	return r.xmlHandler.text(s)
}

func (r *layerReader) end(name xml.Name) error {
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
	return r.xmlHandler.end(name)
}

// eachText is eachXML of a part that holds the document's text, which also
// becomes part of the archive's layer.
func (a *archive) eachText(name string, required bool, h xmlHandler) error {
	texts := map[string]bool{"t": true}
	if name == "content.xml" {
		texts = nil
	}
	return a.eachXML(name, required, &layerReader{xmlHandler: h, texts: texts, lines: &a.layer})
}
