package cli

import (
	"net"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/service"
)

// TestGateAtTheAddress tells which services start where.
func TestGateAtTheAddress(t *testing.T) {
	for _, c := range []struct {
		ip      string
		gate    service.Gate
		storing bool
		want    string // "" starts
	}{
		{"127.0.0.1", service.Gate{Auth: "none"}, false, ""},
		{"::1", service.Gate{Auth: "none"}, false, ""},
		{"0.0.0.0", service.Gate{Auth: "none"}, false, "--open"},
		{"::", service.Gate{Auth: "none"}, true, "--open"},
		{"192.0.2.1", service.Gate{Auth: "none"}, false, "--open"},
		{"0.0.0.0", service.Gate{Auth: "none", Open: true}, false, ""},
		{"0.0.0.0", service.Gate{Auth: "keys"}, true, ""},
		{"0.0.0.0", service.Gate{Auth: "oidc"}, false, ""},
		{"127.0.0.1", service.Gate{Auth: "keys"}, false, "kræver --store"},
		{"127.0.0.1", service.Gate{Auth: "both"}, false, "kræver --store"},
	} {
		err := c.gate.Check(c.ip, &net.TCPAddr{IP: net.ParseIP(c.ip), Port: 8080}, c.storing)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %+v: %v, want %q", c.ip, c.gate, err, c.want)
		}
	}
}
