package server

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
	langDanish  = "da"
	langEnglish = "en"
)

// table holds the texts of the pages in one language, as web/text has them. The
// scripts get those whose key begins with "chat.".
type table struct {
	lang   string
	texts  map[string]string
	errors map[string]string // of the Danish texts of errors; nil in Danish
}

// loadTexts reads a table for each language.
func loadTexts() (map[string]*table, error) {
	all := map[string]*table{}
	for _, lang := range []string{langDanish, langEnglish} {
		raw, err := web.ReadFile("web/text/" + lang + ".json")
		if err != nil {
			return nil, fmt.Errorf("reading the texts: %w", err)
		}
		t := &table{lang: lang}
		if err := json.Unmarshal(raw, &t.texts); err != nil {
			return nil, fmt.Errorf("reading the texts in %s: %w", lang, err)
		}
		all[lang] = t
	}
	var err error
	all[langEnglish].errors, err = loadErrors()
	return all, err
}

// text is the text under a key; args take the places of its verbs in order. A
// key that is missing is an error, which a template stops at.
func (t *table) text(key string, args ...any) (string, error) {
	s, ok := t.texts[key]
	if !ok {
		return "", fmt.Errorf("no text %q in %s", key, t.lang)
	}
	if len(args) > 0 {
		s = fmt.Sprintf(s, args...)
	}
	return s, nil
}

// say is text for keys that the program itself names, which a test holds to the tables.
func (t *table) say(key string, args ...any) string {
	s, _ := t.text(key, args...)
	return s
}

// count is the text under key.one for 1, else that under key.many with the number.
func (t *table) count(n int, key string) string {
	if n == 1 {
		return t.say(key + ".one")
	}
	return t.say(key+".many", t.number(n))
}

// number writes a positive number with marks between the thousands.
func (t *table) number(n int) string { return grouped(n, t.say("number.thousands")) }

// date writes an ISO date out; what is not one stays as it is.
func (t *table) date(iso string) string {
	months := strings.Fields(t.say("date.months"))
	if d, err := time.Parse(time.DateOnly, iso); err == nil {
		return t.say("date.day", d.Day(), months[d.Month()-1], d.Year())
	}
	if d, err := time.Parse("2006-01", iso); err == nil {
		return months[d.Month()-1] + " " + strconv.Itoa(d.Year())
	}
	return iso
}

// link is an address of the service that keeps the language.
func (t *table) link(address string) (string, error) { return withLanguage(address, t.lang) }

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$`)

// inLanguage is the attribute of an element whose text is in a language other
// than the page's; what is no language's tag is left out.
func (t *table) inLanguage(lang string) template.HTMLAttr {
	if lang == t.lang || !languageTag.MatchString(lang) {
		return ""
	}
	return template.HTMLAttr(` lang="` + lang + `"`)
}

// ask is the address of the chat at home with a question in its field.
func (t *table) ask(home, question string) (string, error) {
	return t.link(home + "?q=" + url.QueryEscape(question))
}

// withLanguage puts a language into an address of the service; Danish needs none.
func withLanguage(address, lang string) (string, error) {
	if lang == langDanish && !strings.Contains(address, "lang=") {
		return address, nil
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("linking to %q: %w", address, err)
	}
	q := u.Query()
	q.Del("lang")
	if lang != langDanish {
		q.Set("lang", lang)
	}
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// script is the module of the texts that the scripts show.
func (t *table) script() ([]byte, error) {
	shown := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(t.texts)) {
		if short, ok := strings.CutPrefix(key, "chat."); ok {
			shown[short] = t.texts[key]
		}
	}
	body, err := json.Marshal(shown)
	if err != nil {
		return nil, fmt.Errorf("writing the texts in %s: %w", t.lang, err)
	}
	return []byte("export default " + string(body) + ";\n"), nil
}

// language is the language that a request's address asks for.
func language(c *fiber.Ctx) string {
	if c.Query("lang") == langEnglish {
		return langEnglish
	}
	return langDanish
}

// table gives the texts for a request.
func (s *Server) table(c *fiber.Ctx) *table { return s.pages.tables[language(c)] }
