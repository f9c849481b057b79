package people

import (
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// WidgetScript answers GET /widget.js. Any site may load it: it holds nothing
// that is not public, and whom the chat lets in is decided where it is framed.
func (s *People) WidgetScript(c *fiber.Ctx) error {
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*") // for crossorigin and integrity on the script element
	c.Set(fiber.HeaderCacheControl, "public, max-age=600")
	c.Set(fiber.HeaderETag, s.loader.Etag)
	c.Set(fiber.HeaderContentType, pages.AssetTypes[".js"])
	if c.Get(fiber.HeaderIfNoneMatch) == s.loader.Etag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return c.Send(s.loader.Body)
}

// Favicon answers GET /favicon.ico, which browsers ask for beside files that are no pages.
func (s *People) Favicon(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, pages.AssetTypes[".svg"])
	c.Set(fiber.HeaderContentSecurityPolicy, pages.PolicyLogo)
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return c.Send(s.Assets.Files["icon.svg"])
}

// Asset answers GET /static/:hash/:file. A page of another version of the
// program asks under another hash; it gets what there is, for now only.
func (s *People) Asset(c *fiber.Ctx) error {
	name := c.Params("file")
	body, ok := s.Assets.Files[name]
	if !ok {
		return problem.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, pages.AssetTypes[path.Ext(name)])
	if strings.HasPrefix(name, "logo.") {
		c.Set(fiber.HeaderContentSecurityPolicy, pages.PolicyLogo)
	}
	if c.Params("hash") == s.Assets.Hash {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	return c.Send(body)
}
