package office

import (
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents/parts"
)

// docxNumPr says which list a paragraph is in; id "" or "0" is none.
type docxNumPr struct {
	id    string
	level int // from 0
}

func (n docxNumPr) listed() bool { return n.id != "" && n.id != "0" }

// docxLevel is how one level of a list is numbered.
type docxLevel struct {
	format  string // "bullet", "decimal", "lowerLetter", ...
	pattern string // "%1.%2"
	start   int
}

// docxNumbers counts the items of lists.
type docxNumbers struct {
	levels   map[string]*[9]docxLevel // by abstract list
	lists    map[string]string        // list ID to abstract list
	counters map[string]*[9]int       // by abstract list: lists made from one count on
	restarts map[string]bool          // lists that count for themselves all the same
	styled   map[styledLevel]int      // the level that a style has in an abstract list
}

// styledLevel is a style that an abstract list names.
type styledLevel struct{ kind, style string }

// of is a style's place in its list: where the list names the style, what the
// style says of its level does not count.
func (n *docxNumbers) of(pr docxNumPr, style string) docxNumPr {
	if level, named := n.styled[styledLevel{n.lists[pr.id], style}]; named {
		pr.level = level
	}
	return pr
}

func newDOCXNumbers() *docxNumbers {
	return &docxNumbers{
		levels: map[string]*[9]docxLevel{}, lists: map[string]string{}, counters: map[string]*[9]int{},
		restarts: map[string]bool{}, styled: map[styledLevel]int{},
	}
}

// next counts one more item and returns its number, "" for a bullet.
func (n *docxNumbers) next(pr docxNumPr) string {
	kind := n.lists[pr.id]
	levels := n.levels[kind]
	if levels == nil {
		return ""
	}
	counter := kind
	if n.restarts[pr.id] {
		counter = "list " + pr.id
	}
	count := n.counters[counter]
	if count == nil {
		count = new([9]int)
		n.counters[counter] = count
	}
	for i := range pr.level {
		if count[i] == 0 {
			count[i] = levels[i].start
		}
	}
	if count[pr.level] == 0 {
		count[pr.level] = levels[pr.level].start
	} else {
		count[pr.level]++
	}
	clear(count[pr.level+1:])
	return levels[pr.level].write(levels, count)
}

// write fills a pattern such as "%1.%2" with numbers.
func (l docxLevel) write(levels *[9]docxLevel, count *[9]int) string {
	if l.format == "bullet" || l.format == "none" || l.format == "" || !strings.Contains(l.pattern, "%") {
		return ""
	}
	pairs := make([]string, 0, 18)
	for i := range levels {
		pairs = append(pairs, "%"+strconv.Itoa(i+1), numeral(levels[i].format, count[i]))
	}
	text := strings.NewReplacer(pairs...).Replace(l.pattern)
	if len(text) > 30 {
		return ""
	}
	return strings.TrimSpace(text)
}

// numeral writes a list's number in its format.
func numeral(format string, n int) string {
	if n < 1 {
		return strconv.Itoa(n)
	}
	switch format {
	case "lowerLetter", "upperLetter":
		letter := strings.Repeat(string(rune('a'+(n-1)%26)), min((n-1)/26+1, 5))
		if format == "upperLetter" {
			letter = strings.ToUpper(letter)
		}
		return letter
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	if n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, part := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= part.value; n -= part.value {
			b.WriteString(part.sign)
		}
	}
	return b.String()
}

// docxNumberReader fills docxNumbers from word/numbering.xml.
type docxNumberReader struct {
	numbers *docxNumbers
	kind    string // the abstract list being read
	list    string // the list being read
	level   int
}

func (r *docxNumberReader) Start(e parts.Element) error {
	value := parts.Attr(e, "val")
	switch e.Name.Local {
	case "abstractNum":
		r.kind, r.list = parts.Attr(e, "abstractNumId"), ""
		if len(r.numbers.levels) < 5000 {
			r.numbers.levels[r.kind] = new([9]docxLevel)
		}
	case "num":
		r.kind, r.list = "", parts.Attr(e, "numId")
	case "abstractNumId":
		r.assign(value)
	case "startOverride":
		if r.numbers.lists[r.list] != "" {
			r.numbers.restarts[r.list] = true
		}
	case "lvl":
		r.level = smallInt(parts.Attr(e, "ilvl"))
	}
	levels := r.numbers.levels[r.kind]
	if levels == nil {
		return nil
	}
	switch level := &levels[r.level]; e.Name.Local {
	case "lvl":
		level.start = 1
	case "start":
		level.start = min(max(atoi(value), 0), 1<<20)
	case "numFmt":
		level.format = value
	case "lvlText":
		level.pattern = value
	case "pStyle":
		if len(r.numbers.styled) < 20_000 {
			r.numbers.styled[styledLevel{r.kind, value}] = r.level
		}
	}
	return nil
}

func (r *docxNumberReader) assign(kind string) {
	if r.list != "" && len(r.numbers.lists) < 20_000 {
		r.numbers.lists[r.list] = kind
	}
}

func (r *docxNumberReader) End(name parts.Name) error {
	if name.Local == "num" {
		r.list = ""
	}
	return nil
}

func (r *docxNumberReader) Text(string) error { return nil }

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
