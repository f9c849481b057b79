package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/store"
)

// Storing is the flag that names the store.
type Storing struct {
	Store string `placeholder:"sqlite|adresse" help:"Der, hvor spørgsmål og feedback gemmes: sqlite (en fil i --data) eller en database som postgres://bruger@vært/navn; uden gemmes intet."`
}

// openTime is how long a database may take to answer when it is opened.
const openTime = 10 * time.Second

// Open opens the store; data is the folder of --data.
func (s Storing) Open(a *App, data string, existing bool) (*store.Store, error) {
	if s.Store == "sqlite" && data == "" {
		return nil, Usage("--store sqlite kræver --data: mappen, som filen %s ligger i", store.File)
	}
	ctx, cancel := context.WithTimeout(a.Ctx, openTime)
	defer cancel()
	st, err := store.Open(ctx, store.Config{URL: s.Store, Dir: data, Existing: existing})
	switch {
	case err == nil:
		return st, nil
	case errors.Is(err, store.ErrAddress):
		return nil, Usage("--store: skriv sqlite eller en adresse som postgres://bruger@vært/navn") // not what was written: it may hold a password
	case errors.Is(err, store.ErrMissing):
		return nil, Usage("--store sqlite: der er ingen %s i %s; den dannes af serve --store sqlite", store.File, data)
	}
	return nil, fmt.Errorf("--store: %s", StoreError(err))
}

// storeErrors says in Danish what an operator can do about an error of the store.
var storeErrors = []struct {
	err  error
	here string
}{
	{store.ErrLogin, "databasen afviser brugeren eller adgangskoden"},
	{store.ErrDatabase, "databasen findes ikke; opret den først"},
	{store.ErrNewer, "en nyere udgave af programmet har ændret tabellerne; brug den"},
	{store.ErrDamaged, store.File + " er ikke en database eller er beskadiget; flyt den, eller læg en sikkerhedskopi tilbage"},
}

func StoreError(err error) string {
	for _, e := range storeErrors {
		if errors.Is(err, e.err) {
			return e.here
		}
	}
	return Danish(err)
}

// Keeping are the flags that say whether questions are kept, where, and how long.
type Keeping struct {
	Storing
	Retain Retention `default:"30d" placeholder:"tid" help:"Så længe gemmes et spørgsmål, fx 30d eller 720h; derefter slettes det."`
}

// Kept is where a running service keeps questions; nil keeps nothing.
type Kept struct {
	Store    *store.Store
	recorder *store.Recorder
	retain   time.Duration
	counts   *store.Counts
	Meter    *limits.Meter // counts in the store
}

// Start opens the store for a service; nil without --store.
func (k Keeping) Start(a *App, data string, log *slog.Logger) (*Kept, error) {
	if k.Store == "" {
		return nil, nil
	}
	st, err := k.Open(a, data, false)
	if err != nil {
		return nil, err
	}
	out := &Kept{Store: st, retain: k.Retain.Duration}
	ctx, cancel := context.WithTimeout(a.Ctx, openTime)
	defer cancel()
	if out.counts, err = st.Counts(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("--store: %s", StoreError(err)), st.Close())
	}
	out.Meter = limits.NewMeter(out.counts, log)
	out.recorder = store.NewRecorder(st, store.RecorderConfig{Keep: k.Retain.Duration, Log: log})
	return out, nil
}

// Apply makes a service keep what it is asked, and count together with others.
func (k *Kept) Apply(cfg *server.Config) {
	if k == nil {
		return
	}
	cfg.Recorder, cfg.Records, cfg.Privacy.Retain = k.recorder, k.Store, k.retain
	if k.Store.Shared() {
		cfg.Counts = k.counts
	}
}

// Hosts are those of addresses, for readers to see.
func Hosts(addresses ...string) (out []string) {
	for _, a := range addresses {
		if u, err := url.Parse(a); err == nil && u.Hostname() != "" {
			out = append(out, u.Hostname())
		}
	}
	return out
}

// storeTime is how long the last questions may take to be written.
const storeTime = 5 * time.Second

// Close writes what waits to be kept.
func (k *Kept) Close(a *App) {
	if k == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	if err := k.recorder.Close(ctx); err != nil {
		a.Warn("de sidste spørgsmål nåede ikke at blive gemt")
	}
	if err := k.counts.Close(); err != nil {
		a.Warn("--store: %s", Danish(err))
	}
	if err := k.Store.Close(); err != nil {
		a.Warn("--store: %s", Danish(err))
	}
}

// Retention is a flag such as 30d or 720h.
type Retention struct{ time.Duration }

const Day = 24 * time.Hour

var daysForm = regexp.MustCompile(`^([1-9]\d{0,3})d$`)

// Bounds of --retain.
const (
	minRetain = time.Hour
	MaxRetain = 3660 * Day
)

func (r *Retention) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if m := daysForm.FindSubmatch(text); m != nil {
		n, _ := strconv.Atoi(string(m[1])) // the form holds digits only
		d, err = time.Duration(n)*Day, nil
	}
	if err != nil || d < minRetain || d > MaxRetain {
		return Usage("%q skal se ud som 30d eller 720h og ligge mellem 1h og 3660d", text)
	}
	r.Duration = d
	return nil
}

// MarshalText writes the time as it is read.
func (r Retention) MarshalText() ([]byte, error) {
	if r.Duration%Day == 0 {
		return fmt.Appendf(nil, "%dd", r.Duration/Day), nil
	}
	return []byte(r.Duration.String()), nil
}
