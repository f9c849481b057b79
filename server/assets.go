package server

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"

	"github.com/gofiber/fiber/v2"
)

//go:embed web
var web embed.FS

// assetTypes are the kinds of files that web/static may hold.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// assets are the styles and scripts of the pages. Their addresses carry a hash
// of them all, so that browsers may keep them for ever and the modules can
// import one another by relative addresses.
type assets struct {
	hash  string
	files map[string][]byte
}

func loadAssets() (*assets, error) {
	a := &assets{files: map[string][]byte{}}
	sum := sha256.New()
	entries, err := fs.ReadDir(web, "web/static")
	if err != nil {
		return nil, fmt.Errorf("reading the assets: %w", err)
	}
	for _, e := range entries {
		body, err := web.ReadFile("web/static/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("reading the assets: %w", err)
		}
		if assetTypes[path.Ext(e.Name())] == "" {
			return nil, fmt.Errorf("reading the assets: %s has no known type", e.Name())
		}
		a.files[e.Name()] = body
		fmt.Fprintf(sum, "%s %d\n%s", e.Name(), len(body), body)
	}
	a.hash = hex.EncodeToString(sum.Sum(nil)[:8])
	return a, nil
}

// url is the address of an asset.
func (a *assets) url(name string) (string, error) {
	if _, ok := a.files[name]; !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return "/static/" + a.hash + "/" + name, nil
}

// asset answers GET /static/:hash/:file. A page of another version of the
// program asks under another hash; it gets what there is, for now only.
func (s *Server) asset(c *fiber.Ctx) error {
	name := c.Params("file")
	body, ok := s.assets.files[name]
	if !ok {
		return errNotFound
	}
	c.Set(fiber.HeaderContentType, assetTypes[path.Ext(name)])
	if c.Params("hash") == s.assets.hash {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	return c.Send(body)
}
