package editorial

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/danish"
)

// Bounds of a file; more is a mistake.
const (
	MaxFile      = 64 << 10 // bytes
	MaxAlso      = 40
	maxSentences = 40
	MaxQuestion  = 300 // characters
)

// head is the front matter of an answer.
type head struct {
	Question string    `yaml:"question"`
	Also     []string  `yaml:"also,omitempty"`
	Owner    string    `yaml:"owner"`
	Date     string    `yaml:"date"`
	Review   string    `yaml:"review"`
	Approved *Approval `yaml:"approved,omitempty"`
}

// Parse reads the answer of a file with the name id (its ending left out). The
// error is one Danish line that says what is wrong and what to do.
func Parse(id string, data []byte) (*Answer, error) {
	if len(data) > MaxFile {
		return nil, largeFile.Fault(nil, MaxFile>>10)
	}
	if !utf8.Valid(data) {
		return nil, noUTF8.Fault(nil)
	}
	front, body, err := cutHead(string(data))
	if err != nil {
		return nil, err
	}
	var h head
	dec := yaml.NewDecoder(strings.NewReader(front))
	dec.KnownFields(true)
	if err := dec.Decode(&h); err != nil {
		return nil, badHead.Fault(err, yamlProblem(err))
	}
	a := &Answer{ID: id, Question: clean(h.Question), Owner: clean(h.Owner), Date: clean(h.Date), Review: clean(h.Review), Approved: h.Approved}
	for _, q := range h.Also {
		a.Also = append(a.Also, clean(q))
	}
	if err := a.sound(); err != nil {
		return nil, err
	}
	if a.Sentences, err = sentences(body); err != nil {
		return nil, err
	}
	return a, nil
}

func clean(s string) string { return strings.Join(strings.Fields(danish.Clean(s)), " ") }

// cutHead parts a file into what stands between the lines of hyphens and the rest.
func cutHead(text string) (front, body string, err error) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
	rest, ok := strings.CutPrefix(text, "---\n")
	if ok {
		if front, body, ok = strings.Cut(rest, "\n---\n"); ok {
			return front + "\n", body, nil
		}
	}
	return "", "", noHead.Fault(nil)
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlProblem says where the front matter is wrong.
func yamlProblem(err error) error {
	kind := badYAML
	if strings.Contains(err.Error(), "not found in type") {
		kind = unknownKey
	}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return badLine.Fault(err, m[1], kind)
	}
	return kind.Fault(err)
}

// sound looks at what the front matter must say.
func (a *Answer) sound() error {
	for _, f := range []struct{ key, value string }{{"question", a.Question}, {"owner", a.Owner}, {"date", a.Date}, {"review", a.Review}} {
		if f.value == "" {
			return noKey.Fault(nil, f.key)
		}
	}
	for _, f := range []struct{ key, value string }{{"date", a.Date}, {"review", a.Review}} {
		if len(f.value) != 10 || danish.KnownDate(f.value) != f.value {
			return badDate.Fault(nil, f.key, f.value)
		}
	}
	if len(a.Also) > MaxAlso {
		return manyAlso.Fault(nil, len(a.Also), MaxAlso)
	}
	for _, q := range a.questions() {
		if n := utf8.RuneCountInString(q); n == 0 || n > MaxQuestion {
			return badLength.Fault(nil, n, MaxQuestion)
		}
	}
	return nil
}

// questions are all ways to ask for the answer.
func (a *Answer) questions() []string { return append([]string{a.Question}, a.Also...) }

var (
	mark = regexp.MustCompile(`\s*\[([^\[\]]*§[^\[\]]*)\]`)
	item = regexp.MustCompile(`^\s*(?:[-*]|\d{1,2}[.)])\s+`)
)

// sentences reads the body: each sentence with the marks that follow it, or
// that follow the next one with marks in its paragraph.
func sentences(body string) ([]Sentence, error) {
	var out []Sentence
	for _, b := range blocks(body) {
		some, err := b.sentences()
		if err != nil {
			return nil, err
		}
		if len(out) == 0 && b.brk == "paragraph" {
			some[0].Break = ""
		}
		out = append(out, some...)
	}
	if len(out) == 0 {
		return nil, noText.Fault(nil)
	}
	if len(out) > maxSentences {
		return nil, manyWords.Fault(nil, len(out), maxSentences)
	}
	return out, nil
}

// block is a paragraph or a list item.
type block struct{ text, brk string }

func blocks(body string) []block {
	var out []block
	fresh := true
	for line := range strings.Lines(body) {
		text := strings.TrimSpace(line)
		switch begins := item.MatchString(line); {
		case text == "":
			fresh = true
		case begins:
			out, fresh = append(out, block{strings.TrimSpace(item.ReplaceAllString(line, "")), "item"}), false
		case fresh:
			out, fresh = append(out, block{text, "paragraph"}), false
		default:
			out[len(out)-1].text += " " + text
		}
	}
	return slices.DeleteFunc(out, func(b block) bool { return b.text == "" })
}

func (b block) sentences() ([]Sentence, error) {
	if strings.HasPrefix(b.text, "#") {
		return nil, hasHeading.Fault(nil, short(b.text))
	}
	var out []Sentence
	for rest := b.text; strings.Trim(rest, " .:") != ""; {
		at := mark.FindStringSubmatchIndex(rest)
		if at == nil {
			return nil, noCite.Fault(nil, short(strings.TrimSpace(rest)))
		}
		text, inside := rest[:at[0]], rest[at[2]:at[3]]
		rest = rest[at[1]:]
		for rest != "" && strings.ContainsRune(".!?:", rune(rest[0])) {
			text, rest = text+rest[:1], rest[1:]
		}
		cites, err := cites(inside)
		if err != nil {
			return nil, err
		}
		some := danish.Sentences(text)
		if len(some) == 0 && len(out) > 0 { // a second mark after the same sentence
			out[len(out)-1].Cites = append(out[len(out)-1].Cites, cites...)
		}
		for _, s := range some {
			out = append(out, Sentence{Text: clean(s), Cites: slices.Clone(cites)})
		}
	}
	if len(out) == 0 {
		return nil, noSentence.Fault(nil, short(b.text))
	}
	out[0].Break = b.brk
	return out, nil
}

// cites reads what stands in a mark: cites parted by semicolons.
func cites(inside string) ([]Cite, error) {
	var parts []string
	for _, p := range strings.Split(inside, ";") {
		if n := len(parts); n > 0 && !strings.Contains(p, "§") {
			parts[n-1] += ";" + p // a heading's own semicolon
			continue
		}
		parts = append(parts, p)
	}
	var out []Cite
	for _, p := range parts {
		document, section, ok := strings.Cut(p, "§")
		c := Cite{strings.TrimSpace(document), strings.TrimSpace(section)}
		if !ok || c.Document == "" || c.Section == "" {
			return nil, badCite.Fault(nil, short(inside))
		}
		out = append(out, c)
	}
	return out, nil
}

// short is the beginning of a text, for a message.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
