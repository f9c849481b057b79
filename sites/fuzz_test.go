package sites

import (
	"bytes"
	"testing"

	"github.com/digitaskforce/taskforce/fetch"
)

// FuzzSitemap reads anything as a sitemap: within bounds, and without a panic.
func FuzzSitemap(f *testing.F) {
	for _, s := range []string{
		`<?xml version="1.0"?><urlset><url><loc>https://x.dk/</loc></url></urlset>`,
		`<sitemapindex><sitemap><loc>https://x.dk/&amp;</loc></sitemap></sitemapindex>`,
		`<urlset><url><loc>`, `<urlset></url>`, "\x1f\x8b", `<!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		body, err := unpacked(data)
		if err != nil {
			return
		}
		_ = isSitemap(body)
		m, _ := readSitemap(body)
		total := 0
		for _, to := range m.to {
			total += len(to)
			if u, err := fetch.Address(to); err == nil {
				if name := nameFor(u, ".html", func(string) bool { return false }); len(name) > 3000 || bytes.Contains([]byte("/"+name+"/"), []byte("/../")) {
					t.Errorf("%q is named %q", to, name)
				}
			}
		}
		if total > len(body) {
			t.Errorf("%d bytes of addresses from %d", total, len(body))
		}
	})
}
