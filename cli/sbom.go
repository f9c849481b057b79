package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"runtime/debug"
	"strings"

	"github.com/digitaskforce/taskforce/service"
)

// writeSBOM writes what this program is built of, as CycloneDX JSON. It tells
// what the linker wrote into the program, so it needs no network and is the
// same each time; licences are not among it.
func writeSBOM(w io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("programmet er bygget uden oplysninger om sine moduler")
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(bomOf(info, service.BuildVersion()))
}

// What is used of CycloneDX 1.6 (cyclonedx.org/docs/1.6/json), fields in the
// order of its description.
type (
	bom struct {
		Schema       string          `json:"$schema"`
		Format       string          `json:"bomFormat"`
		SpecVersion  string          `json:"specVersion"`
		Version      int             `json:"version"`
		Metadata     bomMetadata     `json:"metadata"`
		Components   []bomComponent  `json:"components"`
		Dependencies []bomDependency `json:"dependencies"`
	}
	bomMetadata struct {
		Component bomComponent `json:"component"`
	}
	bomComponent struct {
		Ref        string        `json:"bom-ref"`
		Type       string        `json:"type"` // application or library
		Name       string        `json:"name"`
		Version    string        `json:"version,omitempty"`
		PackageURL string        `json:"purl"`
		Properties []bomProperty `json:"properties,omitempty"`
	}
	bomProperty struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	bomDependency struct {
		Ref       string   `json:"ref"`
		DependsOn []string `json:"dependsOn"`
	}
)

func bomOf(info *debug.BuildInfo, version string) bom {
	program := component(info.Main.Path, version)
	program.Type, program.Properties = "application", settingsOf(info)
	parts := []bomComponent{component("std", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, m := range info.Deps {
		used := m
		if m.Replace != nil {
			used = m.Replace
		}
		part := component(used.Path, used.Version)
		if used.Sum != "" {
			part.Properties = []bomProperty{{"go:sum", used.Sum}}
		}
		parts = append(parts, part)
	}
	refs := make([]string, len(parts))
	for i, p := range parts {
		refs[i] = p.Ref
	}
	return bom{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata: bomMetadata{program}, Components: parts, Dependencies: []bomDependency{{program.Ref, refs}},
	}
}

// component is a Go module by its package URL.
func component(path, version string) bomComponent {
	purl := "pkg:golang/" + path
	if version != "" {
		purl += "@" + strings.ReplaceAll(version, "+", "%2B")
	}
	return bomComponent{Ref: purl, PackageURL: purl, Type: "library", Name: path, Version: version}
}

// settingsOf tells how the program was built, without the folders of the
// machine that built it.
func settingsOf(info *debug.BuildInfo) []bomProperty {
	out := []bomProperty{{"go:version", info.GoVersion}}
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED", "-tags", "vcs.revision", "vcs.time", "vcs.modified":
			out = append(out, bomProperty{"go:build:" + s.Key, cmp.Or(s.Value, "-")})
		}
	}
	return out
}
