package pages

import (
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Languages of the pages. The documents keep their own.
const (
	LangDanish  = "da"
	LangEnglish = "en"
)

// Table holds the texts of the pages in one language, as web/text has them. The
// scripts get those whose key begins with "chat.".
type Table struct {
	Lang  string
	texts map[string]string
}

// LoadTexts reads a table for each language.
func LoadTexts() (map[string]*Table, error) {
	all := map[string]*Table{}
	for _, lang := range []string{LangDanish, LangEnglish} {
		raw, err := web.ReadFile("web/text/" + lang + ".json")
		if err != nil {
			return nil, fmt.Errorf("reading the texts: %w", err)
		}
		t := &Table{Lang: lang}
		if err := json.Unmarshal(raw, &t.texts); err != nil {
			return nil, fmt.Errorf("reading the texts in %s: %w", lang, err)
		}
		all[lang] = t
	}
	return all, nil
}

// text is the text under a key; args take the places of its verbs in order. A
// key that is missing is an error, which a template stops at.
func (t *Table) text(key string, args ...any) (string, error) {
	s, ok := t.texts[key]
	if !ok {
		return "", fmt.Errorf("no text %q in %s", key, t.Lang)
	}
	if len(args) > 0 {
		s = fmt.Sprintf(s, args...)
	}
	return s, nil
}

// Say is text for keys that the program itself names, which a test holds to the tables.
func (t *Table) Say(key string, args ...any) string {
	s, _ := t.text(key, args...)
	return s
}

// Kind names a kind of documents; one that has no text stays as its editor wrote it.
func (t *Table) Kind(kind string) string { return t.known("chat.kind."+kind, kind) }

// Ground names a part of what answers rest on, as package golden has it.
func (t *Table) Ground(part string) string { return t.known("golden.ground."+part, part) }

// Act names what an editor did with a file, as package intake has it.
func (t *Table) Act(act string) string { return t.known("uploads.act."+act, act) }

// AnswerAct names what an editor did with an answer, as package desk has it.
func (t *Table) AnswerAct(act string) string { return t.known("answers.act."+act, act) }

// FileState names how a file of an editor stands.
func (t *Table) FileState(state string) string { return t.known("uploads.state."+state, state) }

// known is the text under a key, or otherwise where there is none.
func (t *Table) known(key, otherwise string) string {
	if s, ok := t.texts[key]; ok {
		return s
	}
	return otherwise
}

// Count is the text under key.one for 1, else that under key.many with the number.
func (t *Table) Count(n int, key string) string {
	if n == 1 {
		return t.Say(key + ".one")
	}
	return t.Say(key+".many", t.Number(n))
}

// number writes a positive number with marks between the thousands.
// Number writes a whole number.
func (t *Table) Number(n int) string { return grouped(n, t.Say("number.thousands")) }

// Date writes an ISO date out; what is not one stays as it is.
func (t *Table) Date(iso string) string {
	months := strings.Fields(t.Say("date.months"))
	if d, err := time.Parse(time.DateOnly, iso); err == nil {
		return t.Say("date.day", d.Day(), months[d.Month()-1], d.Year())
	}
	if d, err := time.Parse("2006-01", iso); err == nil {
		return months[d.Month()-1] + " " + strconv.Itoa(d.Year())
	}
	return iso
}

// Link is an address of the service that keeps the language.
func (t *Table) Link(address string) (string, error) { return withLanguage(address, t.Lang) }

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// inLanguage is the attribute of an element whose text is in a language other
// than the page's; what is no language's tag is left out.
func (t *Table) inLanguage(lang string) template.HTMLAttr {
	if lang == t.Lang || !languageTag.MatchString(lang) {
		return ""
	}
	return template.HTMLAttr(` lang="` + lang + `"`)
}

// ask is the address of the chat at home with a question in its field.
func (t *Table) ask(home, question string) (string, error) {
	return t.Link(home + "?q=" + url.QueryEscape(question))
}

// search is the address of the search for a text.
func (t *Table) search(query string) (string, error) {
	return t.Link("/search?q=" + url.QueryEscape(query))
}

// withLanguage puts a language into an address of the service; Danish needs none.
func withLanguage(address, lang string) (string, error) {
	if lang == LangDanish && !strings.Contains(address, "lang=") {
		return address, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("linking to %q: %w", address, err)
	}
	q := u.Query()
	q.Del("lang")
	if lang != LangDanish {
		q.Set("lang", lang)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// script is the module of the texts that the scripts show.
func (t *Table) script() ([]byte, error) {
	shown := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(t.texts)) {
		if short, ok := strings.CutPrefix(key, "chat."); ok {
			shown[short] = t.texts[key]
		}
	}
	body, err := json.Marshal(shown)
	if err != nil {
		return nil, fmt.Errorf("writing the texts in %s: %w", t.Lang, err)
	}
	return []byte("export default " + string(body) + ";\n"), nil
}

// Language is the language that a request's address asks for.
func Language(c *fiber.Ctx) string {
	if c.Query("lang") == LangEnglish {
		return LangEnglish
	}
	return LangDanish
}

// Age writes a time in days, or in hours where it is no whole number of days,
// rounded up.
func (t *Table) Age(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return t.Count(int(d/(24*time.Hour)), "privacy.days")
	}
	return t.Count(int((d+time.Hour-1)/time.Hour), "privacy.hours")
}
