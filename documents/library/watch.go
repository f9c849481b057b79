package library

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/digitaskforce/taskforce/documents"
)

// Watcher tells when the files of sources on disk change.
type Watcher struct {
	Sources []Source
	Poll    time.Duration   // how often the folders are looked through even where the system tells of no change
	Quiet   time.Duration   // how long nothing may change before a change counts; 0 is half a second
	Longest time.Duration   // after which a change counts although files still change; 0 is 30 seconds
	Told    <-chan struct{} // tells that unchanged files are read anew; may be nil
}

// maxWatched bounds the folders that the system is asked to watch; changes in
// others are found by looking.
const maxWatched = 4000

// Run calls changed after each change of the files, once it has settled, until
// ctx ends. What changed does not succeed in is tried again at the next look.
// Calls do not overlap.
func (w Watcher) Run(ctx context.Context, changed func() error) {
	if w.Quiet <= 0 {
		w.Quiet = 500 * time.Millisecond
	}
	if w.Longest <= 0 {
		w.Longest = 30 * time.Second
	}
	told := newTold()
	defer told.close()
	told.watch(w.Sources)
	known := "" // so that the first look finds what changed before this
	look := time.NewTicker(w.Poll)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-told.events():
			if !w.concerns(e.Name) {
				continue
			}
		case <-w.Told:
			if changed() != nil {
				known = "" // it is tried again at the next look
			}
			continue
		case <-told.errors(): // such as a queue that ran over
		case <-look.C:
			if w.signature(ctx) == known {
				continue
			}
		}
		told.watch(w.Sources) // new folders, before they are looked through
		now, ok := w.settle(ctx, told)
		if !ok || now == known {
			continue
		}
		if known = now; changed() != nil {
			known = ""
		}
	}
}

// concerns tells whether a path belongs to the sources, and not merely to a
// folder that is watched for their sake.
func (w Watcher) concerns(path string) bool {
	if hidden(filepath.Base(path)) {
		return false
	}
	for _, s := range w.Sources {
		disk := filepath.Clean(s.Disk)
		if s.Disk != "" && (path == disk || strings.HasPrefix(path, disk+string(filepath.Separator))) {
			return true
		}
	}
	return false
}

// settle waits until two looks at the files, a quiet time apart, are the same.
func (w Watcher) settle(ctx context.Context, told *told) (string, bool) {
	end := time.Now().Add(w.Longest)
	before := ""
	for {
		select {
		case <-ctx.Done():
			return "", false
		case <-time.After(w.Quiet):
		}
		told.drain()
		now := w.signature(ctx)
		if now == before || time.Now().After(end) {
			return now, ctx.Err() == nil
		}
		before = now
	}
}

// signature is a hash of which files the sources have, their sizes and times.
func (w Watcher) signature(ctx context.Context) string {
	h := sha256.New()
	for _, s := range w.Sources {
		if s.Disk == "" {
			continue
		}
		files, failures, err := s.list(ctx, documents.DefaultLimits())
		fmt.Fprintf(h, "%s %v %d\n", s.Disk, err, len(failures))
		for _, f := range files {
			info, err := fs.Stat(f.fsys, f.name)
			if err != nil {
				fmt.Fprintf(h, "%q %v\n", f.disk, err)
				continue
			}
			fmt.Fprintf(h, "%q %d %d %v %s\n", f.disk, info.Size(), info.ModTime().UnixNano(), info.Mode(), changeOf(info))
			for _, ending := range beside {
				if info, err := fs.Stat(f.fsys, f.name+ending); err == nil {
					fmt.Fprintf(h, "+ %s %d %d\n", ending, info.Size(), info.ModTime().UnixNano())
				}
			}
		}
		s.close(files)
	}
	return string(h.Sum(nil))
}

// told is what the system tells of folders; nothing where it cannot.
type told struct {
	watcher *fsnotify.Watcher
}

func newTold() *told {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return &told{}
	}
	return &told{w}
}

func (t *told) close() {
	if t.watcher != nil {
		_ = t.watcher.Close()
	}
}

func (t *told) events() <-chan fsnotify.Event {
	if t.watcher == nil {
		return nil
	}
	return t.watcher.Events
}

func (t *told) errors() <-chan error {
	if t.watcher == nil {
		return nil
	}
	return t.watcher.Errors
}

// drain takes what is told at this moment.
func (t *told) drain() {
	for {
		select {
		case <-t.events():
		case <-t.errors():
		default:
			return
		}
	}
}

// watch asks to be told of the sources' folders; of a file its folder, since
// programs replace files.
func (t *told) watch(sources []Source) {
	if t.watcher == nil {
		return
	}
	watched := map[string]bool{}
	for _, dir := range t.watcher.WatchList() {
		watched[dir] = true
	}
	add := func(dir string) {
		if !watched[dir] && len(watched) < maxWatched && t.watcher.Add(dir) == nil {
			watched[dir] = true
		}
	}
	for _, s := range sources {
		if s.Disk == "" {
			continue
		}
		add(filepath.Dir(filepath.Clean(s.Disk)))
		_ = filepath.WalkDir(s.Disk, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil || !e.IsDir():
				return nil
			case path != s.Disk && hidden(e.Name()):
				return fs.SkipDir
			case strings.Count(path, string(filepath.Separator)) > 200 || len(watched) >= maxWatched:
				return fs.SkipAll
			}
			add(path)
			return nil
		})
	}
}
