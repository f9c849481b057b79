package server

import (
	"bytes"
	"fmt"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// page is what the layout needs of every page.
type page struct {
	Title   string
	Nav     string // address of the entry of the menu that is marked
	Version string
}

func (s *Server) page(c *fiber.Ctx, title string) page {
	return page{Title: title, Nav: c.Path(), Version: s.cfg.Version}
}

// errorPage is what browsers get for an error.
type errorPage struct {
	page
	Problem problem
}

// pages are the parsed templates by name, each with the layout around it.
type pages struct {
	templates map[string]*template.Template
}

func loadPages(a *assets) (*pages, error) {
	p := &pages{templates: map[string]*template.Template{}}
	for _, name := range []string{"chat", "documents", "document", "error"} {
		t := template.New(name).Funcs(template.FuncMap{"asset": a.url})
		t, err := t.ParseFS(web, "web/templates/layout.html", "web/templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("reading template %s: %w", name, err)
		}
		p.templates[name] = t
	}
	return p, nil
}

// render writes a page. Nothing is sent of a page whose template fails.
func (p *pages) render(c *fiber.Ctx, name string, data any) error {
	var out bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&out, "layout", data); err != nil {
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
func where(title string, section []string, page int) string {
	if len(section) > 0 && section[0] == title {
		section = section[1:] // the title stands beside it
	}
	parts := strings.Join(section, " › ")
	if page > 0 {
		if parts != "" {
			parts += ", "
		}
		parts += "side " + strconv.Itoa(page)
	}
	return parts
}

var months = [...]string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september",
	"oktober", "november", "december"}

// danishDate writes an ISO date out; what is not one stays as it is.
func danishDate(iso string) string {
	if t, err := time.Parse(time.DateOnly, iso); err == nil {
		return fmt.Sprintf("%d. %s %d", t.Day(), months[t.Month()-1], t.Year())
	}
	if t, err := time.Parse("2006-01", iso); err == nil {
		return fmt.Sprintf("%s %d", months[t.Month()-1], t.Year())
	}
	return iso
}

// danishNumber writes a positive number with a point between the thousands.
func danishNumber(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// counted writes a number with the noun in its form.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return danishNumber(n) + " " + many
}
