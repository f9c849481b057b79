package service

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// How pages that are pictures are read in the background.
const (
	ocrPages = 50               // of one file before the next file has its turn
	ocrPause = 10 * time.Second // at least, between two times that libraries are told to take in what was read
	ocrShare = 10               // times as long as taking it in took
)

// Recogniser reads pages that are pictures, by character recognition and one
// file at a time, for all libraries of a service, while what else the files hold
// is in use. What is read lies in the cache, page by page, so that it goes on
// where it was when the service stopped.
type Recogniser struct {
	log   *slog.Logger
	opt   library.Options // how files are read
	pause time.Duration   // at least ocrPause

	mu    sync.Mutex // guards what follows
	known map[string]*scan
	queue []*scan
	users map[*reloader]map[string]bool // the files of each library that could not, or not wholly, be read
	slow  time.Duration                 // how long taking in took
	done  int                           // pages that are read
	wake  chan struct{}
}

// scan is a file with pages that are pictures.
type scan struct {
	library.Scan
	failure documents.Failure
	sources []library.Source
	left    int // pages that are still to be recognised, or could not be
}

// NewRecogniser reads for the flags' materials, with the program that [library.FindOCR] finds;
// [Recogniser.Run] does so.
func NewRecogniser(l Holdings, log *slog.Logger) *Recogniser {
	l.Background = nil
	cache, opt := l.caches()
	cache.Partly = true
	opt.Shelf = cache
	return &Recogniser{log: log, opt: opt, pause: ocrPause, known: map[string]*scan{}, users: map[*reloader]map[string]bool{}, wake: make(chan struct{}, 1)}
}

// later is what has become of a file; see [library.Options].
func (r *Recogniser) later(hash string) library.Scan {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := r.known[hash]; s != nil {
		return s.Scan
	}
	return library.Scan{}
}

// add queues the files of a library that wait, and forgets those that no
// library has any more.
func (r *Recogniser) add(user *reloader, failures []documents.Failure, sources []library.Source) {
	r.mu.Lock()
	defer r.mu.Unlock()
	has := map[string]bool{}
	for _, f := range failures {
		has[f.Hash] = true
		if f.Waiting == 0 || r.known[f.Hash] != nil {
			continue
		}
		s := &scan{Scan: library.Scan{Textless: library.TextlessScan(f), Err: f.Err}, failure: f, sources: sources, left: f.Waiting - r.opt.PagesRead(f)}
		r.known[f.Hash] = s
		r.queue = append(r.queue, s)
	}
	r.users[user] = has
	for hash := range r.known {
		if !r.used(hash) {
			delete(r.known, hash)
		}
	}
	select {
	case r.wake <- struct{}{}:
	default: // it is awake
	}
}

func (r *Recogniser) used(hash string) bool {
	for _, has := range r.users {
		if has[hash] {
			return true
		}
	}
	return false
}

// Run reads until ctx ends.
func (r *Recogniser) Run(ctx context.Context) {
	if r.opt.Shelf.Dir == "" {
		dir, err := os.MkdirTemp("", "taskforce-ocr-")
		if err == nil {
			defer os.RemoveAll(dir)
			r.mu.Lock()
			r.opt.Pages = dir
			r.mu.Unlock()
		}
	}
	var told time.Time
	untold := false
	for ctx.Err() == nil {
		s, rest := r.next()
		if s == nil {
			if untold {
				r.tell()
				untold = false
			}
			select {
			case <-ctx.Done():
			case <-r.wake:
			}
			continue
		}
		untold = r.read(ctx, s) || untold
		if untold && (rest == 0 || time.Since(told) >= r.rest()) {
			r.tell()
			told, untold = time.Now(), false
		}
	}
}

// next takes the first file that is still wanted from the queue; rest is how
// many there are besides.
func (r *Recogniser) next() (s *scan, rest int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.queue) > 0 {
		s, r.queue = r.queue[0], r.queue[1:]
		if r.known[s.failure.Hash] == s {
			return s, len(r.queue)
		}
	}
	return nil, 0
}

