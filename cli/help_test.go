package cli

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/digitaskforce/taskforce/internal/raced"
)

// run is the program with an environment of its own.
func run(env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = Main(context.Background(), args, func(name string) (string, bool) {
		v, ok := env[name]
		return v, ok
	}, &out, &errs)
	return code, out.String(), errs.String()
}

func leaves(t *testing.T) []*kong.Node {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.NoDefaultHelp())
	if err != nil {
		t.Fatal(err)
	}
	var out []*kong.Node
	for _, c := range parser.Model.Children {
		if out = append(out, c); len(c.Children) > 0 {
			out = append(out[:len(out)-1], c.Children...)
		}
	}
	return out
}

// words are how a command is called.
func words(c *kong.Node) []string { return strings.Fields(pathTo(c)) }

// TestHelpIsWhole checks that help shows every command and, of each, every
// flag with its variable and every argument.
func TestHelpIsWhole(t *testing.T) {
	t.Parallel()
	_, all, _ := run(nil, "--help")
	for i, c := range leaves(t) {
		if !raced.Take(i) {
			continue
		}
		shown, name := all, words(c)
		if len(name) > 1 {
			_, shown, _ = run(nil, name[0], "--help")
		}
		if !strings.Contains(shown, "\n  "+c.Name+" ") || c.Help == "" {
			t.Errorf("help does not show the command %s", c.Name)
		}
		for _, args := range [][]string{append(slices.Clone(name), "--help"), append(slices.Clone(name), "-h"), append([]string{"help"}, name...),
			append(slices.Clone(name), "--hjælp"), append([]string{"hjælp"}, name...)} {
			code, out, errs := run(nil, args...)
			if code != exitDone || errs != "" {
				t.Errorf("%q: exit code %d, stderr %q", args, code, errs)
			}
			helpHolds(t, c, out)
		}
	}
}

func helpHolds(t *testing.T, c *kong.Node, out string) {
	t.Helper()
	for _, f := range c.Flags {
		line := ""
		for l := range strings.Lines(out) {
			if strings.Contains(l, "--"+f.Name+" ") {
				line = l
			}
		}
		name := "TASKFORCE_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if !strings.Contains(line, name) || !strings.Contains(line, f.Help) || f.Help == "" {
			t.Errorf("%s --help says of --%s only %q", c.Name, f.Name, line)
		}
		if strings.HasSuffix(f.Name, "-key") && !strings.Contains(line, name+"_FILE") {
			t.Errorf("%s --help does not say that --%s may stand in a file", c.Name, f.Name)
		}
	}
	for _, p := range c.Positional {
		if !strings.Contains(out, "<"+p.Name+">") {
			t.Errorf("%s --help does not show <%s>", c.Name, p.Name)
		}
	}
}

// TestHelpExitCodes tells help that was asked for from a line that says nothing.
func TestHelpExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--help"}, exitDone},
		{[]string{"-h"}, exitDone},
		{[]string{"help"}, exitDone},
		{[]string{"help", "nix"}, exitDone},
		{[]string{"ask", "--nix", "--help"}, exitDone},
		{nil, exitUsage},
		{[]string{"nix"}, exitUsage},
		{[]string{"version", "--nix"}, exitUsage},
	} {
		if code, _, _ := run(nil, c.args...); code != c.want {
			t.Errorf("%q: exit code %d, want %d", c.args, code, c.want)
		}
	}
}

