package cli

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/service"
)

type configCmd struct {
	serveCmd
	JSON bool `help:"Skriv indstillingerne som JSON."`
}

// Where a setting comes from.
const (
	fromFlag        = "flag"
	fromEnvironment = "environment"
	fromFile        = "file"
	fromDefault     = "default"
)

// setting is a flag of serve as it would be used.
type setting struct {
	Flag     string   `json:"flag"`
	Values   []string `json:"values"` // several where the flag can be repeated; none where it has no value
	Source   string   `json:"source"`
	Variable string   `json:"variable,omitempty"` // that holds the value, or names its file
}

// Run shows the settings that serve would run with, without their secrets.
func (c *configCmd) Run(a *service.App, parsed *kong.Context) error {
	own := serveFlags(parsed)
	all := make([]setting, 0, len(own))
	for _, f := range own {
		all = append(all, settingOf(a, parsed, f))
	}
	if c.JSON {
		return terminal.JSON(a.Stdout, all)
	}
	w := tabwriter.NewWriter(a.Stdout, 0, 0, 2, ' ', 0)
	for _, s := range all {
		fmt.Fprintf(w, "--%s\t%s\t%s\n", s.Flag, orDash(strings.Join(s.Values, " ")), s.origin())
	}
	return w.Flush()
}

// serveFlags are the flags of the selected command that serve has too.
func serveFlags(parsed *kong.Context) (out []*kong.Flag) {
	for _, f := range parsed.Selected().Flags {
		if f.Name != "json" {
			out = append(out, f)
		}
	}
	return out
}

func settingOf(a *service.App, parsed *kong.Context, f *kong.Flag) setting {
	s := setting{Flag: f.Name, Values: []string{}, Source: fromDefault}
	for _, v := range valuesOf(f.Target) {
		if v != "" {
			s.Values = append(s.Values, mask(f.Name, v))
		}
	}
	name := variable(f.Name)
	switch {
	case given(parsed, f):
		s.Source = fromFlag
	case isSet(a, name):
		s.Source, s.Variable = fromEnvironment, name
	case isSet(a, alike[f.Name]):
		s.Source, s.Variable = fromEnvironment, alike[f.Name]
	case secrets[f.Name] && isSet(a, name+"_FILE"):
		s.Source, s.Variable = fromFile, name+"_FILE"
	}
	return s
}

func isSet(a *service.App, name string) bool {
	v, ok := a.Env(name)
	return ok && v != ""
}

// given tells whether a flag stands on the command line.
func given(parsed *kong.Context, f *kong.Flag) bool {
	for _, p := range parsed.Path {
		if p.Flag == f && !p.Resolved {
			return true
		}
	}
	return false
}

// valuesOf writes the value of a flag as it may be given again.
func valuesOf(v reflect.Value) []string {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, _ := m.MarshalText() // of a value that was read: never fails
		return []string{string(text)}
	}
	if v.Kind() != reflect.Slice {
		return []string{fmt.Sprint(v.Interface())}
	}
	var out []string
	for i := range v.Len() {
		out = append(out, valuesOf(v.Index(i))...)
	}
	return out
}

// origin says in Danish where a setting comes from.
func (s setting) origin() string {
	switch s.Source {
	case fromFlag:
		return "kommandolinjen"
	case fromEnvironment:
		return s.Variable
	case fromFile:
		return "filen i " + s.Variable
	}
	return "standard"
}
