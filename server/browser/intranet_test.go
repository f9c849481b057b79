package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// intranet is a page of another site that embeds the widget.
type intranet struct {
	origin        string // of the site
	url           string // of the page
	options, html string
	service       *service
}

// neighbours are the pages of all tests, each beneath a path of its own, and the
// service that lets them in, which no test changes or ends.
type neighbours struct {
	*httptest.Server
	service *service
	mu      sync.Mutex
	pages   map[string]*intranet // by their paths
}

var neighbourhood = sync.OnceValues(func() (*neighbours, error) {
	all := &neighbours{pages: map[string]*intranet{}}
	all.Server = httptest.NewServer(all)
	flags, err := startedBefore([]string{"--rate", "0", "--embed-origins", all.URL})
	if err == nil {
		all.service, err = launch(flags...)
	}
	return all, err
})

// newIntranet serves a page with the script of a service that lets it in, and
// with further HTML; plain beneath it is one with a frame and no script.
func newIntranet(t testing.TB, options, html string) *intranet {
	t.Helper()
	all, err := neighbourhood()
	if err != nil {
		t.Fatal(err)
	}
	return all.add(t, "127.0.0.1", options, html)
}

// add gives a page a path, at a host that is this machine.
func (all *neighbours) add(t testing.TB, host, options, html string) *intranet {
	t.Helper()
	all.mu.Lock()
	defer all.mu.Unlock()
	path := fmt.Sprintf("/%d/", len(all.pages))
	n := &intranet{origin: strings.Replace(all.URL, "127.0.0.1", host, 1), options: options, html: html, service: all.service}
	n.url = n.origin + path
	all.pages[path] = n
	return n
}

// served gives the page a service of its own with further flags, which lets it in
// and ends with the test or before.
func (n *intranet) served(t testing.TB, flags ...string) *intranet {
	t.Helper()
	n.service = serve(t, append([]string{"--embed-origins", n.origin}, flags...)...)
	return n
}

// ServeHTTP gives a page. Its policy allows scripts and frames of its service only.
func (all *neighbours) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, plain := strings.CutSuffix(r.URL.Path, "plain")
	all.mu.Lock()
	n := all.pages[path]
	all.mu.Unlock()
	if n == nil {
		w.WriteHeader(http.StatusNoContent) // such as the icon that browsers ask for
		return
	}
	service := n.service.otherHost()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", strictPolicy(service))
	w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp") // the strictest a page can ask for
	w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
	if plain {
		_, _ = fmt.Fprintf(w, `<!doctype html><title>Plain</title><iframe src="%s/widget" width=600 height=600></iframe>`, service)
		return
	}
	_, _ = io.WriteString(w, embedding(service, n.options, n.html))
}
