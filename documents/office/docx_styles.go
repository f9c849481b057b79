package office

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents/parts"
)

// docxStyle is what a paragraph style decides here.
type docxStyle struct {
	name, basedOn string
	outline       int     // heading level from 1; 0 is unset, -1 body text
	bold          *bool   // nil is inherited
	size          float64 // in points; 0 is inherited
	numbers       docxNumPr
	font          string // of a span of OpenDocument
}

// docxStyles are the styles by ID; "" is the document's default.
type docxStyles map[string]*docxStyle

var (
	headingName = regexp.MustCompile(`(?i)^(?:heading|overskrift|überschrift|rubrik|titre|kop)[ _]?([1-9])(?: char)?$`)
	tocName     = regexp.MustCompile(`(?i)^(?:toc ?\d|toc ?heading|indholdsfortegnelse ?\d|overskrift til indholdsfortegnelse|contents ?\d|contents heading|table of figures|list(e)? over figurer)$`)
	titleName   = regexp.MustCompile(`(?i)^(?:title|titel|dokumenttitel|document title)$`)
)

// chain calls visit for a style and those that it is based on, nearest first,
// and last the default, until visit returns true.
func (s docxStyles) chain(id string, visit func(*docxStyle) bool) {
	for range 20 { // a style may be based on itself
		style := s[id]
		if style == nil || id == "" {
			break
		}
		if visit(style) {
			return
		}
		id = style.basedOn
	}
	if d := s[""]; d != nil {
		visit(d)
	}
}

// headingLevel is 1 to 6 for a heading's style, else 0.
func (s docxStyles) headingLevel(id string) (level int) {
	s.chain(id, func(style *docxStyle) bool {
		if style.outline != 0 {
			level = max(style.outline, 0)
			return true
		}
		if m := headingName.FindStringSubmatch(style.name); m != nil {
			level, _ = strconv.Atoi(m[1])
		}
		return level > 0
	})
	return min(level, 6)
}

// is reports whether a style or one it is based on has a name of that form.
func (s docxStyles) is(id string, form *regexp.Regexp) (yes bool) {
	if s[id] == nil {
		return form.MatchString(id)
	}
	s.chain(id, func(style *docxStyle) bool {
		yes = form.MatchString(style.name)
		return yes
	})
	return yes
}

func (s docxStyles) look(id string) (bold bool, size float64) {
	set := false
	s.chain(id, func(style *docxStyle) bool {
		if style.bold != nil && !set {
			bold, set = *style.bold, true
		}
		if size == 0 {
			size = style.size
		}
		return false
	})
	if size == 0 {
		size = 10 // what Word has where nothing is said
	}
	return bold, size
}

func (s docxStyles) numPr(id string) (pr docxNumPr) {
	s.chain(id, func(style *docxStyle) bool {
		if style.numbers.id != "" {
			pr.id = style.numbers.id
			pr.level = max(pr.level, style.numbers.level)
			return true
		}
		pr.level = max(pr.level, style.numbers.level) // a heading may state its level only
		return false
	})
	return pr
}

// docxStyleReader fills docxStyles from word/styles.xml.
type docxStyleReader struct {
	styles docxStyles
	path   xmlPath
	now    *docxStyle
}

func (r *docxStyleReader) Start(e parts.Element) error {
	r.path.push(e.Name.Local)
	switch e.Name.Local {
	case "docDefaults":
		r.now = &docxStyle{name: "defaults"}
		r.styles[""] = r.now
	case "style":
		r.now = &docxStyle{name: parts.Attr(e, "styleId")}
		if kind := parts.Attr(e, "type"); (kind == "paragraph" || kind == "") && len(r.styles) < 5000 && parts.Attr(e, "styleId") != "" {
			r.styles[parts.Attr(e, "styleId")] = r.now
		}
	}
	if r.now != nil {
		r.property(e)
	}
	return nil
}

func (r *docxStyleReader) property(e parts.Element) {
	value := parts.Attr(e, "val")
	switch e.Name.Local {
	case "name":
		if r.path.parent() == "style" && value != "" {
			r.now.name = strings.TrimSpace(value)
		}
	case "basedOn":
		r.now.basedOn = value
	case "outlineLvl":
		n, err := strconv.Atoi(value)
		if r.now.outline = n + 1; err != nil || n < 0 || n > 8 {
			r.now.outline = -1
		}
	case "b":
		on := isOn(e)
		r.now.bold = &on
	case "sz":
		r.now.size = halfPoints(value)
	case "numId":
		r.now.numbers.id = value
	case "ilvl":
		r.now.numbers.level = smallInt(value)
	}
}

func (r *docxStyleReader) End(name parts.Name) error {
	r.path.pop()
	if name.Local == "style" || name.Local == "docDefaults" {
		r.now = nil
	}
	return nil
}

func (r *docxStyleReader) Text(string) error { return nil }

func halfPoints(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 1 || n > 800 {
		return 0
	}
	return n / 2
}

// smallInt reads a level from 0 to 8.
func smallInt(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return min(max(n, 0), 8)
}
