package cli

import (
	"context"
	"net/mail"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/report"
	"github.com/digitaskforce/taskforce/service"
)

// reporting are the flags that reports are made by, wherever they are shown.
type reporting struct {
	rates
	ThemeOwner []string `placeholder:"tema=adresse" sep:"none" help:"Mailadressen på den, der svarer for et tema (en mappe i materialet); rapporten har en mail klar til den. Kan gentages."`
}

// rates are the operator's own prices and powers.
type rates struct {
	PricePrompt     float64 `default:"0" placeholder:"pris" help:"Pris for 1 mio. tokens til sprogmodellen."`
	PriceCompletion float64 `default:"0" placeholder:"pris" help:"Pris for 1 mio. tokens fra sprogmodellen."`
	PriceKWh        float64 `name:"price-kwh" default:"0" placeholder:"pris" help:"Pris for 1 kWh."`
	Currency        string  `default:"kr." placeholder:"tekst" help:"Valutaen, priserne er i."`
	WattModel       float64 `default:"0" placeholder:"watt" help:"Det, sprogmodellens maskine bruger, mens den arbejder på et svar."`
	WattService     float64 `default:"0" placeholder:"watt" help:"Det, tjenestens egen maskine bruger, mens den arbejder på et svar."`
}

func (r rates) of() (report.Rates, error) {
	for flag, v := range map[string]float64{"price-prompt": r.PricePrompt, "price-completion": r.PriceCompletion, "price-kwh": r.PriceKWh,
		"watt-model": r.WattModel, "watt-service": r.WattService} {
		if !(v >= 0 && v <= 1e9) { // also no number at all
			return report.Rates{}, service.Usage("--%s er %v; vælg et tal fra 0 til 1 mia.", flag, v)
		}
	}
	return report.Rates{Prompt: r.PricePrompt, Completion: r.PriceCompletion, KWh: r.PriceKWh, Currency: r.Currency,
		ModelWatt: r.WattModel, ServiceWatt: r.WattService}, nil
}

// of is the part of a report's configuration that the flags say.
func (r reporting) of() (cfg report.Config, err error) {
	cfg.Zone, cfg.Owners = service.Zone(), map[string]string{}
	for _, text := range r.ThemeOwner {
		theme, address, _ := strings.Cut(text, "=")
		one, err := mail.ParseAddress(address)
		if err != nil || theme == "" || one.Address != address {
			return cfg, service.Usage("--theme-owner %s: skriv temaets mappe, = og en mailadresse, fx jura=jura@kommune.dk", text)
		}
		cfg.Owners[documents.ThemeName(theme)] = address
	}
	cfg.Rates, err = r.rates.of()
	return cfg, err
}

// daysOf are the moments between which days lie: from the first of from to the
// end of to, or days days up to it; without to, up to and with today. The
// errors name what was given as from and to.
func daysOf(fromName, from, toName, to string, days int, now time.Time) (begin, end time.Time, err error) {
	zone := service.Zone()
	end = service.Tomorrow(now)
	if to != "" || days == 0 {
		if end, err = time.ParseInLocation(time.DateOnly, to, zone); err != nil {
			return begin, end, service.Usage("%s %s: datoen skal se ud som 2026-11-30", toName, to)
		}
		end = end.AddDate(0, 0, 1)
	}
	begin = end.AddDate(0, 0, -days)
	if from != "" || days == 0 {
		if begin, err = time.ParseInLocation(time.DateOnly, from, zone); err != nil {
			return begin, end, service.Usage("%s %s: datoen skal se ud som 2026-11-01", fromName, from)
		}
	}
	if !begin.Before(end) || end.Sub(begin) > service.MaxRetain+2*service.Day {
		if fromName == toName {
			return begin, end, service.Usage("%s: den første dag skal ligge før den sidste, og højst 3660 dage før", fromName)
		}
		return begin, end, service.Usage("%s skal ligge før %s, og højst 3660 dage før", fromName, toName)
	}
	return begin, end, nil
}

// spanBefore is as many days as a report covers, right before it.
func spanBefore(cfg report.Config) *report.Span {
	y, m, d := cfg.From.Date()
	days := int(cfg.To.Sub(cfg.From).Hours()+12) / 24 // a day of a changing clock has 23 or 25
	return &report.Span{From: time.Date(y, m, d-days, 0, 0, 0, 0, cfg.From.Location()), To: cfg.From}
}

// themeOf names the theme of a document of an index.
func themeOf(x *index.Index) func(string) string {
	return func(document string) string {
		info, ok := x.Document(document)
		if !ok {
			return ""
		}
		return documents.ThemeName(info.Theme())
	}
}

// nearestOf finds the document that is nearest to a question.
func nearestOf(ctx context.Context, x *index.Index) func(string) string {
	return func(question string) string {
		_, hits, err := x.Find(ctx, question, nil, 1)
		if err != nil || len(hits) == 0 {
			return ""
		}
		return hits[0].Document
	}
}
