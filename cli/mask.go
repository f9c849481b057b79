package cli

import (
	"strings"

	"github.com/digitaskforce/taskforce/service"
)

// mask is the value of a flag without what must not be shown: all of a secret,
// and of an address its password, or its user where that may be a token.
func mask(flag, value string) string {
	switch {
	case service.SecretNames.MatchString(flag):
		return service.Masked
	case strings.Contains(value, "://"):
		return service.MaskAddress(value)
	case secrets[flag] && value != "sqlite":
		return service.Masked // a database named in no form that is known
	}
	return value
}
