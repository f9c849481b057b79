package access

import (
	"crypto/rand"
	"crypto/sha256"
	"time"
)

// Pass lets who has shown a key come in again for a time without showing it: the
// key is sealed in a cookie, and looked at anew each time it comes back.
type Pass struct{ seal *seal }

// NewPass makes a Pass whose cookies are sealed with a secret; with "" they hold
// in this process alone.
func NewPass(secret string) (*Pass, error) {
	if secret == "" {
		secret = rand.Text() + rand.Text()
	}
	sum := sha256.Sum256([]byte(secret))
	s, err := newSeal(sum[:], "pass")
	if err != nil {
		return nil, err
	}
	return &Pass{s}, nil
}

// passed is what the cookie holds.
type passed struct {
	Key   string    `json:"key"`
	Until time.Time `json:"until"`
}

// Give is the text of a cookie for a key, good until a time.
func (p *Pass) Give(key string, until time.Time) (string, error) {
	return p.seal.close("pass", passed{key, until})
}

// Key is the key that a cookie's text was given for, "" where it is none of
// ours or its time is over.
func (p *Pass) Key(text string, now time.Time) string {
	var in passed
	if text == "" || p.seal.open("pass", text, &in) != nil || !now.Before(in.Until) {
		return ""
	}
	return in.Key
}
