package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/internal/need"
)

// clientPrograms are the programs of a page of docs/doors with what they print.
var clientPrograms = regexp.MustCompile("(?s)```(python|js)\n(.*?)```\n+```text\n(.*?)```")

// clients is the folder of clients that others make: venv of Python and
// node_modules. The test is skipped where TASKFORCE_TEST_CLIENTS names none.
func clients(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(need.Folder(t, "clients", "TASKFORCE_TEST_CLIENTS"))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestClients runs the programs of docs/doors as they stand, with the official
// clients, and compares what they print with what stands below them.
func TestClients(t *testing.T) {
	t.Parallel()
	dir := clients(t)
	s := serveShipped(t)
	ran := map[string]int{}
	for name, page := range doorPages(t) {
		for _, p := range clientPrograms.FindAllStringSubmatch(page, -1) {
			ran[p[1]]++
			out := runClient(t, dir, p[1], strings.ReplaceAll(p[2], "http://localhost:8080", s.url))
			if want, rest := strings.CutSuffix(strings.TrimSpace(p[3]), "…"); rest && !strings.HasPrefix(out, want) || !rest && strings.TrimSpace(out) != want {
				t.Errorf("%s, in %s:\n%s\nprints %s", name, p[1], p[2], out)
			}
		}
	}
	if ran["python"] < 2 || ran["js"] < 1 {
		t.Errorf("ran %v", ran)
	}
}

// runClient runs a program in a folder that sees the clients, and gives what it prints.
func runClient(t *testing.T, clients, language, program string) string {
	t.Helper()
	dir := t.TempDir()
	command, file := filepath.Join(clients, "venv/bin/python"), "program.py"
	if language == "js" {
		command, file = "node", "program.mjs"
		if err := os.Symlink(filepath.Join(clients, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, file), []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), command, file)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s", err, out)
	}
	return string(out)
}

// warnings are those of Schemathesis that count: all but that an address tells
// nothing but 404, which is all that one may learn of the record of another's answer.
const warnings = "missing_auth,base_url_mismatch,validation_mismatch,missing_deserializer,unused_openapi_auth,unsupported_regex," +
	"method_not_allowed,constants_extraction,unmatched_filter,unresolvable_reference,low_valid_rate,rate_limited,dictionary_mismatch,timeout_units"

// TestSchemathesis holds what the service replies to its own description.
func TestSchemathesis(t *testing.T) {
	t.Parallel()
	dir := clients(t)
	s := serveShipped(t, "--rate", "0", "--max-request", "16384")
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, "venv/bin/schemathesis"), "run", s.url+"/openapi.json",
		"--max-examples", "10", "--seed", "1", "--no-color", "--warnings", warnings, "--generation-database", "none")
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "No issues found") {
		t.Errorf("%v\n%s", err, out)
	}
}
