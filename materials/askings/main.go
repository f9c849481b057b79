// Command askings makes asked.zip: what people ask of the shipped materials, the
// files strategi/*.asked.txt and jura/*.asked.txt, which would take three times the
// room in the binary. Run it by go generate ./materials.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"io"
	"os"
	"path/filepath"

	"github.com/digitaskforce/taskforce/internal/whole"
)

// name is where they go, in the folder of package materials.
const name = "asked.zip"

func main() {
	data, err := packed()
	if err == nil {
		err = whole.Replace(name, data)
	}
	if err != nil {
		panic(err)
	}
}

// packed is the archive; the same files make the same bytes.
func packed() ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestCompression)
	})
	for _, folder := range []string{"jura", "strategi"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.asked.txt"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			entry, err := w.Create(filepath.ToSlash(file))
			if err != nil {
				return nil, err
			}
			if _, err := entry.Write(text); err != nil {
				return nil, err
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
