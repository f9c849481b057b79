package cli

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/service"
)

// limiting are the flags that say how much the service takes.
type limiting struct {
	MaxAnswers     int     `default:"64" placeholder:"antal" help:"Så mange spørgsmål besvares på samme tid; det næste afvises med 503."`
	Rate           rate    `default:"60/min" placeholder:"antal/tid" help:"Så mange spørgsmål må én klient stille, fx 30/min eller 500/h, og ti gange så mange sider og søgninger; 0 er uden grænse."`
	TrustedProxies proxies `placeholder:"net" help:"Proxyer, hvis X-Forwarded-For der stoles på: adresser eller net som 10.0.0.0/8, adskilt af komma."`
	MaxQuestion    int     `default:"2000" placeholder:"tegn" help:"Så mange tegn må et spørgsmål fylde."`
	MaxHistory     int     `default:"20" placeholder:"antal" help:"Så mange tidligere spørgsmål må en forespørgsel have med."`
	MaxRequest     int     `default:"256" placeholder:"KiB" help:"Så meget må en forespørgsel fylde."`
}

// apply writes the limits into cfg.
func (l limiting) apply(cfg *server.Config) error {
	for _, n := range []struct {
		flag       string
		value, max int
	}{{"max-answers", l.MaxAnswers, 100_000}, {"max-question", l.MaxQuestion, answer.MaxQuestion},
		{"max-history", l.MaxHistory, 1000}, {"max-request", l.MaxRequest, 16 << 10}} {
		if n.value < 1 || n.value > n.max {
			return service.Usage("--%s er %d; vælg et tal mellem 1 og %d", n.flag, n.value, n.max)
		}
	}
	cfg.MaxAsks, cfg.MaxQuestion, cfg.MaxHistory, cfg.MaxBody = l.MaxAnswers, l.MaxQuestion, l.MaxHistory, l.MaxRequest<<10
	cfg.Rate, cfg.TrustedProxies = l.Rate.Rate, l.TrustedProxies.list
	return nil
}

// rate is a flag such as "30/min"; "0" is no limit.
type rate struct{ limits.Rate }

var rateForm = regexp.MustCompile(`^([1-9]\d{0,5})/(s|min|h)$`)

func (r *rate) UnmarshalText(text []byte) error {
	r.Rate = limits.Rate{}
	if string(text) == "0" {
		return nil
	}
	m := rateForm.FindSubmatch(text)
	if m == nil {
		return service.Usage("%q skal se ud som 5/s, 60/min eller 500/h, eller være 0", text)
	}
	r.N, _ = strconv.Atoi(string(m[1])) // the form holds digits only
	r.Per = map[string]time.Duration{"s": time.Second, "min": time.Minute, "h": time.Hour}[string(m[2])]
	return nil
}

// MarshalText writes the rate as it is read.
func (r rate) MarshalText() ([]byte, error) {
	if r.N == 0 {
		return []byte("0"), nil
	}
	unit := map[time.Duration]string{time.Second: "s", time.Minute: "min", time.Hour: "h"}[r.Per]
	return fmt.Appendf(nil, "%d/%s", r.N, unit), nil
}

// proxies is a flag of addresses and networks, separated by commas.
type proxies struct{ list []netip.Prefix }

func (p *proxies) UnmarshalText(text []byte) error {
	p.list = nil
	for _, one := range strings.Split(string(text), ",") {
		one = strings.TrimSpace(one)
		net, err := netip.ParsePrefix(one)
		if addr, aerr := netip.ParseAddr(one); aerr == nil {
			net, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil {
			return service.Usage("%q er hverken en adresse eller et net som 10.0.0.0/8", one)
		}
		p.list = append(p.list, net)
	}
	return nil
}

// MarshalText writes the networks as they are read.
func (p proxies) MarshalText() ([]byte, error) {
	out := make([]string, len(p.list))
	for i, net := range p.list {
		out[i] = net.String()
	}
	return []byte(strings.Join(out, ",")), nil
}
