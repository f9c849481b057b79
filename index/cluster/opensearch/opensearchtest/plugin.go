package opensearchtest

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// knn is the class of the plugin for vectors.
const knn = "org.opensearch.knn.plugin.KNNPlugin"

// plugin unpacks the plugin for vectors beside the nodes, and gives the class
// path of a node and which classes are plugins.
func plugin(cfg Config) (classes, plugins string, err error) {
	classes = filepath.Join(cfg.Jars, "*")
	if cfg.Plain {
		return classes, "", nil
	}
	found, err := filepath.Glob(filepath.Join(cfg.Jars, "opensearch-knn-*.zip"))
	if err != nil || len(found) != 1 {
		return "", "", fmt.Errorf("opensearchtest: %d files opensearch-knn-*.zip in %s, %w", len(found), cfg.Jars, os.ErrNotExist)
	}
	to := filepath.Join(cfg.Dir, "knn")
	if err := unpack(found[0], to); err != nil {
		return "", "", fmt.Errorf("opensearchtest: %w", err)
	}
	return classes + string(filepath.ListSeparator) + filepath.Join(to, "*"), knn, nil
}

// unpack writes the jars of a plugin into a folder.
func unpack(file, to string) error {
	z, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer z.Close()
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, ".jar") {
			if err := unpackJar(f, filepath.Join(to, filepath.Base(f.Name))); err != nil {
				return err
			}
		}
	}
	return nil
}

func unpackJar(f *zip.File, to string) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
