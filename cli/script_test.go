package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/digitaskforce/taskforce/llm/llmtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"taskforce": func() {
		os.Exit(Main(context.Background(), os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
	}})
}

// TestScripts runs the commands as a user does. Beside testscript's own there
// are "exits" and "json"; $LLM is the address of a model.
func TestScripts(t *testing.T) {
	model := llmtest.New(t)
	model.Key = "hemmelig"
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LLM", model.URL)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "json": jsonHolds},
	})
}

// exits runs a program and compares its exit code: exits 3 taskforce ask …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code program argument…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if want := args[0]; strconv.Itoa(got) != want {
		ts.Fatalf("exit code %d, want %s", got, want)
	}
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
