package sites

import (
	"iter"
	"maps"
	"net/url"
	"path"
	"strings"

	"github.com/digitaskforce/taskforce/documents/html"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/fetch"
)

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// sitemap adds what a sitemap names.
func (r *run) sitemap(it item, address string, body []byte) {
	r.told[address] = true
	m, err := readSitemap(body)
	if err != nil || m.index && it.sitemap >= maxSitemapDepth {
		r.broken, r.whole = append(r.broken, address+": "+errSitemap.Error()), false
		return
	}
	base, err := url.Parse(address)
	if err != nil {
		return
	}
	for _, to := range m.to {
		u, err := fetch.Resolve(base, to)
		if err != nil {
			r.tell(Outcome{URL: shown(to), Status: Refused, Reason: err.Error()})
			continue
		}
		r.add(item{at: u, root: it.root, source: it.source, sitemap: it.sitemap + 1, isMap: m.index})
	}
	if m.cut {
		r.whole, r.stopped = false, "sitemappet er for langt"
	}
}

// shown is an address that is none, for people.
func shown(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "?")), " ")
	return strings.ToValidUTF8(s[:min(len(s), 200)], "")
}

func (r *run) add(it item) {
	if r.seen[it.at.String()] {
		return
	}
	if len(r.queue) >= maxFound {
		r.whole, r.stopped = false, "kilderne nævner for mange sider"
		return
	}
	r.queue = append(r.queue, it)
}

// follow adds the links of a page that lie within its source.
func (r *run) follow(it item, address string, links html.Links) {
	if it.depth <= 0 {
		return
	}
	base, err := url.Parse(address)
	if err != nil {
		return
	}
	if it.at == it.root {
		it.root = base
	}
	for _, to := range links.To {
		u, err := fetch.Resolve(base, to)
		if err != nil || r.may(it)(u) != nil || !within(it.root, u) || notText[strings.ToLower(path.Ext(u.Path))] {
			continue
		}
		if links.Listing && u.Path == base.Path {
			continue // the same list in another order
		}
		r.add(item{at: u, root: it.root, source: it.source, depth: it.depth - 1, linked: true})
	}
}

// within tells whether a page lies in a source's folder. A source that is a
// page, not a folder, stands for its whole server.
func within(root, u *url.URL) bool {
	return !strings.HasSuffix(root.Path, "/") || strings.HasPrefix(u.Path, root.Path)
}

// notText are the endings of files that no request is spent on.
var notText = set(".png .jpg .jpeg .gif .svg .webp .ico .css .js .mjs .json .xml .rss .zip .gz .tar .7z .rar .exe .dmg .iso " +
	".mp3 .mp4 .webm .mov .avi .wav .woff .woff2 .ttf .ics .vcf .xls .xlsx .csv .map")

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// fileName is a name that tells what a page is where its content does not.
func fileName(u *url.URL, media string) string {
	name := path.Base(u.Path)
	if library.Readable(name) {
		return name
	}
	switch media {
	case "text/html", "application/xhtml+xml":
		return name + ".html"
	case "text/plain":
		if path.Ext(name) == "" {
			return name + ".txt"
		}
	case "text/markdown":
		return name + ".md"
	}
	return name
}
