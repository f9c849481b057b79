package fetch

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Validators are what a server gave with a page so that it can be asked
// whether the page has changed.
type Validators struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"` // as the server wrote it
}

// Page is what a server answered.
type Page struct {
	URL       string // the last address, after redirects
	Body      []byte // empty where Unchanged
	Unchanged bool   // the version at hand is still the right one
	Type      string // media type as the server says, without parameters
	NoIndex   bool   // the server does not want it in an index
	Validators
	Modified time.Time // zero where the server does not say, or made the page on the spot
}

// redirect tells where an answer sends the asker.
func redirect(res *http.Response, at *url.URL) (to string, moved bool) {
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		to = res.Header.Get("Location")
	}
	return to, to != ""
}

// retryAfter tells how long a busy server wants to be left alone.
func retryAfter(res *http.Response) (time.Duration, bool) {
	if res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusServiceUnavailable {
		return 0, false
	}
	said := strings.TrimSpace(res.Header.Get("Retry-After"))
	if n, err := strconv.Atoi(said); err == nil && n >= 0 && n <= int(time.Hour/time.Second) {
		return time.Duration(n) * time.Second, true
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

// onTheSpot is how near to its answer a page that changed is taken to be made
// for it, so that the time tells nothing.
const onTheSpot = time.Hour

func newPage(at *url.URL, res *http.Response, body []byte) *Page {
	h := res.Header
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	p := &Page{
		URL: at.String(), Body: body, Type: strings.ToLower(strings.TrimSpace(media)),
		NoIndex:    noIndex(h.Values("X-Robots-Tag")),
		Validators: Validators{ETag: h.Get("ETag"), LastModified: h.Get("Last-Modified")},
	}
	if t, err := http.ParseTime(p.LastModified); err == nil && time.Since(t) > onTheSpot {
		p.Modified = t
	}
	return p
}

func noIndex(tags []string) bool {
	for _, tag := range tags {
		for word := range strings.SplitSeq(strings.ToLower(tag), ",") {
			if w := strings.TrimSpace(word); w == "noindex" || w == "none" || w == Agent+": noindex" {
				return true
			}
		}
	}
	return false
}
