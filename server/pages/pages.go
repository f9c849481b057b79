// Package pages is what people see: templates, texts in Danish and English, the
// look of the site, and answers as pages show them. Start with [Load].
package pages

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/documents"
)

// Page is what the layout needs of every page.
type Page struct {
	Title   string
	Nav     string // address of the entry of the menu that is marked
	Version string
	Lang    string
	Other   string // the other language
	Switch  string // address of this page in it
	Site    siteView
	Home    string   // address of the chat that this page belongs to
	Compact bool     // shown within a page of another site: neither head nor foot
	Embed   []string // the origins of such sites
	Cookie  bool     // people can log in, which takes a cookie
	Inside  bool     // somebody has logged in
	Leave   string   // where the form leads that logs out
	Keyed   bool     // a site key in the address goes along to what is linked to
	Table   *Table
}

// siteView is the authority as the pages show it.
type siteView struct {
	Name    string
	Logo    string // file name of an asset; "" for none
	Styled  bool   // whether there is a style sheet of its colours
	Contact string // where the contact's link leads; "" for none
}

// SwitchURL is the address of the page that is asked for in another language. A
// form's answer has no address, so its language changes with a new form.
func SwitchURL(c *fiber.Ctx, lang string) string {
	address := "/"
	if c.Method() == fiber.MethodGet && !strings.HasPrefix(c.OriginalURL(), "//") {
		address = c.OriginalURL()
	}
	address, err := withLanguage(address, lang)
	if err != nil {
		return "/?lang=" + lang
	}
	return address
}

// Templates are the parsed templates by language and name, each with the layout around it.
type Templates struct {
	templates map[string]*template.Template
	Tables    map[string]*Table
	Site      siteView
}

// functions are what templates call, in a language.
func functions(a *Assets, t *Table) template.FuncMap {
	return template.FuncMap{"asset": a.url, "t": t.text, "link": t.Link, "ask": t.ask, "search": t.search, "lang": t.inLanguage}
}

// parsed are the templates by name, which every language and service copies:
// parsing them is most of what a start of the pages takes.
var parsed = sync.OnceValues(func() (map[string]*template.Template, error) {
	layout, err := template.New("page").Funcs(functions(nil, nil)).ParseFS(web, "web/templates/layout.html", "web/templates/passage.html", "web/templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("reading the layout: %w", err)
	}
	out := map[string]*template.Template{}
	for _, name := range []string{"chat", "documents", "document", "search", "privacy", "was", "key", "login", "error", "staff", "golden", "question", "uploads", "upload", "answers", "answer"} {
		page, err := layout.Clone()
		if err == nil {
			out[name], err = page.ParseFS(web, "web/templates/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("reading template %s: %w", name, err)
		}
	}
	return out, nil
})

// Load binds the templates to the assets, texts and looks of a service.
func Load(a *Assets, tables map[string]*Table, site Site) (*Templates, error) {
	p := &Templates{templates: map[string]*template.Template{}, Tables: tables}
	logo, err := site.logoName()
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	p.Site = siteView{Name: site.Name, Logo: logo, Styled: site.Color != "", Contact: contactURL(site.Contact)}
	all, err := parsed()
	if err != nil {
		return nil, err
	}
	for lang, t := range tables {
		for name, page := range all {
			own, err := page.Clone()
			if err != nil {
				return nil, fmt.Errorf("copying template %s: %w", name, err)
			}
			p.templates[lang+" "+name] = own.Funcs(functions(a, t))
		}
	}
	return p, nil
}

// Render writes a page. Nothing is sent of a page whose template fails.
func (p *Templates) Render(c *fiber.Ctx, name string, data any) error {
	var out bytes.Buffer
	if err := p.templates[Language(c)+" "+name].ExecuteTemplate(&out, "layout", data); err != nil {
		return fmt.Errorf("rendering %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(out.Bytes())
}

// PublicURL gives back an address that a reader may be sent to, and "" for any
// other, such as a script.
func PublicURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return u.String()
}

// PassageURL is the page of a document with one passage marked and scrolled to.
func PassageURL(document, passage string) string {
	return "/documents/" + url.PathEscape(document) + "?passage=" + url.QueryEscape(passage) + "#" + url.PathEscape(passage)
}

// Where tells the place of a passage within the document with a title.
func (t *Table) Where(title string, section []string, page int) string {
	parts := strings.Join(documents.Beneath(title, section), " › ") // the title stands beside it
	if page > 0 {
		if parts != "" {
			parts += ", "
		}
		parts += t.Say("chat.page", strconv.Itoa(page))
	}
	return parts
}

// DanishNumber writes a positive number with a point between the thousands.
func DanishNumber(n int) string { return grouped(n, ".") }

func grouped(n int, mark string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}
