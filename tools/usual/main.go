// Command usual makes meaning/data/usual.bin: the vectors of passages on many
// things, of the first fields in tools/reader/data; usualasked.bin, the mean of
// the vectors of what is asked of them; and elsewhere.bin, the vectors of questions on
// other things, those of elsewhere.txt. Run it in the root of the repository after a
// change of the model:
//
//	go run ./tools/usual
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

const (
	folder = "tools/reader/data/open"
	file   = "meaning/data/usual.bin"
	asked  = "meaning/data/usualasked.bin"
	kept   = 256 // passages

	questions = "tools/usual/elsewhere.txt"
	elsewhere = "meaning/data/elsewhere.bin"
)

// fields are the first that were written; with others, in other languages too, what is usual spreads too far.
var fields = []string{
	"arkiv", "bibliotek", "borger", "brand", "building", "dagtilbud", "dyr", "hjaelpemidler", "kontrol", "kulturskole", "leave", "natur",
	"personale", "referat", "school", "sikkerhed", "spildevand", "udbud", "valg", "vedtaegt", "vej", "waste", "ydelse",
}

func main() {
	if err := write(context.Background()); err != nil {
		panic(err)
	}
}

func write(ctx context.Context) error {
	e, err := meaning.Open()
	if err != nil {
		return err
	}
	texts, err := passages(ctx)
	if err != nil {
		return err
	}
	packed := meaning.NewPacked(e.Dim(), kept)
	for i := range kept {
		v, err := e.Passages(ctx, []string{texts[i*len(texts)/kept]})
		if err != nil {
			return err
		}
		packed.Append(v[0])
	}
	var out []byte
	for i := range packed.Len() {
		out = packed.Record(out, i)
	}
	fmt.Printf("%d of %d passages\n", kept, len(texts))
	if err := os.WriteFile(file, out, 0o600); err != nil {
		return err
	}
	if err := writeAsked(ctx, e); err != nil {
		return err
	}
	return writeElsewhere(ctx, e)
}

// writeElsewhere writes the vectors of the questions on other things.
func writeElsewhere(ctx context.Context, e *meaning.Encoder) error {
	text, err := os.ReadFile(questions)
	if err != nil {
		return err
	}
	vectors, err := e.Asked(ctx, strings.Split(strings.TrimSpace(string(text)), "\n"))
	if err != nil {
		return err
	}
	packed := meaning.NewPacked(e.Dim(), len(vectors))
	var out []byte
	for i, v := range vectors {
		packed.Append(v)
		out = packed.Record(out, i)
	}
	fmt.Printf("%d questions on other things\n", len(vectors))
	return os.WriteFile(elsewhere, out, 0o600)
}

// writeAsked writes the mean of the vectors of the fields' questions, as numbers of 32 bits.
func writeAsked(ctx context.Context, e *meaning.Encoder) error {
	mean := make([]float32, e.Dim())
	n := 0
	for _, f := range fields {
		questions, err := eval.ReadQuestions(filepath.Join(folder, f+".jsonl"))
		if err != nil {
			return err
		}
		for _, q := range questions {
			v, err := e.Query(ctx, q.Question)
			if err != nil {
				return err
			}
			for k, x := range v {
				mean[k] += x
			}
			n++
		}
	}
	var out []byte
	for _, x := range mean {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(x/float32(n)))
	}
	fmt.Printf("%d questions\n", n)
	return os.WriteFile(asked, out, 0o600)
}

// passages are what of the fields' documents is embedded.
func passages(ctx context.Context) ([]string, error) {
	var sources []library.Source
	for _, f := range fields {
		sources = append(sources, library.Source{Disk: filepath.Join(folder, f)})
	}
	lib, err := library.ReadAll(ctx, sources, library.Options{})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, d := range lib.Documents {
		if d.Format != "markdown" {
			continue
		}
		for _, p := range documents.Passages(d, documents.DefaultPassageSize()) {
			out = append(out, engine.Pieces(p)...)
		}
	}
	return out, nil
}
