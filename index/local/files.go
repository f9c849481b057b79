package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/mmap-go"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// Files of a complete build, beside Bleve's.
const (
	ForwardFile    = "forward.bin"
	VocabularyFile = "vocabulary.fst"
	ManifestFile   = "manifest.json" // the last that is written
)

// complete writes the manifest, which makes an index folder whole.
func complete(dir string, m engine.Manifest) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	return whole.Replace(filepath.Join(dir, ManifestFile), text)
}

// mapFile maps a file into memory.
func mapFile(path string) (mmap.MMap, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening the index: %w", err)
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("mapping the index: %w", err)
	}
	return m, nil
}

// openVocabulary maps the vocabulary of an index folder.
func openVocabulary(dir string, terms int) (*engine.Vocabulary, error) {
	m, err := mapFile(filepath.Join(dir, VocabularyFile))
	if err != nil {
		return nil, err
	}
	v, err := engine.ReadVocabulary(m, terms)
	if err != nil {
		_ = m.Unmap()
		return nil, err
	}
	v.Unmap = m.Unmap
	return v, nil
}
