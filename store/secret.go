package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
)

// secretSize is the length of a [Store.Secret], in bytes.
const secretSize = 32

// Secret gives the secret of a name, which all services that have the store open
// share. The first that asks makes it.
func (s *Store) Secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, secretSize)
	_, _ = rand.Read(fresh) // never fails
	if _, err := s.db.ExecContext(ctx, s.engine.query("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"),
		name, hex.EncodeToString(fresh)); err != nil {
		return nil, fmt.Errorf("making a secret: %w", err)
	}
	var text string
	if err := s.db.QueryRowContext(ctx, s.engine.query("SELECT value FROM secrets WHERE name = ?"), name).Scan(&text); err != nil {
		return nil, fmt.Errorf("reading a secret: %w", err)
	}
	secret, err := hex.DecodeString(text)
	if err != nil || len(secret) != secretSize {
		return nil, fmt.Errorf("store: the secret %s is damaged", name)
	}
	return secret, nil
}
