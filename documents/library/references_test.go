package library

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/materials"
)

const referring = `---
title: Om møder
kind: oversigt
publisher: Redaktionen
date: 2026-11-01
checked: 2026-11-28
issuer: Datatilsynet
issued: 21. juni 2024
url: https://www.eksempel.dk/
---

# Om møder

## Optagelse

En borger kan optage et møde.

- Det skal ske åbent.

Kilde: [FOB 05-578](https://www.eksempel.dk/05-578); [GDPR, artikel 6](https://www.eksempel.dk/gdpr#art_6)

## Råd

Sæt en aftale op.

Kilde: vores anbefaling på grundlag af [GDPR, artikel 6](https://www.eksempel.dk/gdpr#art_6).

## Midt i

Kilde: [A](https://www.eksempel.dk/a)

Her står mere.

## Andet end henvisninger

Noget andet.

Kilde: se [A](https://www.eksempel.dk/a) og telefonbogen

## Ingen adresse

Noget tredje.

Kilde: [A](javascript:alert(1))

## Kun kilden

Kilde: [A](https://www.eksempel.dk/a)
`

// TestReferences reads the paragraph in which a section names its sources.
func TestReferences(t *testing.T) {
	doc, failure := Read(t.Context(), "moeder.md", []byte(referring), Options{})
	if failure != nil {
		t.Fatal(failure)
	}
	info := documents.Info{Title: "Om møder", Kind: "oversigt", Publisher: "Redaktionen", Date: "2026-11-01", Checked: "2026-11-28",
		Issuer: "Datatilsynet", Issued: "2024-06-21", URL: "https://www.eksempel.dk/", Format: "markdown"}
	got := doc.Info
	got.Hash, got.Path, got.ID = "", "", ""
	if diff := cmp.Diff(info, got); diff != "" {
		t.Error(diff)
	}
	type told struct {
		Body, Advice string
		References   []documents.Reference
	}
	gdpr := documents.Reference{Title: "GDPR, artikel 6", URL: "https://www.eksempel.dk/gdpr#art_6"}
	want := map[string]told{
		"Optagelse":              {"En borger kan optage et møde.\n- Det skal ske åbent.", "", []documents.Reference{{Title: "FOB 05-578", URL: "https://www.eksempel.dk/05-578"}, gdpr}},
		"Råd":                    {"Sæt en aftale op.", "anbefaling", []documents.Reference{gdpr}},
		"Midt i":                 {"Kilde: A\nHer står mere.", "", nil},
		"Andet end henvisninger": {"Noget andet.\nKilde: se A og telefonbogen", "", nil},
		"Ingen adresse":          {"Noget tredje.\nKilde: A", "", nil},
		"Kun kilden":             {"Kilde: A", "", nil},
	}
	for _, p := range documents.Passages(doc, documents.DefaultPassageSize()) {
		if diff := cmp.Diff(want[p.Heading()], told{p.Body(), p.Advice, p.References}); diff != "" {
			t.Errorf("%s: %s", p.Heading(), diff)
		}
	}
}

// TestShippedReferences holds the shipped texts to their form: each says what
// it is, and each of its sections but the last names its sources.
func TestShippedReferences(t *testing.T) {
	lib, err := ReadAll(t.Context(), []Source{{FS: materials.Files}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lib.Documents {
		if d.Kind != documents.KindOverview || d.Checked == "" || d.Issuer == "" {
			t.Errorf("%s: kind %q, checked %q, issuer %q", d.Path, d.Kind, d.Checked, d.Issuer)
		}
		for _, p := range documents.Passages(d, documents.DefaultPassageSize()) {
			if strings.Contains(p.Text, "\nKilde: ") {
				t.Errorf("%s still holds its line of sources", p.ID)
			}
			if p.References == nil && !strings.HasPrefix(p.Heading(), "Om denne ") {
				t.Errorf("%s, %q: no references", p.ID, p.Heading())
			}
		}
	}
}
