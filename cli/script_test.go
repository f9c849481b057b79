package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

// TestMain makes the test binary the program where it is called by its name;
// see program.
func TestMain(m *testing.M) {
	if os.Args[0] == "taskforce" {
		os.Exit(Main(context.Background(), os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestScripts runs the commands as a user does, in this process. Beside
// testscript's own there are "taskforce", "exits" and "json"; $LLM is the
// address of a model that wants a key, $LLM2 of another with another key.
func TestScripts(t *testing.T) {
	model := llmtest.New(t)
	model.Key = "hemmelig"
	second := llmtest.New(t)
	second.Key = "anden"
	var turn sync.Mutex // the working folder is the process's
	exits := func(ts *testscript.TestScript, want string, args []string) {
		turn.Lock()
		defer turn.Unlock()
		ts.Check(os.Chdir(ts.MkAbs(".")))
		env := func(name string) (string, bool) { return ts.Getenv(name), ts.Getenv(name) != "" }
		if got := Main(t.Context(), args, env, ts.Stdout(), ts.Stderr()); strconv.Itoa(got) != want {
			ts.Fatalf("exit code %d, want %s", got, want)
		}
	}
	scripts, err := filepath.Abs("testdata/script")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(".") // so that it is restored
	t.Run("script", func(t *testing.T) {
		testscript.Run(t, testscript.Params{
			Dir: scripts,
			Setup: func(env *testscript.Env) error {
				env.Setenv("LLM", model.URL)
				env.Setenv("LLM2", second.URL)
				return nil
			},
			Cmds: map[string]func(*testscript.TestScript, bool, []string){
				// taskforce must exit with 0, exits N is taskforce with another code.
				"taskforce": func(ts *testscript.TestScript, _ bool, args []string) { exits(ts, "0", args) },
				"exits":     func(ts *testscript.TestScript, _ bool, args []string) { exits(ts, args[0], args[1:]) },
				"json":      jsonHolds,
			},
		})
	})
}

// jsonHolds checks a file, or each line of one that ends in .jsonl, for
// values: json stdout hits.0.page=0 hits.0.id. A number of a list that is
// negated must not be there: ! json stdout hits.1
func jsonHolds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: json file path[=value]…")
	}
	whole := []string{ts.ReadFile(args[0])}
	if strings.HasSuffix(args[0], ".jsonl") {
		whole = strings.Split(strings.TrimSpace(whole[0]), "\n")
	}
	for _, text := range whole {
		var v any
		ts.Check(json.Unmarshal([]byte(text), &v))
		for _, arg := range args[1:] {
			path, want, compare := strings.Cut(arg, "=")
			got, ok := at(v, path)
			held := ok && (!compare || fmt.Sprint(got) == want)
			if held == neg {
				ts.Fatalf("%s: got %v (there: %v)", arg, got, ok)
			}
		}
	}
}

// at finds the value at a path such as "hits.0.id"; "len" is a list's length.
func at(v any, path string) (any, bool) {
	for _, key := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[key]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(key)
			switch {
			case key == "len":
				v = len(in)
			case err != nil || i >= len(in):
				return nil, false
			default:
				v = in[i]
			}
		default:
			return nil, false
		}
	}
	return v, true
}
