// Package fetch asks servers for pages, politely and safely: one request at a
// time with a pause between them, what robots.txt says, no server on an inner
// network, and bounds on everything. Start with [New] and [Client.Get].
package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Options says how pages are asked for. Fields that are zero have the value in
// brackets.
type Options struct {
	UserAgent string        // [Agent]
	Delay     time.Duration // from one answer of a host to the next request [none]; more where robots.txt wants it
	Timeout   time.Duration // of one request with its answer [30s]
	Bytes     int64         // of one page, unpacked [20 MB]
	Total     int64         // of all pages [500 MB]
	Private   bool          // servers on inner networks may be asked too
	Stay      bool          // no redirect is followed to another host
}

// Client asks for pages. It is safe for concurrent use, and asks for one page
// at a time all the same.
type Client struct {
	opt    Options
	http   *http.Client
	mu     sync.Mutex
	robots map[string]rules     // by scheme and host
	last   map[string]time.Time // when a host's last answer ended
	spent  int64
	sleep  func(context.Context, time.Duration) error
}

// New makes a Client.
func New(opt Options) *Client {
	if opt.UserAgent == "" {
		opt.UserAgent = Agent
	}
	if opt.Timeout <= 0 {
		opt.Timeout = 30 * time.Second
	}
	if opt.Bytes <= 0 {
		opt.Bytes = 20 << 20
	}
	if opt.Total <= 0 {
		opt.Total = 500 << 20
	}
	return &Client{
		opt: opt, robots: map[string]rules{}, last: map[string]time.Time{}, sleep: sleep,
		http: &http.Client{
			Transport: transport(opt.Private),
			// Every hop is looked at before it is followed.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Request asks for one page.
type Request struct {
	URL   *url.URL                        // from [Address]
	May   func(u *url.URL) error          // where not nil: whether an address may be asked for, also one redirected to
	Known func(address string) Validators // where not nil: of the version at hand
}

const (
	maxHops = 5
	maxWait = time.Minute // for a server that says when to come again
)

// Get asks for a page. Its error is an [Error]; only a page with the status 200
// comes back without one, or one that is unchanged.
func (c *Client) Get(ctx context.Context, r Request) (*Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, again := r.URL, true
	for range maxHops + 1 {
		res, body, err := c.hop(ctx, r, at)
		if err != nil {
			return nil, asError(err, at.String())
		}
		next, moved := redirect(res, at)
		wait, later := retryAfter(res)
		switch {
		case moved:
			u, err := c.follow(r, at, next)
			if err != nil {
				return nil, asError(err, at.String())
			}
			at = u
		case later && again && wait <= maxWait:
			again = false
			if err := c.sleep(ctx, wait); err != nil {
				return nil, asError(err, at.String())
			}
		case res.StatusCode == http.StatusNotModified && r.Known != nil:
			return &Page{URL: at.String(), Unchanged: true, Validators: r.Known(at.String())}, nil
		case res.StatusCode != http.StatusOK:
			return nil, asError(statusError(res.StatusCode), at.String())
		default:
			return newPage(at, res, body), nil
		}
	}
	return nil, asError(errRing, at.String())
}

var errRing = failed(nil, "siden viderestiller i ring eller for mange gange")

// follow is where a redirect leads to, for a page as for robots.txt. An inner
// network is left to whom the request says to ask: a redirect chooses no server there.
func (c *Client) follow(r Request, at *url.URL, location string) (*url.URL, error) {
	to, err := Resolve(at, location)
	switch {
	case err != nil:
		return nil, err
	case to.Host == at.Host:
	case c.opt.Stay, c.opt.Private && r.May == nil:
		return nil, forbidden(nil, "siden viderestiller til en anden vært; hent den derfra, hvis den skal bruges")
	}
	if r.May != nil {
		if err := r.May(to); err != nil {
			return nil, err
		}
	}
	return to, nil
}

// hop asks for one address of a chain of redirects.
func (c *Client) hop(ctx context.Context, r Request, at *url.URL) (*http.Response, []byte, error) {
	if r.May != nil {
		if err := r.May(at); err != nil {
			return nil, nil, err
		}
	}
	rules := c.rulesOf(ctx, r, at)
	if rules.err != nil {
		return nil, nil, rules.err
	}
	if !rules.allows(at) {
		return nil, nil, &Error{Kind: Refused, Reason: "robots.txt tillader det ikke"}
	}
	header := http.Header{}
	if r.Known != nil {
		v := r.Known(at.String())
		set(header, "If-None-Match", v.ETag)
		set(header, "If-Modified-Since", v.LastModified)
	}
	return c.once(ctx, at, header, c.opt.Bytes, false)
}

func set(h http.Header, key, value string) {
	if value != "" {
		h.Set(key, value)
	}
}

// once makes one request when its turn comes, and reads at most most bytes of
// the answer; cut says that the rest may be left out.
func (c *Client) once(ctx context.Context, at *url.URL, header http.Header, most int64, cut bool) (*http.Response, []byte, error) {
	if c.spent >= c.opt.Total {
		return nil, nil, &Error{Kind: Spent, Reason: "grænsen for, hvor meget der hentes i alt, er nået"}
	}
	pause := max(c.opt.Delay, c.robots[at.Scheme+"://"+at.Host].delay())
	if last, asked := c.last[at.Host]; asked {
		if err := c.sleep(ctx, time.Until(last.Add(pause))); err != nil {
			return nil, nil, err
		}
	}
	defer func() { c.last[at.Host] = time.Now() }()
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, nil, fmt.Errorf("asking for a page: %w", err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	req.Header.Set("User-Agent", c.opt.UserAgent)
	req.Header.Set("Accept-Language", "da, en;q=0.5")
	res, err := c.http.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return res, nil, nil // what an error page says is not read
	}
	body, err := c.body(ctx, res, most, cut)
	return res, body, err
}

// untilDone is a reader that ends with a context also where it waits for
// nothing, as when it unpacks much from little.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// body reads an answer within what one page, and all pages, may have.
func (c *Client) body(ctx context.Context, res *http.Response, most int64, cut bool) ([]byte, error) {
	tooLarge := &Error{Kind: TooLarge, Reason: fmt.Sprintf("siden fylder mere end %d MB; sæt --max-bytes op, hvis den skal med", max(1, most>>20))}
	if !cut && res.ContentLength > most {
		return nil, tooLarge
	}
	body, err := io.ReadAll(io.LimitReader(untilDone{ctx, res.Body}, most+1))
	c.spent += int64(len(body))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading a page: %w", err)
	case int64(len(body)) <= most:
		return body, nil
	case cut:
		return body[:most], nil
	}
	return nil, tooLarge
}
