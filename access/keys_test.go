package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/access"
)

// keyStore has one key, until it fails.
type keyStore struct {
	hash  string
	fails bool
	asked int
}

var errDown = errors.New("db-7 svarer ikke")

func (s *keyStore) FindKey(_ context.Context, hash string) (access.Key, access.Secret, error) {
	s.asked++
	switch {
	case s.fails:
		return access.Key{}, access.Secret{}, errDown
	case hash != s.hash:
		return access.Key{}, access.Secret{}, access.ErrNoKey
	}
	return access.Key{ID: "k", PerDay: 5}, access.Secret{Hash: hash}, nil
}

func (s *keyStore) TouchKey(context.Context, string, time.Time) error { return nil }

// TestKeysOfAStoreThatFails asks it once and then leaves it alone: a key that was
// found lately opens, another one does not.
func TestKeysOfAStoreThatFails(t *testing.T) {
	secret := access.NewSecret()
	s := &keyStore{hash: access.Hash(secret)}
	keys, ctx := access.NewKeys(s, nil, time.UTC), t.Context()
	if _, err := keys.Find(ctx, secret); err != nil {
		t.Fatal(err)
	}
	s.fails, s.asked = true, 0
	if _, err := keys.Find(ctx, access.NewSecret()); !errors.Is(err, access.ErrUnavailable) || !errors.Is(err, errDown) {
		t.Errorf("an unknown key: %v", err)
	}
	for range 3 {
		if _, err := keys.Find(ctx, secret); err != nil {
			t.Errorf("a known key: %v", err)
		}
		if _, err := keys.Find(ctx, access.NewSecret()); !errors.Is(err, access.ErrUnavailable) {
			t.Errorf("an unknown key: %v", err)
		}
	}
	if s.asked != 1 {
		t.Errorf("the store was asked %d times", s.asked)
	}
}
