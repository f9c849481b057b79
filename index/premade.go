package index

import (
	"cmp"
	"context"

	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/local"
)

// premade are vectors that were made beforehand, and the embedder for the others.
type premade struct {
	Embedder
	known *local.VectorCache
}

func newPremade(opt Options) *premade {
	p := &premade{opt.Embedder, local.OpenVectors("", opt.Embedder.Model())}
	all := map[engine.TextKey]bool{}
	p.known.Take(opt.Vectors, nil, all)
	p.known.Take(opt.Vectors, all, nil)
	return p
}

// passages gives the vectors of texts, each of length 1 and with so many
// numbers; with 0, as many as the first.
func (p *premade) passages(ctx context.Context, texts []string, dims int) ([][]float32, error) {
	out := make([][]float32, len(texts))
	var todo []string
	var at []int // the places of todo
	for i, text := range texts {
		if out[i] = p.known.Vector(engine.KeyOf(text)); out[i] == nil {
			todo, at = append(todo, text), append(at, i)
		}
	}
	if len(todo) == 0 {
		return out, nil
	}
	vecs, err := engine.Embed(ctx, p.Embedder, todo, cmp.Or(dims, p.known.Dims()))
	for i, v := range vecs {
		out[at[i]] = v
	}
	return out, err
}
