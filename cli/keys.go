package cli

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
)

type keysCmd struct {
	Add    keysAddCmd    `cmd:"" help:"Lav en nøgle til en myndighed; hemmeligheden vises kun denne ene gang."`
	List   keysListCmd   `cmd:"" help:"Vis nøglerne, uden deres hemmeligheder."`
	Revoke keysRevokeCmd `cmd:"" help:"Træk en nøgle tilbage; den virker ikke mere efter få sekunder."`
	Rotate keysRotateCmd `cmd:"" help:"Giv en nøgle en ny hemmelighed; den gamle virker en tid endnu."`
}

// keyring are the flags that say where the keys are.
type keyring struct {
	service.Storing
	Data string `placeholder:"mappe" help:"Mappen med tjenestens data, hvis nøglerne ligger i dens fil."`
	JSON bool   `help:"Skriv resultatet som JSON."`
}

func (k keyring) open(a *service.App, existing bool) (*store.Store, error) {
	if k.Store == "" {
		return nil, service.Usage("--store mangler: sqlite eller adressen på den database, som serve bruger")
	}
	return k.Storing.Open(a, k.Data, existing)
}

type keysAddCmd struct {
	keyring
	Scopes      string `default:"chat,search" placeholder:"adgang" help:"Det, nøglen må: chat, search og admin, adskilt af komma."`
	Collections string `placeholder:"navne" help:"Samlinger, som nøglen må se ud over det fælles materiale, adskilt af komma."`
	PerDay      int    `default:"0" placeholder:"antal" help:"Så mange spørgsmål og søgninger om dagen; 0 er uden grænse."`
	PerMinute   int    `default:"0" placeholder:"antal" help:"Så mange spørgsmål og søgninger i minuttet; 0 er uden grænse."`
	Expires     expiry `placeholder:"dato" help:"Den sidste dag, nøglen virker, fx 2027-12-31, eller så længe som 90d; ellers udløber den ikke."`
	Origin      string `placeholder:"adresse" help:"Gør nøglen til en webstedsnøgle, der står åbent på siderne på dette websted og kun kan bruges i chatten dér."`
	Name        string `arg:"" name:"navn" help:"Myndighedens navn."`
}

// made is a key with its secret, as it is shown once.
type made struct {
	access.Key
	Secret string    `json:"secret"`
	Until  time.Time `json:"former_until,omitzero"` // how long the former secret stays valid
}

// maxUses bounds a quota.
const maxUses = 1_000_000_000

// Run makes a key.
func (c *keysAddCmd) Run(a *service.App) error {
	key, err := c.key(time.Now())
	if err != nil {
		return err
	}
	st, err := c.open(a, false)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	out := made{Key: key, Secret: access.NewSecret()}
	if err := st.AddKey(a.Ctx, key, access.Hash(out.Secret)); err != nil {
		if errors.Is(err, access.ErrNameTaken) {
			return service.Usage("der er allerede en nøgle med navnet %s; træk den tilbage, eller giv den en ny hemmelighed med keys rotate", key.Name)
		}
		return fmt.Errorf("--store: %s", service.StoreError(err))
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, out)
	}
	fmt.Fprintf(a.Stdout, "%s\n", out.Secret)
	fmt.Fprintf(a.Stderr, "nøglen %s til %s er lavet; gem hemmeligheden nu, for den vises ikke igen\n", key.ID, key.Name)
	return nil
}

// key is the key that the flags describe.
func (c *keysAddCmd) key(now time.Time) (access.Key, error) {
	k := access.Key{ID: access.NewID(), Name: strings.TrimSpace(c.Name), PerDay: c.PerDay, PerMinute: c.PerMinute, Created: now.UTC().Truncate(time.Millisecond), Expires: c.Expires.from(now)}
	if n := utf8.RuneCountInString(k.Name); n == 0 || n > 100 || strings.ContainsFunc(k.Name, unicode.IsControl) {
		return k, service.Usage("navnet skal være på 1 til 100 tegn")
	}
	var err error
	if k.Scopes, err = access.ParseScopes(c.Scopes); err != nil {
		return k, service.Usage("--scopes: %s", err)
	}
	if k.Collections, err = parseCollections(c.Collections); err != nil {
		return k, service.Usage("--collections: %s", err)
	}
	for flag, n := range map[string]int{"per-day": c.PerDay, "per-minute": c.PerMinute} {
		if n < 0 || n > maxUses {
			return k, service.Usage("--%s er %d; vælg et tal fra 0 til %d", flag, n, maxUses)
		}
	}
	if c.Origin == "" {
		return k, nil
	}
	if k.Origin, err = core.ParseOrigin(c.Origin); err != nil {
		return k, service.Usage("--origin: %s", err)
	}
	k.Scopes = []access.Scope{access.Chat} // it is no secret
	return k, nil
}

// parseCollections reads the names of a list such as "odense,faelles"; the error is in Danish.
func parseCollections(text string) ([]string, error) {
	var out []string
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one == "" && text == "" {
			break
		}
		if err := access.CheckCollection(one); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return access.Sorted(out), nil
}

type keysListCmd struct{ keyring }

