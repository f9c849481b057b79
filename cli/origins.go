package cli

import (
	"strings"

	"github.com/digitaskforce/taskforce/server"
)

// framing are the flags that say which sites may put the chat into a frame.
type framing struct {
	EmbedOrigins origins `placeholder:"adresse" help:"Websteder, der må indlejre chatten, fx https://intranet.eksempel.dk eller https://*.eksempel.dk, adskilt af komma; uden den må ingen."`
}

// origins is a flag of origins, separated by commas.
type origins struct{ list []string }

func (o *origins) UnmarshalText(text []byte) error {
	o.list = nil
	for one := range strings.SplitSeq(string(text), ",") {
		origin, err := server.ParseOrigin(one)
		if err != nil {
			return usage("%v", err)
		}
		o.list = append(o.list, origin)
	}
	return nil
}

// MarshalText writes the origins as they are read.
func (o origins) MarshalText() ([]byte, error) { return []byte(strings.Join(o.list, ",")), nil }
