package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/digitaskforce/taskforce/documents"
)

// passage is one line of a passages file, the same for every engine.
type passage struct {
	ID       string   `json:"id"`
	Document string   `json:"document"`
	Title    string   `json:"title"`   // of the document; "" in fixed passages
	Section  []string `json:"section"` // heading path, outermost first
	Text     string   `json:"text"`
}

// asked is one line of a questions file as engines read it.
type asked struct {
	ID       string      `json:"id"`
	Question string      `json:"question"`
	History  [][2]string `json:"history"`
}

// found is one line of what an engine writes: its ten best passages.
type found struct {
	ID   string    `json:"id"`
	Hits []string  `json:"hits"`
	MS   []float64 `json:"ms"` // one search time for each timed round
}

func lineOf(p documents.Passage) passage {
	return passage{ID: p.ID, Document: p.Document, Title: p.Title, Section: p.Section, Text: p.Text}
}

// eachLine calls fn with each line of a file of JSON lines, decoded.
func eachLine[T any](path string, fn func(T) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	defer f.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(f, 1<<16))
	for n := 1; ; n++ {
		var v T
		err := dec.Decode(&v)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading %s, entry %d: %w", path, n, err)
		}
		if err := fn(v); err != nil {
			return err
		}
	}
}

func readLines[T any](path string) ([]T, error) {
	var out []T
	err := eachLine(path, func(v T) error { out = append(out, v); return nil })
	return out, err
}

// lineWriter writes values as JSON lines.
type lineWriter struct {
	file *os.File
	buf  *bufio.Writer
	enc  *json.Encoder
}

func createLines(path string) (*lineWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("writing: %w", err)
	}
	w := &lineWriter{file: f, buf: bufio.NewWriterSize(f, 1<<16)}
	w.enc = json.NewEncoder(w.buf)
	w.enc.SetEscapeHTML(false)
	return w, nil
}

func (w *lineWriter) write(v any) error { return w.enc.Encode(v) }

func (w *lineWriter) close() error { return errors.Join(w.buf.Flush(), w.file.Close()) }

func writeLines[T any](path string, values []T) error {
	w, err := createLines(path)
	if err != nil {
		return err
	}
	for _, v := range values {
		if err := w.write(v); err != nil {
			return errors.Join(fmt.Errorf("writing %s: %w", path, err), w.close())
		}
	}
	return w.close()
}
