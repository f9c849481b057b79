package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/store"
)

// storing is the flag that names the store.
type storing struct {
	Store string `placeholder:"sqlite|adresse" help:"Der, hvor spørgsmål og feedback gemmes: sqlite (en fil i --data) eller en database som postgres://bruger@vært/navn; uden gemmes intet."`
}

// openTime is how long a database may take to answer when it is opened.
const openTime = 10 * time.Second

// open opens the store; data is the folder of --data.
func (s storing) open(a *app, data string, existing bool) (*store.Store, error) {
	if s.Store == "sqlite" && data == "" {
		return nil, usage("--store sqlite kræver --data: mappen, som filen %s ligger i", store.File)
	}
	ctx, cancel := context.WithTimeout(a.ctx, openTime)
	defer cancel()
	st, err := store.Open(ctx, store.Config{URL: s.Store, Dir: data, Existing: existing})
	switch {
	case err == nil:
		return st, nil
	case errors.Is(err, store.ErrAddress):
		return nil, usage("--store: skriv sqlite eller en adresse som postgres://bruger@vært/navn") // not what was written: it may hold a password
	case errors.Is(err, store.ErrMissing):
		return nil, usage("--store sqlite: der er ingen %s i %s; den dannes af serve --store sqlite", store.File, data)
	}
	return nil, fmt.Errorf("--store: %s", storeError(err))
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

func storeError(err error) string {
	for _, e := range storeErrors {
		if errors.Is(err, e.err) {
			return e.here
		}
	}
	return sayDanish(err)
}

// keeping are the flags that say whether questions are kept, where, and how long.
type keeping struct {
	storing
	Retain retention `default:"30d" placeholder:"tid" help:"Så længe gemmes et spørgsmål, fx 30d eller 720h; derefter slettes det."`
}

// kept is where a running service keeps questions; nil keeps nothing.
type kept struct {
	store    *store.Store
	recorder *store.Recorder
	retain   time.Duration
	counts   *store.Counts // nil where no other service can have the store open
}

// start opens the store for a service; nil without --store.
func (k keeping) start(a *app, data string, log *slog.Logger) (*kept, error) {
	if k.Store == "" {
		return nil, nil
	}
	st, err := k.open(a, data, false)
	if err != nil {
		return nil, err
	}
	out := &kept{store: st, retain: k.Retain.Duration}
	if st.Shared() {
		ctx, cancel := context.WithTimeout(a.ctx, openTime)
		defer cancel()
		if out.counts, err = st.Counts(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("--store: %s", storeError(err)), st.Close())
		}
	}
	out.recorder = store.NewRecorder(st, store.RecorderConfig{Keep: k.Retain.Duration, Log: log})
	return out, nil
}

// apply makes a service keep what it is asked, and count together with others.
func (k *kept) apply(cfg *server.Config) {
	if k == nil {
		return
	}
	cfg.Recorder, cfg.Privacy.Retain = k.recorder, k.retain
	if k.counts != nil {
		cfg.Counts = k.counts
	}
}

// hosts are those of addresses, for readers to see.
func hosts(addresses ...string) (out []string) {
	for _, a := range addresses {
		if u, err := url.Parse(a); err == nil && u.Hostname() != "" {
			out = append(out, u.Hostname())
		}
	}
	return out
}

// storeTime is how long the last questions may take to be written.
const storeTime = 5 * time.Second

// close writes what waits to be kept.
func (k *kept) close(a *app) {
	if k == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	if err := k.recorder.Close(ctx); err != nil {
		a.warn("de sidste spørgsmål nåede ikke at blive gemt")
	}
	if k.counts != nil {
		if err := k.counts.Close(); err != nil {
			a.warn("--store: %s", sayDanish(err))
		}
	}
	if err := k.store.Close(); err != nil {
		a.warn("--store: %s", sayDanish(err))
	}
}

// retention is a flag such as 30d or 720h.
type retention struct{ time.Duration }

const day = 24 * time.Hour

var daysForm = regexp.MustCompile(`^([1-9]\d{0,3})d$`)

// Bounds of --retain.
const (
	minRetain = time.Hour
	maxRetain = 3660 * day
)

func (r *retention) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if m := daysForm.FindSubmatch(text); m != nil {
		n, _ := strconv.Atoi(string(m[1])) // the form holds digits only
		d, err = time.Duration(n)*day, nil
	}
	if err != nil || d < minRetain || d > maxRetain {
		return usage("%q skal se ud som 30d eller 720h og ligge mellem 1h og 3660d", text)
	}
	r.Duration = d
	return nil
}

// MarshalText writes the time as it is read.
func (r retention) MarshalText() ([]byte, error) {
	if r.Duration%day == 0 {
		return fmt.Appendf(nil, "%dd", r.Duration/day), nil
	}
	return []byte(r.Duration.String()), nil
}
