package sites

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/digitaskforce/taskforce/fetch"
)

const (
	maxListBytes = 4 << 20
	maxFound     = 50_000 // addresses that wait for their turn
)

func isAddress(s string) bool {
	scheme, _, found := strings.Cut(s, "://")
	return found && !strings.ContainsAny(scheme, `/\.`)
}

// readList reads a file of addresses: one a line, # begins a comment.
func readList(path string) ([]*url.URL, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &SourceError{path, "filen med adresser kan ikke åbnes; ret stien, eller skriv en adresse, der begynder med https://"}
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, &SourceError{path, "er ikke en fil med adresser"}
	}
	data, err := io.ReadAll(io.LimitReader(f, maxListBytes+1))
	if err != nil || len(data) > maxListBytes {
		return nil, &SourceError{path, "filen med adresser kan ikke læses, eller den fylder mere end 4 MB"}
	}
	var out []*url.URL
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(string(data), "\uFEFF")) {
		n++
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		if line == "" || line[0] == '#' {
			continue
		}
		u, err := fetch.Address(line)
		var bad *fetch.Error
		if errors.As(err, &bad) {
			return nil, &SourceError{path, fmt.Sprintf("linje %d: %s", n, bad.Reason)}
		}
		out = append(out, u)
	}
	if len(out) == 0 {
		return nil, &SourceError{path, "der er ingen adresser i filen"}
	}
	return out, nil
}
