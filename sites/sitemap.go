package sites

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const (
	maxSitemapBytes = 50 << 20 // unpacked, as sitemaps.org has it
	maxSitemapDepth = 3        // an index of indexes of sitemaps
	maxXMLDepth     = 20
)

var errSitemap = errors.New("sitemappet kan ikke læses")

// sitemap is a list of pages, or of sitemaps.
type sitemap struct {
	index bool
	to    []string
	cut   bool // more stand in it than are taken
}

// unpacked is a body without the packing of a file that was packed.
func unpacked(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, errSitemap
	}
	out, err := io.ReadAll(io.LimitReader(z, maxSitemapBytes+1))
	if err != nil || len(out) > maxSitemapBytes {
		return nil, errSitemap
	}
	return out, nil
}

// isSitemap tells a sitemap by its beginning.
func isSitemap(body []byte) bool {
	head := bytes.TrimLeft(bytes.TrimPrefix(body[:min(len(body), 4096)], []byte("\xef\xbb\xbf")), " \t\r\n")
	if !bytes.HasPrefix(head, []byte("<?xml")) && !bytes.HasPrefix(head, []byte("<!--")) && !bytes.HasPrefix(head, []byte("<urlset")) && !bytes.HasPrefix(head, []byte("<sitemapindex")) {
		return false
	}
	return bytes.Contains(head, []byte("<urlset")) || bytes.Contains(head, []byte("<sitemapindex"))
}

// readSitemap reads a sitemap. The decoder knows no entities but XML's own, and
// keeps nothing of what is not an address.
func readSitemap(body []byte) (sitemap, error) {
	var out sitemap
	var path []string
	var text strings.Builder
	for d := xml.NewDecoder(bytes.NewReader(body)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, errSitemap
		}
		switch x := token.(type) {
		case xml.StartElement:
			if path = append(path, x.Name.Local); len(path) > maxXMLDepth {
				return out, errSitemap
			}
			out.index = out.index || len(path) == 1 && x.Name.Local == "sitemapindex"
			text.Reset()
		case xml.CharData:
			if isLoc(path) && text.Len() < 1<<12 {
				text.Write(x)
			}
		case xml.EndElement:
			if isLoc(path) {
				if len(out.to) >= maxFound {
					out.cut = true
					return out, nil
				}
				out.to = append(out.to, text.String())
			}
			path = path[:len(path)-1]
		}
	}
}

// isLoc tells a page's or a sitemap's own address from that of a picture in it.
func isLoc(path []string) bool {
	return len(path) == 3 && path[2] == "loc" && (path[1] == "url" || path[1] == "sitemap")
}
