package cli

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/digitaskforce/taskforce/service"
)

// envPrefix begins the environment variables that stand for flags.
const envPrefix = "TASKFORCE_"

// secrets are the flags whose value may also stand in the file that the
// variable NAME_FILE names.
var secrets = map[string]bool{"llm-key": true, "judge-key": true, "embed-key": true, "store": true, "admin-key": true, "session-key": true, "oidc-client-secret": true, "index": true}

// variable is the environment variable of a flag: llm-url is TASKFORCE_LLM_URL.
func variable(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// alike are variables that do the same as those of flags, as other programs know them.
var alike = map[string]string{"otlp-url": "OTEL_EXPORTER_OTLP_ENDPOINT"}

// environment resolves flags that are not given from the environment.
func environment(env func(string) (string, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := variable(flag.Name)
		if v, ok := env(name); ok && v != "" {
			return value(flag, v), nil
		}
		if v, ok := env(alike[flag.Name]); ok && v != "" {
			return value(flag, v), nil
		}
		if !secrets[flag.Name] {
			return nil, nil
		}
		file, ok := env(name + "_FILE")
		if !ok || file == "" {
			return nil, nil
		}
		return fromFiles(flag, name+"_FILE", file)
	})
}

// fromFiles reads a secret from a file; for a flag that can be repeated, from
// several, whose paths are separated as in PATH.
func fromFiles(flag *kong.Flag, name, paths string) (any, error) {
	files := []string{paths}
	if flag.IsCumulative() {
		files = filepath.SplitList(paths)
	}
	var all []string
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			return nil, service.Usage("%s: %s", name, service.Danish(err))
		}
		all = append(all, strings.TrimSpace(string(data)))
	}
	return value(flag, strings.Join(all, "\n")), nil
}

// value is that of a variable as its flag takes it: paths of a flag that can
// be repeated are separated as in PATH, addresses, names and keys by spaces,
// which none of them holds.
func value(flag *kong.Flag, v string) any {
	if !flag.IsCumulative() {
		return v
	}
	parts := strings.Fields(v)
	if !strings.HasPrefix(flag.Name, "llm-") {
		parts = filepath.SplitList(v)
	}
	out := make([]any, len(parts))
	for i, p := range parts {
		out[i] = p
	}
	return out
}
