// Command vectors makes vectors.bin of the shipped materials: the vectors of
// the pieces and sentences of each passage, and of what is asked of them, by the model of package meaning.
// Vectors that are there already are kept. Run it by go generate ./materials.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
	"github.com/digitaskforce/taskforce/internal/whole"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

// name is where the vectors go, in the folder of package materials.
const name = "vectors.bin"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := write(ctx); err != nil {
		panic(err)
	}
}

func write(ctx context.Context) error {
	texts, err := texts(ctx)
	if err != nil {
		return err
	}
	e, err := meaning.Open()
	if err != nil {
		return err
	}
	file := local.NewHalved(e.Model(), meaning.Usual())
	file.Take(materials.Vectors)
	keys, made := make([]engine.TextKey, len(texts)), 0
	for i, t := range texts {
		keys[i] = engine.KeyOf(t)
		if file.Has(keys[i]) {
			continue
		}
		v, err := engine.Embed(ctx, e, []string{t}, e.Dim())
		if err != nil {
			return err
		}
		file.Add(keys[i], v[0])
		made++
	}
	data := file.File(keys)
	fmt.Printf("%d texts, %d of them new, %d bytes\n", len(texts), made, len(data))
	if bytes.Equal(data, materials.Vectors) {
		return nil
	}
	return whole.Replace(name, data)
}

// texts are what of the shipped materials is embedded: pieces, sentences, and what is asked.
func texts(ctx context.Context) ([]string, error) {
	lib, err := library.ReadAll(ctx, []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, d := range lib.Documents {
		for _, p := range documents.Passages(d, documents.DefaultPassageSize()) {
			out = append(out, engine.Pieces(p)...)
			out = append(out, engine.Sentences(p)...)
			out = append(out, engine.Asked(p)...)
			out = append(out, engine.Vain(p)...)
		}
	}
	return out, nil
}
