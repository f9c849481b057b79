package main

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

var slideName = regexp.MustCompile(`^ppt/slides/slide(\d+)\.xml$`)

// slidesReference is every text element of the slides of a PPTX, in the order of
// their names, which need not be that of the show.
func slidesReference(file string) (r reference, err error) {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return r, err
	}
	defer archive.Close() //nolint:errcheck // it is only read
	slides := map[int]*zip.File{}
	for _, f := range archive.File {
		if m := slideName.FindStringSubmatch(f.Name); m != nil {
			number, _ := strconv.Atoi(m[1])
			slides[number] = f
		}
	}
	for _, number := range slices.Sorted(maps.Keys(slides)) {
		if err := r.slide(slides[number], number*10_000); err != nil {
			return r, err
		}
	}
	return r, nil
}

// slide adds the paragraphs of a slide, whose lines are numbered from line on.
func (r *reference) slide(f *zip.File, line int) error {
	opened, err := f.Open()
	if err != nil {
		return err
	}
	defer opened.Close() //nolint:errcheck // it is only read
	dec := xml.NewDecoder(opened)
	text, inside := "", false
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			inside = t.Name.Local == "t"
			if t.Name.Local == "br" {
				text += " "
			}
		case xml.CharData:
			if inside {
				text += string(t)
			}
		case xml.EndElement:
			inside = false
			if t.Name.Local == "p" {
				r.words = appendWords(r.words, text, word{line: line})
				text, line = "", line+1
			}
		}
	}
}
