package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// seal encrypts what a cookie holds, so that a browser can neither read nor
// change it, nor use it for another purpose.
type seal struct{ aead cipher.AEAD }

// KeySize is the length of the key of a [Login], in bytes.
const KeySize = 32

// newSeal makes a seal of a key; what another context sealed does not open.
func newSeal(key []byte, context string) (*seal, error) {
	if len(key) < KeySize {
		return nil, fmt.Errorf("access: a key of %d bytes", len(key))
	}
	own, err := hkdf.Key(sha256.New, key, nil, "taskforce cookies "+context, KeySize)
	if err != nil {
		return nil, fmt.Errorf("access: %w", err)
	}
	block, err := aes.NewCipher(own)
	if err != nil {
		return nil, fmt.Errorf("access: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("access: %w", err)
	}
	return &seal{aead}, nil
}

// close seals a value for a purpose, as text for a cookie.
func (s *seal) close(purpose string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("access: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, []byte(purpose))), nil
}

var errSeal = errors.New("access: the cookie is broken or not ours")

// open reads into v what was sealed for a purpose.
func (s *seal) open(purpose, text string, v any) error {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return errSeal
	}
	plain, err := s.aead.Open(nil, nil, raw, []byte(purpose))
	if err != nil || json.Unmarshal(plain, v) != nil {
		return errSeal
	}
	return nil
}

// same compares secrets in a time that does not tell how much of them is right.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
