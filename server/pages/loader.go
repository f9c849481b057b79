package pages

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"
)

// brandColor is the colour of bars and buttons where the Site has none, as style.css has it.
const brandColor = "#0b4f8a"

// Loader is the script that other sites load, made small.
type Loader struct {
	Body []byte
	Etag string
}

// LoadLoader reads the loader, whose widget has a colour unless its page names another.
func LoadLoader(site Site) (*Loader, error) {
	own, err := parseColor(cmp.Or(site.Color, brandColor))
	if err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	source, err := web.ReadFile("web/loader/widget.js")
	if err != nil {
		return nil, fmt.Errorf("reading the loader: %w", err)
	}
	source = bytes.Replace(source, []byte("%COLOR%"), []byte(own.String()), 1)
	var small bytes.Buffer
	if err := js.Minify(minify.New(), &small, bytes.NewReader(source), nil); err != nil {
		return nil, fmt.Errorf("minifying the loader: %w", err)
	}
	sum := sha256.Sum256(small.Bytes())
	return &Loader{small.Bytes(), `"` + hex.EncodeToString(sum[:8]) + `"`}, nil
}
