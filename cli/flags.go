package cli

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
)

// envPrefix begins the environment variables that stand for flags.
const envPrefix = "TASKFORCE_"

// secrets are the flags whose value may also stand in the file that the
// variable NAME_FILE names.
var secrets = map[string]bool{"llm-key": true, "embed-key": true, "store": true}

// variable is the environment variable of a flag: llm-url is TASKFORCE_LLM_URL.
func variable(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// environment resolves flags that are not given from the environment.
func environment(env func(string) (string, bool)) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := variable(flag.Name)
		if v, ok := env(name); ok && v != "" {
			if flag.IsCumulative() {
				return cumulative(v), nil
			}
			return v, nil
		}
		if !secrets[flag.Name] {
			return nil, nil
		}
		file, ok := env(name + "_FILE")
		if !ok || file == "" {
			return nil, nil
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, usage("%s_FILE: %s", name, danish(err))
		}
		return strings.TrimSpace(string(data)), nil
	})
}

// cumulative splits the value of a repeatable flag as PATH is split.
func cumulative(v string) []any {
	var out []any
	for _, p := range filepath.SplitList(v) {
		out = append(out, p)
	}
	return out
}
