package shelf

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/fetch"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/sites"
)

type documentsSyncCmd struct {
	To           string        `placeholder:"mappe" help:"Mappen, siderne lægges i; den, der siden angives med --documents."`
	Depth        int           `default:"-1" placeholder:"antal" help:"Så mange links væk fra en kildes side hentes der også; -1 er som sidst, med nye kilder 0."`
	Host         []string      `placeholder:"vært" sep:"none" help:"Endnu en vært, hvis sider må hentes; kan gentages."`
	DryRun       bool          `help:"Vis kun, hvad der ville ske."`
	Prune        bool          `help:"Slet de sider, der allerede ved en tidligere kørsel blev mærket som forsvundet."`
	Delay        time.Duration `default:"1s" placeholder:"tid" help:"Pause mellem to forespørgsler til samme vært; robots.txt kan kræve en længere."`
	Timeout      time.Duration `default:"30s" placeholder:"tid" help:"Så længe må én side tage."`
	MaxPages     int           `default:"1000" placeholder:"antal" help:"Højst så mange sider hentes."`
	MaxBytes     int           `default:"20" placeholder:"MB" help:"Højst så meget må én side fylde, i MB."`
	MaxTotal     int           `default:"500" placeholder:"MB" help:"Højst så meget hentes i alt, i MB."`
	MaxTime      time.Duration `default:"2h" placeholder:"tid" help:"Højst så længe hentes der."`
	Contact      string        `placeholder:"adresse" help:"Mailadresse eller webadresse, som servernes ejere kan bruge; den sendes med hver forespørgsel."`
	AllowPrivate bool          `help:"Hent også fra interne netværk og fra denne maskine."`
	JSON         bool          `help:"Skriv resultatet som JSON."`
	Source       []string      `arg:"" optional:"" name:"kilde" help:"Adressen på en side, et sitemap eller en mappe på en server, eller en fil med én adresse pr. linje. Uden kilder bruges de seneste."`
}

