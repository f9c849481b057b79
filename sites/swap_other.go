//go:build !linux

package sites

import "errors"

// exchange cannot be done here; the names are changed one after the other.
func exchange(string, string) error { return errors.ErrUnsupported }
