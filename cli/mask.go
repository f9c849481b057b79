package cli

import (
	"strings"

	"github.com/digitaskforce/taskforce/service/endpoints"
)

// mask is the value of a flag without what must not be shown: all of a secret,
// and of an address its password, or its user where that may be a token.
func mask(flag, value string) string {
	switch {
	case endpoints.SecretNames.MatchString(flag):
		return endpoints.Masked
	case strings.Contains(value, "://"):
		return endpoints.MaskAddress(value)
	case secrets[flag] && value != "sqlite":
		return endpoints.Masked // a database named in no form that is known
	}
	return value
}