// Run makes materials of pages on servers.
func (c *documentsSyncCmd) Run(a *service.App) error {
	opt, err := c.options()
	if err != nil {
		return err
	}
	unlock, err := c.lock(a)
	if err != nil {
		return err
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(a.Ctx, c.MaxTime)
	defer cancel()
	bar := service.NewBar(a, "henter")
	opt.Tell = bar.Set
	report, err := sites.Sync(ctx, opt)
	bar.Done()
	if err != nil {
		return c.failed(err)
	}
	if c.JSON {
		err = terminal.JSON(a.Stdout, report)
	} else {
		c.show(a, report)
	}
	for _, b := range report.Broken {
		a.Warn("kilden %s", b)
	}
	if report.Stopped != "" {
		a.Warn("ikke alt er hentet: %s", report.Stopped)
	}
	if err == nil && len(report.Broken) > 0 {
		return terminal.ErrTold
	}
	return err
}

// failed says what came of a sync that changed nothing.
func (c *documentsSyncCmd) failed(err error) error {
	var source *sites.SourceError
	switch {
	case errors.Is(err, sites.ErrNoSources):
		return service.Usage("der er ingen kilder; angiv en adresse, der begynder med https://, eller en fil med adresser")
	case errors.As(err, &source):
		return service.Usage("%s", source.Error())
	case errors.Is(err, context.Canceled):
		return err
	}
	return fmt.Errorf("%s; siderne i %s er uændrede", service.Danish(err), c.To)
}

func (c *documentsSyncCmd) options() (sites.Options, error) {
	if c.To == "" {
		return sites.Options{}, service.Usage("documents sync kræver --to, den mappe siderne skal ligge i")
	}
	if c.Depth < -1 || c.Depth > sites.MaxDepth {
		return sites.Options{}, service.Usage("--depth er %d; vælg et tal mellem 0 og %d", c.Depth, sites.MaxDepth)
	}
	for _, n := range []struct {
		flag        string
		value, most int
	}{{"--max-pages", c.MaxPages, 50_000}, {"--max-bytes", c.MaxBytes, 100}, {"--max-total", c.MaxTotal, 100_000}} {
		if n.value < 1 || n.value > n.most {
			return sites.Options{}, service.Usage("%s er %d; vælg et tal mellem 1 og %d", n.flag, n.value, n.most)
		}
	}
	for _, d := range []struct {
		flag               string
		value, least, most time.Duration
	}{{"--delay", c.Delay, 0, time.Hour}, {"--timeout", c.Timeout, time.Second, time.Hour}, {"--max-time", c.MaxTime, time.Second, 7 * service.Day}} {
		if d.value < d.least || d.value > d.most {
			return sites.Options{}, service.Usage("%s er %s; vælg en tid mellem %s og %s", d.flag, d.value, d.least, d.most)
		}
	}
	agent, err := userAgent(c.Contact)
	if err != nil {
		return sites.Options{}, err
	}
	opt := sites.Options{Dir: c.To, Depth: c.Depth, Pages: c.MaxPages, DryRun: c.DryRun, Prune: c.Prune,
		Fetch: fetch.Options{UserAgent: agent, Delay: c.Delay, Timeout: c.Timeout, Bytes: int64(c.MaxBytes) << 20, Total: int64(c.MaxTotal) << 20, Private: c.AllowPrivate}}
	for _, h := range c.Host {
		u, err := fetch.Address("https://" + h)
		if err != nil || u.Path != "/" || u.RawQuery != "" {
			return opt, service.Usage("--host %s: skal være en vært som www.kommune.dk", strconv.Quote(h))
		}
		opt.Hosts = append(opt.Hosts, u.Host)
	}
	for _, s := range c.Source {
		whole, err := sites.Absolute(s)
		if err != nil {
			return opt, service.Usage("kilden %s findes ikke; skriv en adresse, der begynder med https://, eller stien til en fil med adresser", s)
		}
		opt.Sources = append(opt.Sources, whole)
	}
	return opt, nil
}

// userAgent is how the program presents itself to servers.
func userAgent(contact string) (string, error) {
	name := fetch.Agent + "/" + strings.Fields(service.BuildVersion() + " ?")[0]
	if contact == "" {
		return name, nil
	}
	if m, err := mail.ParseAddress(contact); err == nil && m.Name == "" {
		contact = "mailto:" + m.Address
	}
	if u, err := url.Parse(contact); err != nil || u.Scheme != "mailto" && u.Host == "" || strings.ContainsAny(contact, "()<> ") {
		return "", service.Usage("--contact skal være en mailadresse eller en webadresse")
	}
	return name + " (+" + contact + ")", nil
}

// lock keeps two syncs from working on one folder. A dry run leaves no trace.
func (c *documentsSyncCmd) lock(a *service.App) (func(), error) {
	if c.DryRun {
		return func() {}, nil
	}
	if err := os.MkdirAll(c.To, 0o755); err != nil {
		return nil, service.Usage("--to %s: %s", c.To, service.Danish(err))
	}
	unlock, err := service.LockFile(a, filepath.Join(c.To, ".sync.lock"), "et andet program er ved at synkronisere "+c.To)
	if unlock == nil {
		unlock = func() {}
	}
	return unlock, err
}

// statusNames are the statuses in Danish.
var statusNames = map[sites.Status]string{
	sites.New: "ny", sites.Changed: "ændret", sites.Unchanged: "uændret", sites.Vanished: "forsvundet", sites.Removed: "slettet",
	sites.Refused: "afvist", sites.Skipped: "ulæselig", sites.Failed: "fejlet",
}

// show writes one line a page, and the sum.
func (c *documentsSyncCmd) show(a *service.App, r *sites.Report) {
	for _, p := range r.Pages {
		fmt.Fprintf(a.Stdout, "%-10s %s", statusNames[p.Status], p.URL)
		if p.Title != "" && p.Status != sites.Removed {
			fmt.Fprintf(a.Stdout, " – %s", p.Title)
		}
		if p.Reason != "" {
			fmt.Fprintf(a.Stdout, "\n           %s", p.Reason)
		}
		fmt.Fprintln(a.Stdout)
	}
	if len(r.Pages) > 0 {
		fmt.Fprintln(a.Stdout)
	}
	var sums []string
	for _, s := range sites.Statuses {
		if n := r.Counts[s]; n > 0 {
			sums = append(sums, fmt.Sprintf("%s: %d", statusNames[s], n))
		}
	}
	sum := strings.Join(sums, ", ")
	if sum == "" {
		sum = "ingen sider"
	}
	if !r.Applied {
		sum += " (intet er ændret: --dry-run)"
	}
	fmt.Fprintln(a.Stdout, sum)
}
