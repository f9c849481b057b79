package server

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// page is what the layout needs of every page.
type page struct {
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
	Keyed   bool     // a site key in the address goes along to what is linked to
	table   *table
}

// siteView is the authority as the pages show it.
type siteView struct {
	Name    string
	Logo    string // file name of an asset; "" for none
	Styled  bool   // whether there is a style sheet of its colours
	Contact string // where the contact's link leads; "" for none
}

func (s *Server) page(c *fiber.Ctx, title string) page {
	p := page{Title: title, Nav: c.Path(), Version: s.cfg.Version, Lang: language(c), Other: langEnglish, table: s.table(c), Site: s.pages.site, Home: "/"}
	p.Cookie = s.cfg.Gate.Login != nil
	_, p.Inside = s.bySession(c)
	p.Keyed = who(c).Origin != ""
	if p.Lang == langEnglish {
		p.Other = langDanish
	}
	p.Switch = switchURL(c, p.Other)
	if c.Path() == widgetPath {
		p.Home, p.Compact, p.Embed = widgetPath, true, s.cfg.EmbedOrigins
		if site := who(c).Origin; site != "" {
			p.Embed = []string{site}
		}
	}
	return p
}

// switchURL is the address of the page that is asked for in another language. A
// form's answer has no address, so its language changes with a new form.
func switchURL(c *fiber.Ctx, lang string) string {
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

// errorPage is what browsers get for an error.
type errorPage struct {
	page
	Problem problem
}

// pages are the parsed templates by language and name, each with the layout around it.
type pages struct {
	templates map[string]*template.Template
	tables    map[string]*table
	site      siteView
}

func loadPages(a *assets, tables map[string]*table, site Site) (*pages, error) {
	p := &pages{templates: map[string]*template.Template{}, tables: tables}
	logo, err := site.logoName()
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	p.site = siteView{Name: site.Name, Logo: logo, Styled: site.Color != "", Contact: site.contactURL()}
	for lang, t := range tables {
		for _, name := range []string{"chat", "documents", "document", "search", "privacy", "login", "error"} {
			funcs := template.FuncMap{"asset": a.url, "t": t.text, "link": t.link, "ask": t.ask, "lang": t.inLanguage}
			parsed, err := template.New(name).Funcs(funcs).ParseFS(web, "web/templates/layout.html",
				"web/templates/passage.html", "web/templates/"+name+".html")
			if err != nil {
				return nil, fmt.Errorf("reading template %s: %w", name, err)
			}
			p.templates[lang+" "+name] = parsed
		}
	}
	return p, nil
}

// render writes a page. Nothing is sent of a page whose template fails.
func (p *pages) render(c *fiber.Ctx, name string, data any) error {
	var out bytes.Buffer
	if err := p.templates[language(c)+" "+name].ExecuteTemplate(&out, "layout", data); err != nil {
		return fmt.Errorf("rendering %s: %w", name, err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.Send(out.Bytes())
}

// publicURL gives back an address that a reader may be sent to, and "" for any
// other, such as a script.
func publicURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return u.String()
}

// passageURL is the page of a document with one passage marked and scrolled to.
func passageURL(document, passage string) string {
	return "/documents/" + url.PathEscape(document) + "?passage=" + url.QueryEscape(passage) + "#" + url.PathEscape(passage)
}

// where tells the place of a passage within the document with a title.
func (t *table) where(title string, section []string, page int) string {
	if len(section) > 0 && section[0] == title {
		section = section[1:] // the title stands beside it
	}
	parts := strings.Join(section, " › ")
	if page > 0 {
		if parts != "" {
			parts += ", "
		}
		parts += t.say("chat.page", strconv.Itoa(page))
	}
	return parts
}

// danishNumber writes a positive number with a point between the thousands.
func danishNumber(n int) string { return grouped(n, ".") }

func grouped(n int, mark string) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}

// counted writes a number with the noun in its form, in Danish.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return danishNumber(n) + " " + many
}
