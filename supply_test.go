package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// scratch is a folder that goes when the tests are over.
var scratch string

// built is the program as it is shipped: one static binary.
var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "taskforce")
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", errors.New(string(out))
	}
	return path, nil
})

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "taskforce"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

func binary(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSBOM compares what the program says it is built of with what Go says.
func TestSBOM(t *testing.T) {
	bin := binary(t)
	var bom struct {
		BOMFormat, SpecVersion string
		Metadata               struct{ Component struct{ Purl string } }
		Components             []struct {
			Ref  string `json:"bom-ref"`
			Purl string
		}
		Dependencies []struct {
			Ref       string
			DependsOn []string
		}
	}
	decode(t, &bom, bin, "version", "--sbom")
	var info struct {
		GoVersion string
		Deps      []struct{ Path, Version string }
	}
	decode(t, &info, "go", "version", "-m", "-json", bin)
	want := []string{"pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go")}
	for _, d := range info.Deps {
		want = append(want, "pkg:golang/"+d.Path+"@"+strings.ReplaceAll(d.Version, "+", "%2B"))
	}
	var got []string
	for _, c := range bom.Components {
		if c.Ref != c.Purl {
			t.Errorf("%s is referred to as %s", c.Purl, c.Ref)
		}
		got = append(got, c.Purl)
	}
	if bom.BOMFormat != "CycloneDX" || bom.SpecVersion != "1.6" || len(got) < 30 || !slices.Equal(got, want) {
		t.Errorf("%s %s with\n%q, want\n%q", bom.BOMFormat, bom.SpecVersion, got, want)
	}
	if d := bom.Dependencies; len(d) != 1 || d[0].Ref != bom.Metadata.Component.Purl || !slices.Equal(d[0].DependsOn, want) {
		t.Errorf("dependencies: %+v", d)
	}
}

func decode(t *testing.T, into any, command string, args ...string) {
	t.Helper()
	out, err := exec.Command(command, args...).Output()
	if err != nil {
		t.Fatalf("%s %q: %v", command, args, err)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatal(err)
	}
}

// TestVulnPassesOnlyUnlooked gives the check of make vuln what govulncheck
// says; it may pass without a result only where there is no database to reach.
func TestVulnPassesOnlyUnlooked(t *testing.T) {
	const fetching = "govulncheck: fetching vulnerabilities: Get https://x: dial tcp: "
	for _, c := range []struct {
		name, says string
		exits      string
		passes     bool
		unchecked  bool
	}{
		{"nothing found", "", "0", true, false},
		{"found", "", "3", false, false},
		{"found, and a word of the network", fetching + "no such host", "3", false, false},
		{"no name service", fetching + "lookup x: no such host", "1", true, true},
		{"firewall", fetching + "i/o timeout", "1", true, true},
		{"not found on the server", "govulncheck: fetching vulnerabilities: HTTP GET https://x returned unexpected status: 404 Not Found", "1", false, false},
		{"does not compile", "govulncheck: loading packages: no such host", "1", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := filepath.Join(t.TempDir(), "govulncheck")
			if err := os.WriteFile(fake, []byte("#!/bin/sh\necho '"+c.says+"' >&2\nexit "+c.exits+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(".ci/vuln")
			cmd.Env = append(os.Environ(), "GOVULNCHECK="+fake)
			out, err := cmd.CombinedOutput()
			if (err == nil) != c.passes || bytes.Contains(out, []byte("NOT CHECKED")) != c.unchecked {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
