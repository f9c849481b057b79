package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

type healthCmd struct {
	Addr string `default:"localhost:8080" placeholder:"vært:port" help:"Adressen på tjenesten."`
	model
}

// Run asks a running service for /healthz, and the model where one is named.
func (c *healthCmd) Run(a *app) error {
	ctx, cancel := context.WithTimeout(a.ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(c.Addr)+"/healthz", nil)
	if err != nil {
		return usage("--addr %s: adressen skal være på formen vært:port", c.Addr)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("tjenesten svarer ikke på %s: %s", c.Addr, danish(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("tjenesten på %s melder fejl: %s", c.Addr, res.Status)
	}
	fmt.Fprintln(a.stdout, "tjenesten virker")
	chat, err := c.model.chat()
	if err != nil || chat == nil {
		return err
	}
	if err := chat.Check(ctx); err != nil {
		return fmt.Errorf("sprogmodellen: %w", err)
	}
	fmt.Fprintln(a.stdout, "sprogmodellen virker")
	return nil
}

// reachable turns an address that is listened on into one to call.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(a *app) error {
	_, err := fmt.Fprintln(a.stdout, "taskforce", buildVersion())
	return err
}

// version is set by the linker for a release; without it the build tells.
var version string

func buildVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "ukendt"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return "udvikling"
}
