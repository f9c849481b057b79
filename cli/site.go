package cli

import (
	"io"
	"os"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/service"
)

// site are the flags of how the authority shows itself on the pages.
type site struct {
	SiteName     string   `placeholder:"navn" help:"Myndighedens navn øverst på siderne."`
	SiteLogo     string   `placeholder:"fil" help:"Myndighedens logo, SVG eller PNG, højst 64 kB."`
	SiteColor    string   `placeholder:"#rrggbb" help:"Farven på bjælke og knapper; teksten på den bliver hvid eller sort, så den kan læses."`
	SiteContact  string   `placeholder:"adresse" help:"E-mailadresse eller webadresse, som siderne henviser til nederst, og hvor læsere kan spørge om det, materialet ikke svarer på."`
	ThemeContact []string `placeholder:"tema=adresse" sep:"none" help:"E-mailadresse eller webadresse, hvor læsere kan spørge om det, materialet ikke svarer på, når det nærmeste dokument hører til temaet (en mappe i materialet). Kan gentages."`
	PublicURL    string   `name:"public-url" placeholder:"adresse" help:"Adressen, som læsere når tjenesten på, fx https://ai.eksempel.dk; uden den bruges den, som hver forespørgsel er sendt til."`
}

// apply writes how the authority shows itself into cfg.
func (s site) apply(cfg *server.Config) error {
	cfg.Site = pages.Site{Name: s.SiteName, Contact: s.SiteContact}
	if err := cfg.Site.Check(); err != nil {
		return service.Usage("--site-contact %q: %s", s.SiteContact, err)
	}
	cfg.Site.Color = s.SiteColor
	if err := cfg.Site.Check(); err != nil {
		return service.Usage("--site-color %q: %s", s.SiteColor, err)
	}
	var err error
	if cfg.PublicURL, err = core.ParsePublicURL(s.PublicURL); err != nil {
		return service.Usage("--public-url %s", err)
	}
	if s.SiteLogo == "" {
		return nil
	}
	logo, err := readLogo(s.SiteLogo)
	if err != nil {
		return service.Usage("--site-logo %s: %s", s.SiteLogo, service.Danish(err))
	}
	cfg.Site.Logo = logo
	if err := cfg.Site.Check(); err != nil {
		return service.Usage("--site-logo %s: %s", s.SiteLogo, err)
	}
	return nil
}

// contacts are whom readers ask what the materials do not answer.
func (s site) contacts() (answer.Contacts, error) {
	out := answer.Contacts{General: s.SiteContact, Themes: map[string]string{}}
	for _, text := range s.ThemeContact {
		theme, address, _ := strings.Cut(text, "=")
		if theme == "" || address == "" || (pages.Site{Contact: address}).Check() != nil {
			return out, service.Usage("--theme-contact %s: skriv temaets mappe, = og en e-mailadresse eller en adresse, der begynder med https://, fx jura=jura@kommune.dk", text)
		}
		out.Themes[documents.ThemeName(theme)] = address
	}
	return out, nil
}

// readLogo reads a little more than a logo may have, so that one too large is seen.
func readLogo(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, pages.MaxLogo+1))
}

// framing are the flags that say which sites may put the chat into a frame.
type framing struct {
	EmbedOrigins origins `placeholder:"adresse" help:"Websteder, der må indlejre chatten, fx https://intranet.eksempel.dk eller https://*.eksempel.dk, adskilt af komma; uden den må ingen."`
}

// origins is a flag of origins, separated by commas.
type origins struct{ list []string }

func (o *origins) UnmarshalText(text []byte) error {
	o.list = nil
	for one := range strings.SplitSeq(string(text), ",") {
		origin, err := core.ParseOrigin(one)
		if err != nil {
			return service.Usage("%v", err)
		}
		o.list = append(o.list, origin)
	}
	return nil
}

// MarshalText writes the origins as they are read.
func (o origins) MarshalText() ([]byte, error) { return []byte(strings.Join(o.list, ",")), nil }
