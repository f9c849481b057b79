package cli

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/service/endpoints"
)

// settings runs config with --json.
func settings(t *testing.T, env map[string]string, args ...string) map[string]setting {
	t.Helper()
	code, out, errs := run(env, append([]string{"config", "--json"}, args...)...)
	if code != exitDone {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	var all []setting
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		t.Fatal(err)
	}
	named := map[string]setting{}
	for _, s := range all {
		named[s.Flag] = s
	}
	return named
}

func TestConfigSources(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("hemmelig\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"TASKFORCE_RATE": "30/min", "TASKFORCE_RETAIN": "48h", "TASKFORCE_LLM_KEY_FILE": file,
		"TASKFORCE_LLM_MODEL": "et to", "TASKFORCE_ADDR": "localhost:1"}
	got := settings(t, env, "--addr", "localhost:2", "--embed-origins", "https://a.dk,https://*.b.dk", "--open")
	for _, want := range []setting{
		{"addr", []string{"localhost:2"}, fromFlag, ""},
		{"open", []string{"true"}, fromFlag, ""},
		{"embed-origins", []string{"https://a.dk,https://*.b.dk"}, fromFlag, ""},
		{"rate", []string{"30/min"}, fromEnvironment, "TASKFORCE_RATE"},
		{"retain", []string{"2d"}, fromEnvironment, "TASKFORCE_RETAIN"},
		{"llm-model", []string{"et", "to"}, fromEnvironment, "TASKFORCE_LLM_MODEL"},
		{"llm-key", []string{endpoints.Masked}, fromFile, "TASKFORCE_LLM_KEY_FILE"},
		{"max-answers", []string{"64"}, fromDefault, ""},
		{"store", []string{}, fromDefault, ""},
	} {
		s := got[want.Flag]
		if !slices.Equal(s.Values, want.Values) || s.Source != want.Source || s.Variable != want.Variable {
			t.Errorf("got %+v, want %+v", s, want)
		}
	}
}

// TestConfigIsServe checks that config tells of each flag of serve, and that
// what it tells can be given back and means the same.
func TestConfigIsServe(t *testing.T) {
	t.Parallel()
	first := settings(t, map[string]string{"TASKFORCE_TRUSTED_PROXIES": "10.0.0.0/8,::1", "TASKFORCE_DOCUMENTS": "a:b"})
	env := map[string]string{}
	for _, c := range leaves(t) {
		if c.Name != "serve" {
			continue
		}
		if len(c.Flags) != len(first) {
			t.Errorf("serve has %d flags, config tells of %d", len(c.Flags), len(first))
		}
		for _, f := range c.Flags {
			s, ok := first[f.Name]
			if !ok {
				t.Errorf("config does not tell of --%s", f.Name)
			}
			env[variable(f.Name)] = strings.Join(s.Values, ":")
		}
	}
	for name, s := range settings(t, env) {
		if !slices.Equal(s.Values, first[name].Values) {
			t.Errorf("--%s: got %q from %q", name, s.Values, first[name].Values)
		}
	}
}

// TestConfigHidesSecrets gives every flag that takes a text something secret.
func TestConfigHidesSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hemmeligt1"
	file := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(file, []byte(secret+"\n-\n"+secret), 0o600); err != nil {
		t.Fatal(err)
	}
	addresses := []string{"https://u:" + secret + "@h/v1", "https://" + secret + "@h/v1", "http://h/v1?api-key=" + secret + "&a=b",
		"http://h/%zz?x=" + secret, "http://u:" + secret + "%@h", "http://h/#" + secret, "postgres://u:" + secret + "@h/db",
		"postgres://h/db?user=u&password=" + secret, "postgres://u:a/" + secret + "@h/db", "postgres://u:a@" + secret + "@h/db",
		"postgresql://u:" + secret + "@h1,h2:5432/db", "postgres://u:#" + secret + "@h/db", "postgres://u:?" + secret + "@h/db"}
	hidden := func(env map[string]string, args ...string) {
		t.Helper()
		for _, more := range [][]string{{"config"}, {"config", "--json"}} {
			_, out, errs := run(env, append(more, args...)...)
			if strings.Contains(out+errs, secret) {
				t.Errorf("%v %q shows the secret: %s%s", env, args, out, errs)
			}
			if !strings.Contains(out, "addr") {
				t.Errorf("%v %q: no settings: %s", env, args, errs)
			}
		}
	}
	first := settings(t, nil)
	for name := range maps.Keys(secrets) {
		if first[name].Flag == "" {
			continue // a secret of another command
		}
		hidden(map[string]string{variable(name): secret})
		hidden(map[string]string{variable(name) + "_FILE": file})
		hidden(nil, "--"+name, secret)
	}
	hidden(nil, "--store", "host=h password="+secret)
	for _, a := range addresses {
		hidden(map[string]string{"TASKFORCE_STORE": a, "TASKFORCE_LLM_URL": a + " " + a})
		hidden(nil, "--llm-url", a, "--embed-url", a, "--store", a)
	}
}

func TestMask(t *testing.T) {
	for _, c := range []struct{ flag, value, want string }{
		{"store", "sqlite", "sqlite"},
		{"store", "postgres://u:p@h:5432/db?sslmode=require", "postgres://u:***@h:5432/db?sslmode=require"},
		{"store", "postgres://u@h/db", "postgres://u@h/db"},
		{"store", "postgres:///db?host=/run/x&password=p", "postgres:///db?host=/run/x&password=***"},
		{"llm-url", "https://token@h/v1", "https://***@h/v1"},
		{"llm-url", "http://localhost:11434/v1", "http://localhost:11434/v1"},
		{"site-contact", "ai@myndighed.dk", "ai@myndighed.dk"},
		{"embed-origins", "https://a.dk,https://*.b.dk", "https://a.dk,https://*.b.dk"},
	} {
		if got := mask(c.flag, c.value); got != c.want {
			t.Errorf("--%s %s: got %s, want %s", c.flag, c.value, got, c.want)
		}
	}
}
