package sites

import (
	"context"
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/documents/html"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/fetch"
)

// run is one Sync.
type run struct {
	opt      Options
	folder   *folder
	client   *fetch.Client
	was, now state
	queue    []item
	seen     map[string]bool   // addresses asked for
	moved    map[string]string // where addresses led
	told     map[string]bool   // pages that have an outcome
	taken    map[string]bool   // names of files in use
	outcomes []Outcome
	broken   []string
	asked    int
	whole    bool
	stopped  string
}

// visit asks for one page and follows what it names.
func (r *run) visit(ctx context.Context, it item) error {
	address := it.at.String()
	if r.seen[address] {
		return nil
	}
	r.seen[address] = true
	if r.asked >= r.opt.Pages {
		r.stop("grænsen for antal sider er nået; sæt --max-pages op")
		return nil
	}
	r.asked++
	if r.opt.Tell != nil {
		r.opt.Tell(r.asked, r.asked+len(r.queue))
	}
	page, err := r.client.Get(ctx, fetch.Request{URL: it.at, May: r.may(it), Known: r.known})
	if ctx.Err() != nil {
		r.stop("tiden er gået; sæt --max-time op")
		return nil
	}
	if err != nil {
		r.miss(it, err)
		return nil
	}
	if page.URL != address {
		r.moved[address] = page.URL
		r.seen[page.URL] = true
	}
	if r.told[page.URL] {
		return nil // another address led here
	}
	return r.take(ctx, it, page)
}

// stop ends a run before all pages have been asked for.
func (r *run) stop(why string) {
	r.queue, r.whole, r.stopped = nil, false, why
}

// may tells whether an address belongs to what the operator asked for.
func (r *run) may(it item) func(*url.URL) error {
	return func(u *url.URL) error {
		if sameHost(u.Host, it.root.Host) || slices.ContainsFunc(r.opt.Hosts, func(h string) bool { return sameHost(u.Host, h) }) {
			return nil
		}
		return &fetch.Error{Kind: fetch.Forbidden, Reason: "siden ligger på en anden server; tillad den med --host " + u.Host}
	}
}

func sameHost(a, b string) bool {
	return strings.TrimPrefix(a, "www.") == strings.TrimPrefix(b, "www.")
}

// known is what a server is told of the version at hand, as long as it is.
func (r *run) known(address string) fetch.Validators {
	e, ok := r.was.Pages[address]
	if !ok || r.folder.read(e) == nil {
		return fetch.Validators{}
	}
	return e.Validators
}

// miss tells of an address that gave no page.
func (r *run) miss(it item, err error) {
	address := it.at.String()
	var e *fetch.Error
	if !errors.As(err, &e) {
		e = &fetch.Error{Kind: fetch.Failed, Reason: err.Error()}
	}
	if _, known := r.was.Pages[e.URL]; known {
		address = e.URL
	}
	_, known := r.was.Pages[address]
	root := !it.linked && it.at == it.root
	if e.Kind == fetch.Spent {
		r.stop(e.Reason + "; sæt --max-total op")
		return
	}
	if root && isAddress(it.source) && !known || it.sitemap > 0 && it.isMap {
		r.broken = append(r.broken, it.at.String()+": "+e.Reason)
		r.whole = false
		return
	}
	if it.depth > 0 && (root || e.Kind != fetch.Gone) {
		r.whole = false // its links are not known
	}
	switch e.Kind {
	case fetch.Gone:
		if known {
			r.vanish(address, e.Reason)
			return
		}
		r.tell(Outcome{URL: address, Status: Failed, Reason: strings.Replace(e.Reason, "findes ikke mere", "findes ikke", 1)})
	case fetch.Refused, fetch.Forbidden:
		r.stay(address, Refused, e.Reason)
	case fetch.TooLarge:
		r.stay(address, Skipped, e.Reason)
	default:
		r.stay(address, Failed, e.Reason)
	}
}

// tell notes what became of a page, once.
func (r *run) tell(o Outcome) {
	if r.told[o.URL] {
		return
	}
	r.told[o.URL] = true
	r.outcomes = append(r.outcomes, o)
}

// keep takes a page over into the new state.
func (r *run) keep(address string, e entry, status Status, reason string) {
	r.now.Pages[address] = e
	r.tell(Outcome{URL: address, Status: status, Reason: reason, Title: e.Title, File: path.Join(PagesFolder, e.File)})
}

// stay tells of a page that cannot be had. The version at hand is kept.
func (r *run) stay(address string, status Status, reason string) {
	e, known := r.was.Pages[address]
	if !known || !r.folder.has(e.File) {
		r.tell(Outcome{URL: address, Status: status, Reason: reason})
		return
	}
	r.keep(address, e, status, reason+"; den tidligere udgave beholdes")
}

