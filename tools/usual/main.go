// Command usual makes meaning/data/usual.bin: the mean vector of questions, and
// the vectors of passages on many things, of the open fields in
// tools/reader/data. Run it in the root of the repository after a change of the
// model or of these fields:
//
//	go run ./tools/usual
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

const (
	fields = "tools/reader/data/open"
	file   = "meaning/data/usual.bin"
	kept   = 256 // passages
)

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
	common, questions, err := meanQuestion(ctx, e)
	if err != nil {
		return err
	}
	texts, err := passages(ctx)
	if err != nil {
		return err
	}
	packed := meaning.NewPacked(e.Dim(), kept+1)
	packed.Append(common)
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
	fmt.Printf("the mean of %d questions, %d of %d passages\n", questions, kept, len(texts))
	return os.WriteFile(file, out, 0o600)
}

// meanQuestion is the mean vector of the fields' questions, and how many there are.
func meanQuestion(ctx context.Context, e *meaning.Encoder) (mean []float32, count int, err error) {
	files, err := filepath.Glob(fields + "/*.jsonl")
	if err != nil {
		return nil, 0, err
	}
	mean = make([]float32, e.Dim())
	for _, name := range files {
		err := eachQuestion(name, func(question string) error {
			v, err := e.Query(ctx, question)
			for i, x := range v {
				mean[i] += x
			}
			count++
			return err
		})
		if err != nil {
			return nil, 0, err
		}
	}
	for i := range mean {
		mean[i] /= float32(count)
	}
	return mean, count, nil
}

func eachQuestion(name string, do func(question string) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if !strings.HasPrefix(line, "{") {
			continue
		}
		var q struct{ Question string }
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := do(q.Question); err != nil {
			return err
		}
	}
	return lines.Err()
}

// passages are what of the fields' documents is embedded.
func passages(ctx context.Context) ([]string, error) {
	lib, err := library.ReadAll(ctx, []library.Source{{Disk: fields}}, library.Options{})
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
