package core

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/problem"
)

// WidgetPath is the chat page in the form that other sites put into a frame.
const WidgetPath = "/widget"

// hostName is a name or an address in digits, as browsers write them.
var hostName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$`)

// ParseOrigin checks an origin that may embed the chat, such as
// https://intranet.eksempel.dk, and gives it as browsers write it.
// https://*.eksempel.dk stands for every host below eksempel.dk. The error is in Danish.
func ParseOrigin(text string) (string, error) {
	text = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(text)), "/")
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || text != u.Scheme+"://"+u.Host {
		return "", fmt.Errorf("%s er ikke en oprindelse; skriv f.eks. https://intranet.eksempel.dk uden sti", text)
	}
	name, below := strings.CutPrefix(u.Hostname(), "*.")
	if !hostName.MatchString(name) {
		return "", fmt.Errorf("%s har intet gyldigt værtsnavn; bogstaver som æ skrives som i punycode", text)
	}
	if below && (!strings.Contains(name, ".") || net.ParseIP(name) != nil) {
		return "", fmt.Errorf("%s er for vid; stjernen skal stå foran et domæne som eksempel.dk", text)
	}
	if u.Scheme == "https" {
		text = strings.TrimSuffix(text, ":443")
	} else {
		text = strings.TrimSuffix(text, ":80")
	}
	return text, nil
}

// parseOrigins checks the origins of a Config.
func parseOrigins(list []string) ([]string, error) {
	var out []string
	for _, text := range list {
		origin, err := ParseOrigin(text)
		if err != nil {
			return nil, fmt.Errorf("server: %w", err)
		}
		out = append(out, origin)
	}
	return out, nil
}

// Embeddable lets the origins of the Config, and no others, frame what the
// handlers after it answer, errors included.
func (s *Core) Embeddable(c *fiber.Ctx) error {
	if len(s.Config.EmbedOrigins) > 0 {
		frameBy(c, s.Config.EmbedOrigins...)
	}
	return c.Next()
}

// frameBy lets origins, and no others, frame the response.
func frameBy(c *fiber.Ctx, origins ...string) {
	c.Set(fiber.HeaderContentSecurityPolicy, policy(strings.Join(origins, " ")))
	c.Response().Header.Del(fiber.HeaderXFrameOptions) // it cannot name origins
	// Pages that are isolated from other origins frame only what is so too.
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set("Cross-Origin-Embedder-Policy", "require-corp")
}

// onSite holds a site key, which everybody can read who opens a page of its
// site, to the chat in a frame of that site, and to the documents it leads to.
// What browsers say of a request is believed; a program can say anything.
func (s *Core) onSite(c *fiber.Ctx, site string) error {
	dest, from := c.Get("Sec-Fetch-Dest"), c.Get("Sec-Fetch-Site")+c.Get(fiber.HeaderOrigin)
	switch path := c.Path(); {
	case path == WidgetPath && (dest == "" || dest == "iframe"):
		frameBy(c, site)
		return nil
	case (path == "/api/chat" || path == "/api/feedback") && from != "" && s.SameSite(c):
		return nil
	case path == "/documents" || strings.HasPrefix(path, "/documents/"):
		return nil
	}
	return problem.ErrSiteKey
}
