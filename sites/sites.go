// Package sites makes materials of pages on servers: a folder of files that
// package documents reads, each with the address it came from. Start with [Sync].
package sites

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/fetch"
)

// Options says what is fetched and where it is put.
type Options struct {
	Dir     string   // the folder of materials; the pages stand in Pages below it
	Sources []string // addresses, and files of addresses; none are those of the last time
	Depth   int      // how many links away from a source's page pages are fetched; -1 is that of the last time, or none
	Hosts   []string // more hosts whose pages may be fetched
	Pages   int      // most pages asked for; [DefaultPages] where 0
	DryRun  bool     // changes nothing on disk
	Prune   bool     // removes pages that were marked as vanished before
	Fetch   fetch.Options
	Read    library.Options
	Now     time.Time              // zero is the present
	Tell    func(asked, known int) // where not nil: told before each page how many of those known so far have been asked for

	step func(what string) error // tests stop here
}

// Bounds that callers know.
const (
	DefaultPages = 1000
	MaxDepth     = 10
	PagesFolder  = "sider" // below Options.Dir
)

// Status is what became of a page.
type Status string

// The statuses.
const (
	New       Status = "new"
	Changed   Status = "changed"
	Unchanged Status = "unchanged"
	Vanished  Status = "vanished" // kept, and marked
	Removed   Status = "removed"  // vanished, and pruned
	Refused   Status = "refused"  // robots.txt, the page or the rules of the operator do not allow it
	Skipped   Status = "skipped"  // nothing that can be read
	Failed    Status = "failed"   // a version that is at hand is kept
)

// Statuses are all, in the order in which they are shown.
var Statuses = []Status{New, Changed, Vanished, Removed, Refused, Skipped, Failed, Unchanged}

// Outcome is what became of one page.
type Outcome struct {
	URL    string `json:"url"`
	Status Status `json:"status"`
	Reason string `json:"reason,omitempty"` // one Danish line
	Title  string `json:"title,omitempty"`
	File   string `json:"file,omitempty"` // below Options.Dir, where there is one
}

// Report is what a Sync did, or would do.
type Report struct {
	Pages   []Outcome      `json:"pages"` // by status, then as they were found
	Counts  map[Status]int `json:"counts"`
	Sources []string       `json:"sources"`
	Broken  []string       `json:"broken"`            // sources that could not be read
	Whole   bool           `json:"whole"`             // every source was read to its end
	Stopped string         `json:"stopped,omitempty"` // why it was not, where a limit was reached; Danish
	Applied bool           `json:"applied"`           // false of a dry run
}

// ErrNoSources tells that neither now nor before any source was named.
var ErrNoSources = errors.New("no sources")

// Sync brings the folder in step with the sources. Either all of it takes
// effect or, with an error, nothing. Pages that cannot be fetched are no
// error; they are told in the Report. One Sync at a time may work on a folder.
func Sync(ctx context.Context, opt Options) (*Report, error) {
	if opt.Now.IsZero() {
		opt.Now = time.Now()
	}
	if opt.Pages <= 0 {
		opt.Pages = DefaultPages
	}
	f := &folder{dir: opt.Dir, step: opt.step}
	was, err := f.load()
	if err != nil {
		return nil, err
	}
	opt.remember(was)
	if len(opt.Sources) == 0 {
		return nil, ErrNoSources
	}
	r := &run{opt: opt, folder: f, was: was, client: fetch.New(opt.Fetch), whole: true,
		now:  state{Version: stateVersion, Sources: opt.Sources, Depth: opt.Depth, Hosts: opt.Hosts, Pages: map[string]entry{}},
		seen: map[string]bool{}, moved: map[string]string{}, told: map[string]bool{}, taken: was.files()}
	if !opt.DryRun {
		if err := f.begin(); err != nil {
			return nil, err
		}
		defer f.clean()
	}
	if err := r.gather(ctx); err != nil {
		return nil, err
	}
	r.settle()
	if len(r.broken) > 0 && len(was.Sources) > 0 { // a slip of the pen is not remembered
		r.now.Sources, r.now.Depth, r.now.Hosts = was.Sources, was.Depth, was.Hosts
	}
	if !opt.DryRun {
		if err := f.finish(r.now); err != nil {
			return nil, fmt.Errorf("putting the pages in place: %w", err)
		}
	}
	return r.report(), nil
}

// remember completes options with those of the last time, where no sources are
// named.
func (o *Options) remember(was state) {
	if len(o.Sources) == 0 {
		o.Sources = was.Sources
		o.Hosts = append(slices.Clone(was.Hosts), o.Hosts...)
		if o.Depth < 0 {
			o.Depth = was.Depth
		}
	}
	slices.Sort(o.Hosts)
	o.Hosts = slices.Compact(o.Hosts)
	o.Depth = max(o.Depth, 0)
}

// gather fetches what the sources name.
func (r *run) gather(ctx context.Context) error {
	for _, s := range r.opt.Sources {
		items, err := r.source(s)
		if err != nil {
			return err
		}
		r.queue = append(r.queue, items...)
	}
	for len(r.queue) > 0 {
		next := r.queue[0]
		r.queue = r.queue[1:]
		if err := r.visit(ctx, next); err != nil {
			return err
		}
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
	}
	return nil
}

// source is what a source starts with: its address, or those in its file.
func (r *run) source(s string) ([]item, error) {
	if isAddress(s) {
		u, err := fetch.Address(s)
		if err != nil {
			return nil, &SourceError{s, err.Error()}
		}
		return []item{{at: u, root: u, source: s, depth: r.opt.Depth}}, nil
	}
	list, err := readList(s)
	if err != nil {
		return nil, err
	}
	items := make([]item, len(list))
	for i, u := range list {
		items[i] = item{at: u, root: u, source: s, depth: r.opt.Depth}
	}
	return items, nil
}

// SourceError says which source is of no use, and why, in Danish.
type SourceError struct{ Source, Reason string }

func (e *SourceError) Error() string { return e.Source + ": " + e.Reason }

// item is an address that waits for its turn.
type item struct {
	at, root *url.URL // root is where its source began
	source   string
	depth    int  // how many links further may be followed
	sitemap  int  // how many sitemaps lead here
	linked   bool // found in a page
	isMap    bool // an index of sitemaps calls it one
}

// Absolute makes the path of a source that is a file whole, since the source
// may be used again from another folder.
func Absolute(source string) (string, error) {
	if isAddress(source) {
		return source, nil
	}
	path, err := filepath.Abs(source)
	if err != nil {
		return "", fmt.Errorf("finding %s: %w", source, err)
	}
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	return path, nil
}