// TestEveryFlagHasItsVariable gives each flag that takes a number or a truth
// value a bad value by its variable, and wants to hear of it.
func TestEveryFlagHasItsVariable(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, c := range leaves(t) {
		for _, f := range c.Flags {
			if f.Target.Kind().String() == "string" || f.IsSlice() {
				continue
			}
			if tried++; !raced.Take(tried) {
				continue
			}
			args := words(c)
			if len(c.Positional) > 0 {
				args = append(args, "x")
			}
			code, _, errs := run(map[string]string{variable(f.Name): "vrøvl"}, args...)
			if code != exitUsage || !strings.Contains(errs, "--"+f.Name) || !strings.Contains(errs, "vrøvl") {
				t.Errorf("%s with %s=vrøvl: exit code %d, %q", c.Name, variable(f.Name), code, errs)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d flags were tried", tried)
	}
}

// TestVariablesOfTexts reads flags that take texts from their variables.
func TestVariablesOfTexts(t *testing.T) {
	t.Parallel()
	small := folder(t, bicycles)
	for _, c := range []struct{ command, name, value, want string }{
		{"search x", "TASKFORCE_DOCUMENTS", "nix", "--documents nix"},
		{"search x", "TASKFORCE_SYNONYMS", "nix", "--synonyms nix"},
		{"ask x", "TASKFORCE_HISTORY", "nix", "--history nix"},
		{"ask x", "TASKFORCE_PROMPTS", "nix", "--prompts nix"},
		{"ask x", "TASKFORCE_LLM_URL", "http://localhost:1", "--llm-url kræver --llm-model"},
		{"ask x", "TASKFORCE_LLM_MODEL", "m", "--llm-model kræver --llm-url"},
		{"ask x", "TASKFORCE_EMBED_MODEL", "m", "--embed-model kræver --embed-url"},
		{"eval", "TASKFORCE_QUESTIONS", "nix", "--questions: findes ikke (nix)"},
		{"eval --questions x", "TASKFORCE_CORPUS", "nix", "--corpus: findes ikke (nix)"},
		{"serve", "TASKFORCE_ADDR", "nix", "--addr nix"},
		{"serve", "TASKFORCE_EMBED_ORIGINS", "nix", "--embed-origins"},
		{"serve", "TASKFORCE_AUTH", "nix", "--auth"},
		{"serve", "TASKFORCE_AUTH", "keys", "--auth keys kræver --store"},
		{"serve", "TASKFORCE_AUTH", "oidc", "--auth oidc kræver --oidc-issuer"},
		{"serve --auth oidc --oidc-issuer https://a --oidc-client-id b", "TASKFORCE_PUBLIC_URL", "nix", `--public-url "nix"`},
		{"serve --auth oidc --oidc-issuer https://a --oidc-client-id b", "TASKFORCE_PUBLIC_URL", "https://a/b", `--public-url "https://a/b"`},
		{"serve --auth oidc --oidc-client-id b --public-url https://a", "TASKFORCE_OIDC_ISSUER", "nix", "--oidc-issuer nix"},
		{"serve --auth oidc --oidc-issuer https://a --oidc-client-id b --public-url https://a", "TASKFORCE_SESSION_KEY", "kort", "--session-key"},
		{"serve", "TASKFORCE_OIDC_COLLECTIONS", "nix", "--oidc-collections"},
		{"serve", "TASKFORCE_OIDC_COLLECTIONS", "a=../x", "--oidc-collections"},
		{"serve", "TASKFORCE_ADDR", "0.0.0.0:0", "--addr 0.0.0.0:0 kan nås fra andre maskiner"},
		{"keys list", "TASKFORCE_STORE", "nix", "--store"},
		{"keys add x", "TASKFORCE_SCOPES", "nix", "--scopes"},
		{"keys add x", "TASKFORCE_COLLECTIONS", "../x", "--collections"},
		{"serve", "TASKFORCE_COLLECTION", "nix", "--collection nix"},
		{"serve", "TASKFORCE_COLLECTION", "a=nix", "--collection a=nix"},
		{"serve", "TASKFORCE_COLLECTION", "Æ=.", "--collection"},
		{"keys add x", "TASKFORCE_ORIGIN", "nix", "--origin"},
		{"health", "TASKFORCE_ADDR", "%", "--addr %"},
	} {
		env := map[string]string{"TASKFORCE_ADDR": "127.0.0.1:0", "TASKFORCE_NO_MATERIALS": "1", "TASKFORCE_DOCUMENTS": small, c.name: c.value}
		code, _, errs := run(env, strings.Fields(c.command)...)
		if code != exitUsage || !strings.Contains(errs, c.want) {
			t.Errorf("%s with %s=%s: exit code %d, got %q, want %q", c.command, c.name, c.value, code, errs, c.want)
		}
		if lines := strings.Count(errs, "\n"); lines != 2 || !strings.Contains(errs, "\nhjælp: taskforce ") {
			t.Errorf("%s: got %q, want one line and the line of help", c.command, errs)
		}
	}
}
