package main_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

var shellBlock = regexp.MustCompile("(?ms)^## ([^\n]*)\n.*?^```sh\n(.*?)^```$")

// TestTour runs the commands of docs/tour.md one after another in one shell;
// only the address is another, since that one may be taken.
func TestTour(t *testing.T) {
	for _, program := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			need.Missing(t, program, "there is no "+program)
		}
	}
	text, err := os.ReadFile("docs/tour.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := shellBlock.FindAllStringSubmatch(string(text), -1)
	if n := bytes.Count(text, []byte("```sh\n")); n != len(blocks) || n < 7 {
		t.Fatalf("%d blocks of commands, %d of them below a heading of their own", n, len(blocks))
	}
	script := "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
	for _, b := range blocks {
		script += fmt.Sprintf("echo '== %s'\n%s", b[1], b[2])
	}
	dir := t.TempDir()
	out := shell(t, dir, strings.ReplaceAll(script, "localhost:8080", freeAddress(t)))
	said := map[string]string{}
	for _, part := range strings.Split(out, "== ")[1:] {
		heading, rest, _ := strings.Cut(part, "\n")
		said[heading] = rest
	}
	for heading, want := range map[string][]string{
		"A folder of your own":                  {"Oplysninger om borgere må ikke skrives i chatten. [1]"},
		"A service, and a key for an authority": {"401", `"hits":[{`},
		"A week of questions":                   {"41 spørgsmål", "7 dage"},
		"Questions become tests":                {"FAIL  kursus", "FAIL  telefon", "FAIL  pris"},
		"The document that answers them":        {"Der er kursus i chatten den første mandag"},
		"The proof":                             {"PASS  kursus", "PASS  telefon", "PASS  pris"},
	} {
		for _, w := range want {
			if !strings.Contains(said[heading], w) {
				t.Errorf("%s: %q is not in\n%s", heading, w, said[heading])
			}
		}
	}
	tourReport(t, said["What they asked in vain"])
}

// tourReport checks that the three matters asked most are named first, and that
// the questions are spread over a week.
func tourReport(t *testing.T, shown string) {
	t.Helper()
	_, vain, _ := strings.Cut(shown, "forgæves")
	last := 0
	for _, matter := range []string{"kurs", "telefonen", "koster"} {
		at := strings.Index(vain, matter)
		if at < last {
			t.Errorf("%q does not stand in its place in\n%s", matter, shown)
		}
		last = at
	}
	if days := regexp.MustCompile(`(?m)^20\d\d-\d\d-\d\d +[1-9]`).FindAllString(shown, -1); len(days) != 7 {
		t.Errorf("the report tells of questions on %q", days)
	}
}

// shell runs a script and gives what it wrote.
func shell(t *testing.T, dir, script string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir, cmd.WaitDelay = dir, 5*time.Second
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary(t))+string(filepath.ListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Fatalf("%v:\n%s\nthe service says\n%s", err, out, log)
	}
	return string(out)
}

// freeAddress is an address that nothing listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}
