package layout

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// entryPattern matches a line of a list of contents: a title, dots or a wide
// gap, and a page.
var entryPattern = regexp.MustCompile(`^(.*?\S)(?:\s*((?:\s?[.·…_‥]){3,})\s*|\s*\t\s*|\s{3,})(\d{1,4})$`)

// contentsName matches the heading of a list of contents.
var contentsName = regexp.MustCompile(`^(?i:\d{0,2}\.?\s*(indhold(sfortegnelse|soversigt)?|contents|table of contents|inhalt(sverzeichnis)?|innhold(sfortegnelse)?|innehåll(sförteckning)?|inhoud(sopgave)?|sisällys|efnisyfirlit|figurliste|tabeloversigt))\s*:?$`)

// ContentsName reports whether a text is the heading of a list of contents.
func ContentsName(text string) bool { return contentsName.MatchString(strings.TrimSpace(text)) }

// Bounds of a list of contents.
const (
	minEntries  = 3
	maxWrapped  = 2    // lines of a title that has no page on them
	inOrder     = 0.85 // share of the pages that do not go back
	againDotted = 0.34 // share of the titles that stand elsewhere too, where dots lead to the pages
	againBare   = 0.6  // the same, where a gap does
)

// entry is a line of a list of contents.
type entry struct {
	line   int
	title  string // its letters and digits
	page   int
	dotted bool
}

// Contents marks the lines of lists of contents, with their headings. A list is
// told by its pages, which go forwards, and by its titles, which stand elsewhere
// as lines too: a list of prices has neither. Cells of a line are parted by
// tabs.
func Contents(lines []string) []bool {
	marked := make([]bool, len(lines))
	var known titles
	for from := 0; from < len(lines); from++ {
		entries, to := entriesAt(lines, from)
		if len(entries) < minEntries {
			continue
		}
		if known == nil {
			known = titlesOf(lines)
		}
		named := headingAbove(lines, from)
		if !known.listed(entries, named >= 0) {
			from = to - 1
			continue
		}
		for i := from; i < to; i++ {
			marked[i] = true
		}
		if named >= 0 {
			for i := named; i < from; i++ {
				marked[i] = true
			}
		}
		from = to - 1
	}
	return marked
}

// entriesAt gathers the entries of a list that begins at a line, and returns
// the line after it.
func entriesAt(lines []string, from int) (entries []entry, to int) {
	for i := from; i < len(lines); i++ {
		e, ok := entryOf(lines[i], i)
		if ok {
			if len(entries) > 0 && i > to { // a title of several lines
				e.title = letters(strings.Join(lines[to:i], " ")) + e.title
			}
			entries, to = append(entries, e), i+1
			continue
		}
		if len(entries) == 0 || i-to >= maxWrapped || danish.EndsSentence(lines[i]) {
			break
		}
	}
	return entries, to
}

func entryOf(line string, at int) (entry, bool) {
	m := entryPattern.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil || strings.IndexFunc(m[1], unicode.IsLetter) < 0 {
		return entry{}, false
	}
	page, err := strconv.Atoi(m[3])
	return entry{at, letters(m[1]), page, m[2] != ""}, err == nil
}

// headingAbove is the line of the heading of a list that begins at from, -1
// where there is none right above it.
func headingAbove(lines []string, from int) int {
	for i := from - 1; i >= max(0, from-2); i-- {
		if ContentsName(lines[i]) {
			return i
		}
	}
	return -1
}

// numberedName matches the number that a caption has after its kind.
var numberedName = regexp.MustCompile(`^\d{1,3}(?:\.\d{1,3})*[.:]?\s+\p{L}`)

// titles counts the lines of a document by their letters and digits.
type titles map[string]int

func titlesOf(lines []string) titles {
	t := titles{}
	for i, line := range lines {
		key := letters(line)
		t[key]++
		if _, named, ok := strings.Cut(line, " "); ok && numberedName.MatchString(named) {
			t[letters(named)]++ // "Tabel 2.7: …" is listed as "2.7 …"
		}
		if i+1 < len(lines) && utf8.RuneCountInString(line) > 20 {
			t[key+letters(lines[i+1])]++ // a heading of two lines
		}
	}
	return t
}

// listed reports whether entries are a list of contents.
func (t titles) listed(entries []entry, named bool) bool {
	forwards, again, dotted := 1, 0, 0
	for i, e := range entries {
		if i > 0 && e.page >= entries[i-1].page {
			forwards++
		}
		if t[e.title] > 0 {
			again++
		}
		if e.dotted {
			dotted++
		}
	}
	n := float64(len(entries))
	if float64(forwards) < inOrder*n {
		return false
	}
	need := againBare
	if 2*dotted > len(entries) {
		need = againDotted
	}
	return named && 2*dotted > len(entries) || float64(again) >= need*n
}

// letters is a text as titles are compared: letters and digits, in lower case.
func letters(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s))
}
