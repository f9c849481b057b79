package intake

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// Config says where a Desk keeps its files and what it takes. Dir and
// Collections are required.
type Config struct {
	Dir         string   // folder of everything that editors bring; it is made where it is missing
	Collections []string // that they may bring files to; "" is the shared materials
	MaxFile     int64    // bytes of one file; 0 is 32 MB
	MaxAll      int64    // bytes of all that is kept; 0 is 4 GB
	Reading     library.Options
	Now         func() time.Time // nil is time.Now
}

// Errors that people are told.
var (
	ErrUnknown    = errors.New("intake: no such file")
	ErrCollection = errors.New("intake: no such collection")
	ErrTooLarge   = errors.New("intake: the file is too large")
	ErrFull       = errors.New("intake: no room for more files")
	ErrLater      = errors.New("intake: something has been done since")
)

const (
	maxFile    = 32 << 20
	maxAll     = 4 << 30
	tryTime    = 2 * time.Minute // by the clock, for one file to be read
	maxShown   = 200             // passages of a file that are kept for its page
	sharedName = "_shared"       // no name of a collection
	lookFile   = "look.json"
)

// Desk are the files that editors bring. It is safe for use by several
// goroutines of one process; two processes must not have the same folder.
type Desk struct {
	cfg Config

	mu      sync.Mutex // guards what follows, and the folders
	acts    []Act
	reading sync.Mutex // one file is read at a time
}

// Outline is a heading of a file.
type Outline struct {
	Level int    `json:"level"`
	Text  string `json:"text"`
	Page  int    `json:"page,omitempty"`
}

// Preview is what a file became, as its page shows it.
type Preview struct {
	Look     Look                `json:"look"`
	Warnings []string            `json:"warnings,omitempty"`
	English  []string            `json:"warnings_en,omitempty"` // the same in English; none in what an earlier program kept
	Outline  []Outline           `json:"outline"`
	Passages []documents.Passage `json:"passages"` // the first of them
}

// Open opens the folder, and mends what a process that was stopped left half done.
func Open(cfg Config) (*Desk, error) {
	if cfg.MaxFile <= 0 {
		cfg.MaxFile = maxFile
	}
	if cfg.MaxAll <= 0 {
		cfg.MaxAll = maxAll
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	d := &Desk{cfg: cfg}
	for _, c := range cfg.Collections {
		if err := os.MkdirAll(d.Live(c), 0o755); err != nil {
			return nil, fmt.Errorf("making the folder of uploads: %w", err)
		}
	}
	var err error
	if d.acts, err = readActs(d.history()); err != nil {
		return nil, err
	}
	return d, d.mend()
}

// MaxFile is how many bytes a file may have.
func (d *Desk) MaxFile() int64 { return d.cfg.MaxFile }

// Endings are those of files that can be read, such as ".pdf".
func (d *Desk) Endings() []string { return library.Endings() }

// Collections are those that files may be brought to.
func (d *Desk) Collections() []string { return d.cfg.Collections }

// Live is the folder whose files a service reads for a collection.
func (d *Desk) Live(collection string) string { return filepath.Join(d.folder(collection), "live") }

func (d *Desk) folder(collection string) string {
	if collection == "" {
		collection = sharedName
	}
	return filepath.Join(d.cfg.Dir, collection)
}

func (d *Desk) history() string { return filepath.Join(d.cfg.Dir, "history.jsonl") }

// kept is the folder of one file as it came.
func (d *Desk) kept(collection, id string) string {
	return filepath.Join(d.folder(collection), "kept", id)
}

// Add takes a file in as a draft, reads it, and tells what it became. One that
// cannot be read is not kept; the error is then an [*Unread].
func (d *Desk) Add(ctx context.Context, collection, name, by string, data []byte) (*File, error) {
	name = Name(name)
	if err := d.takes(collection, data); err != nil {
		return nil, err
	}
	d.reading.Lock()
	defer d.reading.Unlock()
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	opt := d.cfg.Reading
	opt.Limits.Time = time.Minute
	doc, warnings, err := Try(ctx, name, data, opt)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	a := Act{At: d.cfg.Now().UTC(), By: by, What: ActUpload, Collection: collection, ID: strings.ToLower(rand.Text()[:12]), Name: name,
		Size: int64(len(data)), Hash: hex.EncodeToString(sum[:])}
	if err := d.keep(a, data, preview(doc, warnings)); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.append(a); err != nil {
		return nil, errors.Join(err, os.RemoveAll(d.kept(collection, a.ID)))
	}
	return d.files()[a.ID], nil
}

// takes tells whether there is room for a file.
func (d *Desk) takes(collection string, data []byte) error {
	switch {
	case !d.has(collection):
		return ErrCollection
	case int64(len(data)) > d.cfg.MaxFile:
		return ErrTooLarge
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	sum := int64(len(data))
	for _, f := range d.files() {
		if f.State != Purged {
			sum += f.Size
		}
	}
	if sum > d.cfg.MaxAll {
		return ErrFull
	}
	return nil
}

func (d *Desk) has(collection string) bool {
	for _, c := range d.cfg.Collections {
		if c == collection {
			return true
		}
	}
	return false
}

// keep writes a file as it came, and what it became.
func (d *Desk) keep(a Act, data []byte, p Preview) error {
	dir := d.kept(a.Collection, a.ID)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("keeping an upload: %w", err)
	}
	text, err := json.Marshal(p)
	if err == nil {
		err = whole.Replace(filepath.Join(dir, lookFile), text)
	}
	if err == nil {
		err = whole.Replace(filepath.Join(dir, fileIn(a.Name)), data)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	return nil
}

// fileIn is the name of a file in the folder where it is kept; it cannot be
// that of another file there.
func fileIn(name string) string { return "file-" + name }

// preview is what a document became, as its page shows it.
func preview(doc *documents.Document, warnings []documents.Failure) Preview {
	p := Preview{Look: Check(doc, 0), Outline: []Outline{}}
	for _, w := range warnings {
		p.Warnings, p.English = append(p.Warnings, w.Reason), append(p.English, w.English)
	}
	for _, b := range doc.Blocks {
		if b.Kind == documents.Heading && len(p.Outline) < maxShown {
			p.Outline = append(p.Outline, Outline{b.Level, b.Text, b.Page})
		}
	}
	all := documents.Passages(doc, documents.DefaultPassageSize())
	p.Passages = all[:min(len(all), maxShown)]
	return p
}

// Preview tells what a file became.
func (d *Desk) Preview(id string) (p Preview, err error) {
	f, err := d.File(id)
	if err != nil {
		return p, err
	}
	data, err := os.ReadFile(filepath.Join(d.kept(f.Collection, id), lookFile))
	if errors.Is(err, fs.ErrNotExist) {
		return p, ErrUnknown
	}
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(data, &p)
}

// Original opens a file as it came. The caller closes it.
func (d *Desk) Original(id string) (*os.File, error) {
	f, err := d.File(id)
	if err != nil {
		return nil, err
	}
	in, err := os.Open(filepath.Join(d.kept(f.Collection, id), fileIn(f.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrUnknown
	}
	return in, err
}
