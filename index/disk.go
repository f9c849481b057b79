package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// An index folder holds one sub-folder per build, "build-…", and the file
// CURRENT that names the one in use. A build is complete before CURRENT names
// it, so that a crash at any moment leaves the former one usable.
const (
	currentFile = "CURRENT"
	buildPrefix = "build-"
)

// openCurrent opens the index that CURRENT names.
func openCurrent(dir string, opt Options) (*Snapshot, error) {
	name, err := os.ReadFile(filepath.Join(dir, currentFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, engine.ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", currentFile, err)
	}
	build := strings.TrimSpace(string(name))
	if !strings.HasPrefix(build, buildPrefix) || build != filepath.Base(build) {
		return nil, fmt.Errorf("%s names no build", currentFile)
	}
	return openState(filepath.Join(dir, build), opt)
}

// openState opens a complete build.
func openState(dir string, opt Options) (s *Snapshot, err error) {
	// Bleve trusts the files it maps; a damaged one may make it panic.
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("opening the index: %v", r)
		}
	}()
	text, err := os.ReadFile(filepath.Join(dir, local.ManifestFile))
	if err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	var m engine.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("reading the manifest: %w", err)
	}
	if m.Version != engine.Version || !m.Sound() {
		return nil, fmt.Errorf("the index was made by another version")
	}
	e, err := local.Open(dir, m)
	if err != nil {
		return nil, err
	}
	return newSnapshot(e, m, opt), nil
}

// newBuild is the folder of another build.
func newBuild(dir string) string {
	return filepath.Join(dir, fmt.Sprintf("%s%d-%d", buildPrefix, time.Now().UnixNano(), os.Getpid()))
}

// point lets CURRENT name a build.
func point(dir, build string) error {
	return whole.Replace(filepath.Join(dir, currentFile), []byte(filepath.Base(build)+"\n"))
}

// buildBeside makes a new build in opt.Dir and lets CURRENT name it.
func buildBeside(ctx context.Context, lib *documents.Library, opt Options) (*Snapshot, error) {
	dir := newBuild(opt.Dir)
	s, err := buildIn(ctx, lib, dir, opt)
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	if err := point(opt.Dir, dir); err != nil {
		s.Release()
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

// buildIn builds in a folder, or in memory where dir is "".
func buildIn(ctx context.Context, lib *documents.Library, dir string, opt Options) (*Snapshot, error) {
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, fmt.Errorf("making the index folder: %w", err)
		}
	}
	w, err := local.NewWriter(dir)
	if err != nil {
		return nil, err
	}
	e, m, err := filling(lib, opt)(ctx, w)
	if err != nil {
		return nil, err
	}
	return newSnapshot(e, m, opt), nil
}

// removeOld removes builds that CURRENT does not name, but for those that may
// be another process's work under way.
func (x *Index) removeOld() {
	current, err := os.ReadFile(filepath.Join(x.opt.Dir, currentFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return
	}
	entries, err := os.ReadDir(x.opt.Dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), buildPrefix) && e.Name() != strings.TrimSpace(string(current)) && e.Name() != x.folds && x.abandoned(e) {
			_ = os.RemoveAll(filepath.Join(x.opt.Dir, e.Name()))
		}
	}
}

// abandoned tells whether nobody works on a build any more: it is complete, or old.
func (x *Index) abandoned(e os.DirEntry) bool {
	if x.opt.Alone {
		return true
	}
	_, missing := os.Stat(filepath.Join(x.opt.Dir, e.Name(), local.ManifestFile))
	info, err := e.Info()
	return err == nil && (missing == nil || time.Since(info.ModTime()) > time.Hour)
}
