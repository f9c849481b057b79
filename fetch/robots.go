package fetch

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/temoto/robotstxt"
)

// Agent is the name that robots.txt may address the program by.
const Agent = "taskforce"

// maxRobots is how much of a robots.txt counts, as RFC 9309 lets it be.
const maxRobots = 512 << 10

// rules is what a host's robots.txt says to us.
type rules struct {
	group *robotstxt.Group // nil where there are none
	err   error            // the host may not be asked, for now
}

// allows tells whether an address may be asked for.
func (r rules) allows(u *url.URL) bool {
	if r.group == nil || u.Path == "/robots.txt" {
		return true
	}
	return r.group.Test(u.RequestURI())
}

func (r rules) delay() time.Duration {
	if r.group == nil {
		return 0
	}
	return r.group.CrawlDelay
}

// rulesOf reads a host's robots.txt, once.
func (c *Client) rulesOf(ctx context.Context, asked Request, u *url.URL) rules {
	site := u.Scheme + "://" + u.Host
	if r, known := c.robots[site]; known {
		return r
	}
	r := c.readRules(ctx, asked, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"})
	if ctx.Err() == nil {
		c.robots[site] = r
	}
	return r
}

// readRules asks for robots.txt. Where it cannot be had, the host is left alone.
func (c *Client) readRules(ctx context.Context, asked Request, at *url.URL) rules {
	unread := func(err error) rules {
		e := asError(err, at.String())
		return rules{err: &Error{Kind: e.Kind, Reason: "robots.txt kan ikke hentes: " + e.Reason, Err: err}}
	}
	for range maxHops + 1 {
		res, body, err := c.once(ctx, at, nil, maxRobots, true)
		if err != nil {
			return unread(err)
		}
		next, moved := redirect(res, at)
		if !moved {
			return rulesIn(res.StatusCode, body)
		}
		to, err := c.follow(asked, at, next)
		if err != nil {
			return unread(err)
		}
		at = to
	}
	return unread(errRing)
}

// knownLine tells the lines of robots.txt that mean something; one that cannot
// be read must not void the others.
var knownLine = regexp.MustCompile(`(?i)^\s*(user-agent|allow|disallow)\s*:|^\s*crawl-delay\s*:\s*\d+(\.\d+)?\s*(#.*)?$`)

func rulesIn(status int, body []byte) rules {
	if status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
		return rules{err: failed(nil, "robots.txt kan ikke hentes: serveren svarede %d; prøv igen senere", status)}
	}
	if status < 200 || status > 299 {
		return rules{}
	}
	var lines [][]byte
	for line := range bytes.Lines(bytes.ReplaceAll(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), []byte("\r"), []byte("\n"))) {
		if line = bytes.TrimSpace(line); knownLine.Match(line) {
			lines = append(lines, escaped(line))
		}
	}
	data, err := robotstxt.FromBytes(bytes.Join(lines, []byte("\n")))
	if err != nil {
		return rules{err: failed(err, "robots.txt kan ikke forstås, så der hentes intet fra serveren")}
	}
	return rules{group: data.FindGroup(Agent)}
}

var escape = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// escaped writes the letters of a rule as addresses have them. What stands
// after # is a comment.
func escaped(line []byte) []byte {
	line, _, _ = bytes.Cut(line, []byte("#"))
	return escape.ReplaceAllFunc([]byte(escapeLetters(string(line))), bytes.ToUpper)
}