// vanish marks a page that is gone, or removes one that was marked before.
func (r *run) vanish(address, why string) {
	e := r.was.Pages[address]
	if e.Vanished != "" && r.opt.Prune {
		r.tell(Outcome{URL: address, Status: Removed, Reason: "forsvundet siden " + e.Vanished, Title: e.Title})
		return
	}
	if !r.folder.has(e.File) {
		r.tell(Outcome{URL: address, Status: Removed, Reason: why + "; filen er heller ikke i mappen"})
		return
	}
	if e.Vanished == "" {
		e.Vanished, e.Why = r.opt.Now.Format(time.DateOnly), why
	}
	r.keep(address, e, Vanished, "forsvundet siden "+e.Vanished+": "+e.Why+"; teksten beholdes og er mærket")
}

// settle decides on the pages at hand that no source led to.
func (r *run) settle() {
	for _, address := range slices.Sorted(keys(r.was.Pages)) {
		to, moved := r.moved[address]
		switch {
		case r.told[address]:
		case moved:
			r.vanish(address, "siden viderestiller nu til "+to)
		case r.whole:
			r.vanish(address, "siden står ikke længere i kilderne")
		case r.was.Pages[address].Vanished != "":
			r.vanish(address, r.was.Pages[address].Why)
		default:
			r.stay(address, Failed, "ikke nået denne gang")
		}
	}
}

func (r *run) report() *Report {
	out := &Report{Pages: []Outcome{}, Counts: map[Status]int{}, Sources: r.opt.Sources, Broken: r.broken,
		Whole: r.whole, Stopped: r.stopped, Applied: !r.opt.DryRun}
	if out.Broken == nil {
		out.Broken = []string{}
	}
	for _, s := range Statuses {
		for _, o := range r.outcomes {
			if o.Status == s {
				out.Pages = append(out.Pages, o)
				out.Counts[s]++
			}
		}
	}
	return out
}

// take makes of an answer what it is: a sitemap, a list of links, a page.
func (r *run) take(ctx context.Context, it item, page *fetch.Page) error {
	old, known := r.was.Pages[page.URL]
	if page.Unchanged {
		page.Body = r.folder.read(old)
	}
	if !it.linked {
		if body, err := unpacked(page.Body); err == nil && isSitemap(body) {
			r.sitemap(it, page.URL, body)
			return nil
		}
	}
	if it.isMap {
		r.broken, r.whole = append(r.broken, page.URL+": er ikke et sitemap"), false
		return nil
	}
	noIndex := page.NoIndex
	if html.IsHTML(page.Body) || page.Type == "text/html" {
		links, err := html.ReadLinks(ctx, page.Body)
		if err == nil {
			r.follow(it, page.URL, links)
		}
		if links.Listing {
			r.told[page.URL] = true
			return nil
		}
		noIndex = noIndex || links.NoIndex
	}
	switch {
	case noIndex:
		r.stay(page.URL, Refused, "siden er mærket noindex og vil ikke i et indeks")
	case page.Unchanged:
		r.same(page.URL, old)
	default:
		return r.read(ctx, page, old, known)
	}
	return nil
}

// same keeps a page that has not changed.
func (r *run) same(address string, e entry) {
	if e.Vanished == "" {
		r.keep(address, e, Unchanged, "")
		return
	}
	e.Vanished, e.Why = "", ""
	r.keep(address, e, Changed, "siden er der igen")
}

// read reads a page that was fetched, and puts it among the new ones.
func (r *run) read(ctx context.Context, page *fetch.Page, old entry, known bool) error {
	u, err := url.Parse(page.URL)
	if err != nil {
		return err
	}
	doc, failure := library.Read(ctx, fileName(u, page.Type), page.Body, r.opt.Read)
	if ctx.Err() != nil {
		r.stop("tiden er gået; sæt --max-time op")
		return nil
	}
	if doc == nil {
		r.stay(page.URL, Skipped, failure.Reason)
		return nil
	}
	e := entry{File: old.File, Title: doc.Title, Hash: hashOf(page.Body), Text: textOf(doc), Validators: page.Validators,
		Fetched: r.opt.Now.Format(time.DateOnly)}
	if !page.Modified.IsZero() {
		e.Modified = page.Modified.Format(time.DateOnly)
	}
	if known && old.Text == e.Text && r.folder.read(old) != nil {
		old.Validators = e.Validators
		r.same(page.URL, old)
		return nil
	}
	ext := library.Extension(doc.Format)
	if !known || path.Ext(old.File) != ext {
		e.File = r.newName(u, ext)
	}
	r.taken[e.File] = true
	if !r.opt.DryRun {
		if err := r.folder.write(e.File, page.Body); err != nil {
			return err
		}
	}
	status := New
	if known {
		status = Changed
	}
	r.keep(page.URL, e, status, "")
	return nil
}

// newName names a page's file as no other page's, nor a file that somebody else
// has put there.
func (r *run) newName(u *url.URL, ext string) string {
	return nameFor(u, ext, func(name string) bool { return r.taken[name] || r.folder.has(name) })
}
