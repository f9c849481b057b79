// Package access tells who asks, and what they may do and see: by the key of an
// authority, or by a login with OpenID Connect.
//
// A [Principal] is who asks. [Keys] finds the one of a key, [Login] the one of a
// session. The package holds no SQL and no routes; it is the only one that
// knows OpenID Connect.
package access

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Scope is something that may be done.
type Scope string

// Scopes. Whoever has one of the first two may read the documents of its view.
const (
	Chat   Scope = "chat"   // ask questions and give feedback
	Search Scope = "search" // search, and read the documents
	Admin  Scope = "admin"  // the pages under /admin, and the metrics
)

// Scopes are all there are.
var Scopes = []Scope{Chat, Search, Admin}

// LoginID is the ID of everybody who has logged in: nothing tells them apart.
const LoginID = "login"

// Principal is who asks. The zero value may do nothing.
type Principal struct {
	ID          string   // of a key, or LoginID; "" for anybody. It may be logged.
	Name        string   // of the key's authority; "" for others
	Scopes      []Scope  // what it may do
	Collections []string // what it may see beside the shared materials; sorted, each once
	Origin      string   // of a site key: the only site whose pages may use it; else ""
	PerDay      int      // questions and searches; 0 for no limit
	PerMinute   int      // the same
}

// Anybody is who has neither key nor login, where they may come in.
func Anybody() Principal { return Principal{Scopes: []Scope{Chat, Search}} }

// May tells whether the principal has one of the scopes.
func (p Principal) May(scopes ...Scope) bool {
	return slices.ContainsFunc(scopes, func(s Scope) bool { return slices.Contains(p.Scopes, s) })
}

var collectionName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// CheckCollection tells, in Danish, what is wrong with the name of a
// collection; nil where nothing is.
func CheckCollection(name string) error {
	if !collectionName.MatchString(name) {
		return fmt.Errorf("%q er ikke navnet på en samling; brug højst 40 tegn: a-z, tal, - og _", name)
	}
	return nil
}

// ParseScopes reads a list such as "chat,search"; the error is in Danish.
func ParseScopes(text string) ([]Scope, error) {
	var out []Scope
	for one := range strings.SplitSeq(text, ",") {
		s := Scope(strings.TrimSpace(one))
		if !slices.Contains(Scopes, s) {
			return nil, fmt.Errorf("%q er ikke en adgang; vælg af chat, search og admin", one)
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out, nil
}

// Errors of finding out who asks.
var (
	ErrNoKey       = errors.New("access: no such key, or it is no longer valid")
	ErrUnavailable = errors.New("access: the keys cannot be read now")
	ErrNoSession   = errors.New("access: not logged in")
	ErrNameTaken   = errors.New("access: another key has that name")
)

// Sorted gives a list sorted, each once.
func Sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
