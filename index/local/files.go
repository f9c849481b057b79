package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/mmap-go"

	"github.com/digitaskforce/taskforce/index/engine"
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
	return WriteFile(filepath.Join(dir, ManifestFile), text)
}

// WriteFile writes a file so that it is whole or absent after a crash.
func WriteFile(path string, data []byte) error {
	tmp := path + ".tmp"
	f, err := os.Create(tmp)
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	_, err = f.Write(data)
	if serr := f.Sync(); err == nil {
		err = serr
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return fmt.Errorf("writing the index: %w", err)
	}
	return nil
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
