package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/digitaskforce/taskforce/internal/breaker"
	"github.com/digitaskforce/taskforce/limits"
)

// Key is what is known of an authority's key. Its secret is not among it.
type Key struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"` // of the authority
	Scopes      []Scope   `json:"scopes"`
	Collections []string  `json:"collections"`
	Origin      string    `json:"origin,omitempty"`     // of a site key
	PerDay      int       `json:"per_day,omitempty"`    // 0 for no limit
	PerMinute   int       `json:"per_minute,omitempty"` // 0 for no limit
	Created     time.Time `json:"created"`
	Expires     time.Time `json:"expires,omitzero"` // zero for never
	Revoked     time.Time `json:"revoked,omitzero"`
	Used        time.Time `json:"used,omitzero"` // the last time, within a minute
}

// Secret is a secret of a key as it is kept: hashed. A key has two for as long
// as a rotation's old one stays valid.
type Secret struct {
	Hash  string    // of [Hash]
	Until time.Time // zero for as long as the key
}

// Valid tells whether a key and its secret open anything at a time.
func (k Key) Valid(s Secret, now time.Time) bool {
	return k.Revoked.IsZero() && (k.Expires.IsZero() || now.Before(k.Expires)) && (s.Until.IsZero() || now.Before(s.Until))
}

func (k Key) principal() Principal {
	return Principal{ID: k.ID, Name: k.Name, Scopes: k.Scopes, Collections: Sorted(k.Collections), Origin: k.Origin,
		PerDay: k.PerDay, PerMinute: k.PerMinute}
}

var secretForm = regexp.MustCompile(`^tf_[A-Za-z0-9_-]{43}$`)

// NewSecret makes a secret of 256 random bits.
func NewSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return "tf_" + base64.RawURLEncoding.EncodeToString(b[:])
}

// NewID makes the ID of a key.
func NewID() string { return "k_" + rand.Text()[:10] }

// Hash is what is kept of a secret. The secrets are random and long, so nothing
// slower than SHA-256 is needed: there is no list of likely ones to try.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// KeyStore is where keys are kept.
type KeyStore interface {
	// FindKey gives the key that has a secret, by its hash; [ErrNoKey] where none has.
	FindKey(ctx context.Context, hash string) (Key, Secret, error)
	// TouchKey notes that a key was used.
	TouchKey(ctx context.Context, id string, at time.Time) error
}

const (
	fresh      = 2 * time.Second // how long a key may still open after it was revoked
	stale      = 5 * time.Minute // the same where the keys cannot be read
	touched    = time.Minute     // between two notes that a key was used
	maxFound   = 10_000          // keys that are remembered
	storePause = 5 * time.Second // in which a store that failed is left alone
)

// Keys finds keys by their secrets. It is safe for use by several goroutines.
type Keys struct {
	store KeyStore
	meter *limits.Meter
	zone  *time.Location
	now   func() time.Time
	rest  *breaker.Breaker // of a store that failed

	mu    sync.Mutex // guards found
	found map[string]*found
}

// found is a key that was looked up.
type found struct {
	hash    string
	key     Key
	secret  Secret
	at      time.Time // of the look-up
	touched time.Time
}

// NewKeys makes a Keys that counts quotas in a meter. Their days begin at midnight in zone.
func NewKeys(store KeyStore, meter *limits.Meter, zone *time.Location) *Keys {
	k := &Keys{store: store, meter: meter, zone: zone, now: time.Now, found: map[string]*found{}}
	k.rest = breaker.New(storePause, 1, func() time.Time { return k.now() })
	return k
}

// Find tells whose secret it is. The error is [ErrNoKey], or
// [ErrUnavailable] with its cause. A store that fails is left alone for a moment; keys
// found lately open meanwhile.
func (k *Keys) Find(ctx context.Context, secret string) (Principal, error) {
	if !secretForm.MatchString(secret) {
		return Principal{}, ErrNoKey
	}
	hash := Hash(secret)
	f, err := k.look(ctx, hash)
	if err != nil {
		return Principal{}, err
	}
	now := k.now()
	if subtle.ConstantTimeCompare([]byte(f.secret.Hash), []byte(hash)) != 1 || !f.key.Valid(f.secret, now) {
		return Principal{}, ErrNoKey
	}
	return f.key.principal(), nil
}

// look finds a key, in memory where it was found a moment ago.
func (k *Keys) look(ctx context.Context, hash string) (*found, error) {
	now := k.now()
	k.mu.Lock()
	known := k.found[hash]
	k.mu.Unlock()
	if known != nil && now.Sub(known.at) < fresh {
		return known, nil
	}
	done, ok := k.rest.Allow()
	if !ok {
		if known != nil && now.Sub(known.at) < stale {
			return known, nil
		}
		return nil, ErrUnavailable
	}
	defer done(breaker.Unknown)
	key, secret, err := k.store.FindKey(ctx, hash)
	done(outcome(err))
	switch {
	case errors.Is(err, ErrNoKey):
		k.forget(hash)
		return nil, ErrNoKey
	case err != nil && known != nil && now.Sub(known.at) < stale:
		return known, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	f := &found{hash: hash, key: key, secret: secret, at: now}
	if known != nil {
		f.touched = known.touched
	}
	k.touch(ctx, f, now)
	k.remember(f)
	return f, nil
}

// outcome is what an error tells of the store.
func outcome(err error) breaker.Outcome {
	if errors.Is(err, ErrNoKey) {
		return breaker.Worked
	}
	return breaker.Of(err)
}

// touch notes that a key was used. A note that fails is written a minute later.
func (k *Keys) touch(ctx context.Context, f *found, now time.Time) {
	if now.Sub(f.touched) >= touched && f.key.Valid(f.secret, now) {
		f.touched = now
		_ = k.store.TouchKey(ctx, f.key.ID, now)
	}
}

func (k *Keys) forget(hash string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.found, hash)
}

func (k *Keys) remember(f *found) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.found) >= maxFound {
		clear(k.found)
	}
	k.found[f.hash] = f
}
