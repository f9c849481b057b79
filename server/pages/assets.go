package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
)

//go:embed web
var web embed.FS

// AssetTypes are the kinds of files that web/static may hold.
var AssetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// Assets are the styles and scripts of the pages. Their addresses carry a hash
// of them all, so that browsers may keep them for ever and the modules can
// import one another by relative addresses.
type Assets struct {
	Hash  string
	Files map[string][]byte
}

// LoadAssets takes in web/static, the texts for the scripts, and what the
// authority brings.
func LoadAssets(tables map[string]*Table, site Site) (*Assets, error) {
	a := &Assets{Files: map[string][]byte{}}
	entries, err := fs.ReadDir(web, "web/static")
	if err != nil {
		return nil, fmt.Errorf("reading the assets: %w", err)
	}
	for _, e := range entries {
		if a.Files[e.Name()], err = web.ReadFile("web/static/" + e.Name()); err != nil {
			return nil, fmt.Errorf("reading the assets: %w", err)
		}
	}
	for lang, t := range tables {
		if a.Files["text-"+lang+".js"], err = t.script(); err != nil {
			return nil, err
		}
	}
	if err := a.addSite(site); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return a, a.seal()
}

func (a *Assets) addSite(site Site) error {
	name, err := site.logoName()
	if err != nil {
		return err
	}
	style, err := site.style()
	if err != nil {
		return err
	}
	if name != "" {
		a.Files[name] = site.Logo
	}
	if style != nil {
		a.Files[siteStyle] = style
	}
	return nil
}

// siteStyle is the file of the authority's colours.
const siteStyle = "site.css"

// seal computes the hash.
func (a *Assets) seal() error {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(a.Files)) {
		if AssetTypes[path.Ext(name)] == "" {
			return fmt.Errorf("reading the assets: %s has no known type", name)
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(a.Files[name]), a.Files[name])
	}
	a.Hash = hex.EncodeToString(sum.Sum(nil)[:8])
	return nil
}

// url is the address of an asset.
func (a *Assets) url(name string) (string, error) {
	if _, ok := a.Files[name]; !ok {
		return "", fmt.Errorf("no asset %q", name)
	}
	return "/static/" + a.Hash + "/" + name, nil
}
