package main

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
)

var slideName = regexp.MustCompile(`^ppt/slides/slide(\d+)\.xml$`)

// slidesReference is every text element of the slides of a PPTX.
func slidesReference(file string) (r reference, err error) {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return r, err
	}
	defer archive.Close() //nolint:errcheck // it is only read
	for _, f := range archive.File {
		m := slideName.FindStringSubmatch(f.Name)
		if m == nil {
			continue
		}
		number, _ := strconv.Atoi(m[1])
		if err := r.slide(f, number*10_000); err != nil {
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