// read reads some pages of a file; it tells whether its text is another now.
func (r *Recogniser) read(ctx context.Context, s *scan) bool {
	start, pages := time.Now(), 0
	opt := r.opt
	opt.Few = ocrPages
	opt.PageRead = func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		pages++
		r.done++
		s.left--
	}
	doc, left, err := library.ReadScan(ctx, s.sources, s.failure, opt)
	if ctx.Err() != nil {
		return false
	}
	if doc == nil && (errors.Is(err, documents.ErrChanged) || errors.Is(err, fs.ErrNotExist)) {
		r.forget(s)
		return false // it is read anew as what it is now
	}
	r.log.Info("pages read by character recognition", "file", s.failure.Path, "pages", pages, "left", left, "ms", time.Since(start).Milliseconds())
	r.mu.Lock()
	defer r.mu.Unlock()
	if doc != nil {
		s.Document = doc
	}
	if s.Err = err; doc != nil || left > 0 {
		s.left = left
	}
	if left > 0 && pages > 0 {
		s.Err = library.Waits(left, doc)
		r.queue = append(r.queue, s)
		return doc != nil
	}
	if left > 0 || err != nil {
		r.log.Warn("pages not read by character recognition", "file", s.failure.Path, "left", left, "error", Danish(err))
	}
	return true
}

func (r *Recogniser) forget(s *scan) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.known, s.failure.Hash)
}

// tell lets all libraries take in what was read.
func (r *Recogniser) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for user := range r.users {
		select {
		case user.scanned <- struct{}{}:
		default: // it knows
		}
	}
}

// took says how long it took a library to take in what was read.
func (r *Recogniser) took(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.slow = d
}

func (r *Recogniser) rest() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return max(r.pause, ocrShare*r.slow)
}

// Pages tells how many pages that are pictures are read since the start, wait,
// and could not be read.
func (r *Recogniser) Pages() (read, waiting, failed int) {
	if r == nil {
		return 0, 0, 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.known {
		if s.Waiting() {
			waiting += s.left
		} else {
			failed += s.left
		}
	}
	return r.done, waiting, failed
}

var scannedPages = prometheus.NewDesc("taskforce_ocr_pages", "Pages that are pictures: read by character recognition since the start, waiting for it, and those it could not read.", []string{"state"}, nil)

// Describe implements prometheus.Collector, which shows how far the pages are read.
func (r *Recogniser) Describe(ch chan<- *prometheus.Desc) { ch <- scannedPages }

// Collect implements prometheus.Collector.
func (r *Recogniser) Collect(ch chan<- prometheus.Metric) {
	read, waiting, failed := r.Pages()
	for state, n := range map[string]int{"read": read, "waiting": waiting, "failed": failed} {
		ch <- prometheus.MustNewConstMetric(scannedPages, prometheus.GaugeValue, float64(n), state)
	}
}

// WarnUnread tells the operator which files could not be read, and of the pages
// that are pictures: that they are read in the background, or need to be read.
func WarnUnread(a *App, docs []documents.Info, failures []documents.Failure) {
	waiting := 0
	for _, f := range failures {
		if waiting += f.Waiting; f.Waiting == 0 {
			a.Warn("ikke læst: %s: %s", f.Path, f.Reason)
		}
	}
	if waiting > 0 {
		a.Warn("%s ved tekstgenkendelse i baggrunden og kan søges i, når de er læst", danish.Counted(waiting, "side er et billede og læses", "sider er billeder og læses"))
		return
	}
	pages, files, first := 0, 0, ""
	for _, d := range docs {
		if d.Unread > 0 {
			pages, files, first = pages+d.Unread, files+1, cmp.Or(first, d.Path)
		}
	}
	if files > 0 {
		a.Warn("%s i %s, som ikke er læst, fx i %s; --ocr læser dem, og documents check nævner dem", danish.Counted(pages, "side er et billede", "sider er billeder"), danish.Counted(files, "dokument", "dokumenter"), first)
	}
}
