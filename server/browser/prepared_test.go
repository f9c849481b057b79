package browser

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/digitaskforce/taskforce/cli"
)

// scratch is a folder that goes with the tests.
var scratch string

// prepared is a data folder with the index of the shipped materials. It is made
// once: indexing them for each service would be most of what these tests do.
var prepared = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "prepared")
	var says bytes.Buffer
	if code := cli.Main(context.Background(), []string{"index", "--data", dir}, func(string) (string, bool) { return "", false }, io.Discard, &says); code != 0 {
		return "", fmt.Errorf("indexing the shipped materials: %d, %s", code, &says)
	}
	return dir, nil
})

// startedBefore gives a service with these flags what one that was started before
// has in its data folder.
func startedBefore(flags []string) ([]string, error) {
	if slices.Contains(flags, "--no-materials") {
		return flags, nil
	}
	ready, err := prepared()
	if err != nil {
		return nil, err
	}
	var dir string
	if i := slices.Index(flags, "--data"); i >= 0 {
		dir = flags[i+1]
	} else {
		if dir, err = os.MkdirTemp(scratch, "data-"); err != nil {
			return nil, err
		}
		flags = append([]string{"--data", dir}, flags...)
	}
	return flags, os.CopyFS(dir, os.DirFS(ready))
}
