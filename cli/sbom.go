package cli

import (
	"cmp"
	"errors"
	"io"
	"runtime/debug"
	"strings"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"

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
	enc := cyclonedx.NewBOMEncoder(w, cyclonedx.BOMFileFormatJSON)
	return enc.SetPretty(true).EncodeVersion(bomOf(info), cyclonedx.SpecVersion1_6)
}

func bomOf(info *debug.BuildInfo) *cyclonedx.BOM {
	program := component(info.Main.Path, service.BuildVersion())
	program.Type, program.Properties = cyclonedx.ComponentTypeApplication, settingsOf(info)
	parts := []cyclonedx.Component{component("std", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, m := range info.Deps {
		used := m
		if m.Replace != nil {
			used = m.Replace
		}
		part := component(used.Path, used.Version)
		if used.Sum != "" {
			part.Properties = &[]cyclonedx.Property{{Name: "go:sum", Value: used.Sum}}
		}
		parts = append(parts, part)
	}
	refs := make([]string, len(parts))
	for i, p := range parts {
		refs[i] = p.BOMRef
	}
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{Component: &program}
	bom.Components = &parts
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: program.BOMRef, Dependencies: &refs}}
	return bom
}

// component is a Go module by its package URL.
func component(path, version string) cyclonedx.Component {
	purl := "pkg:golang/" + path
	if version != "" {
		purl += "@" + strings.ReplaceAll(version, "+", "%2B")
	}
	return cyclonedx.Component{BOMRef: purl, PackageURL: purl, Type: cyclonedx.ComponentTypeLibrary, Name: path, Version: version}
}

// settingsOf tells how the program was built, without the folders of the
// machine that built it.
func settingsOf(info *debug.BuildInfo) *[]cyclonedx.Property {
	out := []cyclonedx.Property{{Name: "go:version", Value: info.GoVersion}}
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED", "-tags", "vcs.revision", "vcs.time", "vcs.modified":
			out = append(out, cyclonedx.Property{Name: "go:build:" + s.Key, Value: cmp.Or(s.Value, "-")})
		}
	}
	return &out
}
