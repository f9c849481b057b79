package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/service/endpoints"
)

type healthCmd struct {
	Addr        string `default:"localhost:8080" placeholder:"vært:port" help:"Adressen på tjenesten."`
	ServiceOnly bool   `help:"Spørg kun tjenesten, ikke sprogmodellen; til en container, der virker uden model."`
	service.Model
}

// Run asks a running service for /healthz, and each endpoint of the model
// where one is named.
func (c *healthCmd) Run(a *service.App) error {
	ctx, cancel := context.WithTimeout(a.Ctx, 10*time.Second)
	defer cancel()
	if err := c.service(ctx, a); err != nil || c.ServiceOnly {
		return err
	}
	pool, err := c.Model.Pool()
	if err != nil || pool == nil {
		return err
	}
	failed := false
	for i, err := range pool.Check(ctx) {
		name := service.EndpointName(pool.Status()[i])
		if err != nil {
			failed = true
			fmt.Fprintf(a.Stderr, "fejl: sprogmodellen: %s: %s\n", name, endpoints.Problem(err))
		} else {
			fmt.Fprintf(a.Stdout, "sprogmodellen virker: %s\n", name)
		}
	}
	if failed {
		return terminal.ErrTold
	}
	return nil
}

// modelStates are what /healthz says of the service's model, in Danish.
var modelStates = map[string]string{
	"ok":      "tjenestens sprogmodel virker",
	"failing": "tjenestens sprogmodel svarer ikke; svarene er uddrag, indtil den gør",
	"none":    "tjenesten har ingen sprogmodel; svarene er uddrag",
}

func (c *healthCmd) service(ctx context.Context, a *service.App) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(c.Addr)+"/healthz", nil)
	if err != nil {
		return service.Usage("--addr %s: adressen skal være på formen vært:port", c.Addr)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("tjenesten svarer ikke på %s: %s", c.Addr, service.Danish(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("tjenesten på %s melder fejl: %s", c.Addr, res.Status)
	}
	fmt.Fprintln(a.Stdout, "tjenesten virker")
	var said struct {
		Model   string `json:"model"`
		Vectors struct{ Done, Total int }
		OCR     struct{ Read, Waiting, Failed int }
		Held    bool
	}
	// An older service says nothing of its model.
	if err := json.NewDecoder(io.LimitReader(res.Body, 64<<10)).Decode(&said); err == nil && modelStates[said.Model] != "" {
		fmt.Fprintln(a.Stdout, modelStates[said.Model])
	}
	if said.Held {
		fmt.Fprintln(a.Stdout, "nyt materiale venter på at blive sluppet igennem på /admin/golden")
	}
	if v := said.Vectors; v.Done < v.Total {
		fmt.Fprintf(a.Stdout, "%d af %d uddrag kan findes på betydningen; resten findes på ordene, indtil de er beregnet\n", v.Done, v.Total)
	}
	if o := said.OCR; o.Waiting+o.Failed > 0 {
		fmt.Fprintf(a.Stdout, "%s læst ved tekstgenkendelse; %d venter, %d kunne ikke læses\n", danish.Counted(o.Read, "side, der er et billede, er", "sider, der er billeder, er"), o.Waiting, o.Failed)
	}
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

type versionCmd struct {
	SBOM bool `name:"sbom" help:"Skriv en stykliste over det, programmet er bygget af (CycloneDX, JSON)."`
}

// Run prints the version, or what the program is built of.
func (c versionCmd) Run(a *service.App) error {
	if c.SBOM {
		return writeSBOM(a.Stdout)
	}
	_, err := fmt.Fprintln(a.Stdout, "taskforce", service.BuildVersion())
	return err
}