// Run lists the keys.
func (c *keysListCmd) Run(a *service.App) error {
	st, err := c.open(a, true)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	all, err := st.Keys(a.Ctx)
	if err != nil {
		return fmt.Errorf("--store: %s", service.StoreError(err))
	}
	if c.JSON {
		if all == nil {
			all = []access.Key{}
		}
		return terminal.JSON(a.Stdout, all)
	}
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAVN\tADGANG\tSAMLINGER\tKVOTE\tSIDST BRUGT\tTILSTAND")
	for _, k := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, keyScopes(k), orDash(strings.Join(k.Collections, ",")),
			keyQuota(k), orDash(shortTime(k.Used)), keyState(k, time.Now()))
	}
	return w.Flush()
}

func keyScopes(k access.Key) string {
	var out []string
	for _, s := range k.Scopes {
		out = append(out, string(s))
	}
	if k.Origin != "" {
		return strings.Join(out, ",") + " på " + k.Origin
	}
	return strings.Join(out, ",")
}

func keyQuota(k access.Key) string {
	var out []string
	if k.PerDay > 0 {
		out = append(out, fmt.Sprintf("%d/dag", k.PerDay))
	}
	if k.PerMinute > 0 {
		out = append(out, fmt.Sprintf("%d/min", k.PerMinute))
	}
	return orDash(strings.Join(out, ", "))
}

func keyState(k access.Key, now time.Time) string {
	switch {
	case !k.Revoked.IsZero():
		return "trukket tilbage " + shortTime(k.Revoked)
	case !k.Expires.IsZero() && !now.Before(k.Expires):
		return "udløbet"
	case !k.Expires.IsZero():
		return "virker til " + shortTime(k.Expires)
	}
	return "virker"
}

func shortTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(service.Zone()).Format("2006-01-02 15:04")
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

type keysRevokeCmd struct {
	keyring
	Key string `arg:"" name:"nøgle" help:"Nøglens id eller navn."`
}

// Run revokes a key.
func (c *keysRevokeCmd) Run(a *service.App) error {
	return c.keyring.with(a, c.Key, func(st *store.Store, k access.Key) error {
		k.Revoked = time.Now().UTC().Truncate(time.Millisecond)
		if err := st.RevokeKey(a.Ctx, k.ID, k.Revoked); err != nil {
			return err
		}
		if c.JSON {
			return terminal.JSON(a.Stdout, k)
		}
		fmt.Fprintf(a.Stdout, "nøglen %s til %s er trukket tilbage\n", k.ID, k.Name)
		return nil
	})
}

type keysRotateCmd struct {
	keyring
	Grace time.Duration `default:"24h" placeholder:"tid" help:"Så længe virker den gamle hemmelighed endnu."`
	Key   string        `arg:"" name:"nøgle" help:"Nøglens id eller navn."`
}

// maxGrace bounds --grace.
const maxGrace = 90 * service.Day

// Run gives a key a new secret.
func (c *keysRotateCmd) Run(a *service.App) error {
	if c.Grace < 0 || c.Grace > maxGrace {
		return service.Usage("--grace er %s; vælg en tid mellem 0s og %s", c.Grace, maxGrace)
	}
	return c.keyring.with(a, c.Key, func(st *store.Store, k access.Key) error {
		out := made{Key: k, Secret: access.NewSecret(), Until: time.Now().Add(c.Grace).UTC().Truncate(time.Millisecond)}
		if err := st.RotateKey(a.Ctx, k.ID, access.Hash(out.Secret), out.Until); err != nil {
			return err
		}
		if c.JSON {
			return terminal.JSON(a.Stdout, out)
		}
		fmt.Fprintf(a.Stdout, "%s\n", out.Secret)
		fmt.Fprintf(a.Stderr, "nøglen %s til %s har fået en ny hemmelighed, som ikke vises igen; den gamle virker til %s\n", k.ID, k.Name, shortTime(out.Until))
		return nil
	})
}

// with runs f on the key that has not been revoked and has an ID or a name.
func (k keyring) with(a *service.App, idOrName string, f func(*store.Store, access.Key) error) error {
	st, err := k.open(a, true)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	all, err := st.Keys(a.Ctx)
	if err != nil {
		return fmt.Errorf("--store: %s", service.StoreError(err))
	}
	for _, key := range all {
		if key.Revoked.IsZero() && (key.ID == idOrName || key.Name == idOrName) {
			err = f(st, key)
			if !errors.Is(err, access.ErrNoKey) {
				return err
			}
			break // somebody else has revoked it meanwhile
		}
	}
	return service.Usage("der er ingen gyldig nøgle, der hedder %s; se dem med keys list", idOrName)
}

// expiry is a flag such as 2027-12-31, the last day, or 90d or 12h.
type expiry struct {
	date time.Time
	in   time.Duration
}

func (e *expiry) UnmarshalText(text []byte) error {
	if d, err := time.ParseInLocation(time.DateOnly, string(text), service.Zone()); err == nil {
		e.date = d.AddDate(0, 0, 1)
		return nil
	}
	var r service.Retention
	if r.UnmarshalText(text) != nil {
		return service.Usage("%q skal se ud som 2027-12-31 eller 90d", text)
	}
	e.in = r.Duration
	return nil
}

// from is the moment of expiry of what is made now; zero for never.
func (e expiry) from(now time.Time) time.Time {
	switch {
	case e.in > 0:
		return now.Add(e.in).UTC().Truncate(time.Millisecond)
	case !e.date.IsZero():
		return e.date.UTC()
	}
	return time.Time{}
}
