package server

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

//go:embed web
var web embed.FS

// assetTypes are the kinds of files that web/static may hold.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// assets are the styles and scripts of the pages. Their addresses carry a hash
// of them all, so that browsers may keep them for ever and the modules can
// import one another by relative addresses.
type assets struct {
	hash  string
	files map[string][]byte
}

// loadAssets takes in web/static, the texts for the scripts, and what the
// authority brings.
func loadAssets(tables map[string]*table, site Site) (*assets, error) {
	a := &assets{files: map[string][]byte{}}
	entries, err := fs.ReadDir(web, "web/static")
	if err != nil {
		return nil, fmt.Errorf("reading the assets: %w", err)
	}
	for _, e := range entries {
		if a.files[e.Name()], err = web.ReadFile("web/static/" + e.Name()); err != nil {
			return nil, fmt.Errorf("reading the assets: %w", err)
		}
	}
	for lang, t := range tables {
		if a.files["text-"+lang+".js"], err = t.script(); err != nil {
			return nil, err
		}
	}
	if err := a.addSite(site); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return a, a.seal()
}

func (a *assets) addSite(site Site) error {
	name, err := site.logoName()
	if err != nil {
		return err
	}
	style, err := site.style()
	if err != nil {
		return err
	}
	if name != "" {
		a.files[name] = site.Logo
	}
	if style != nil {
		a.files[siteStyle] = style
	}
	return nil
}

// siteStyle is the file of the authority's colours.
const siteStyle = "site.css"

// seal computes the hash.
func (a *assets) seal() error {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(a.files)) {
		if assetTypes[path.Ext(name)] == "" {
			return fmt.Errorf("reading the assets: %s has no known type", name)
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(a.files[name]), a.files[name])
	}
	a.hash = hex.EncodeToString(sum.Sum(nil)[:8])
	return nil
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
	if strings.HasPrefix(name, "logo.") {
		c.Set(fiber.HeaderContentSecurityPolicy, policyLogo)
	}
	if c.Params("hash") == s.assets.hash {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	return c.Send(body)
}
