package meaning

import (
	"context"
	_ "embed"
	"encoding/binary"
	"math"
	"sync"
)

// askedRecord is the mean of the vectors of what people ask about many things,
// as numbers of 32 bits. tools/usual makes it.
//
//go:embed data/usualasked.bin
var askedRecord []byte

// stretch is by how much the nearness of two questions is scaled, so that it can be
// held against that of a question and a passage: two questions on other things
// differ in theirs 2.3 times as much. By words of their own people asked of the
// shipped materials, 0.6 ordered passages better than 0.44, which makes the two
// deviations equal (docs/extracts.md).
const stretch = 0.6

// lowered is the share by which what is asked lies below what is usual: of many
// questions one always comes near by chance. With it the nearest of 11,000
// questions comes, in the mean of 280 questions on other things, as near as the
// nearest passage of the same texts, so that passages of which it is not known what
// is asked are found beside them.
const lowered = 0.08

// base is what the vectors of what is asked are put on.
var base = sync.OnceValue(func() []float32 {
	out := make([]float32, width)
	for k, x := range Usual() {
		out[k] = (1-lowered)*x - stretch*math.Float32frombits(binary.LittleEndian.Uint32(askedRecord[4*k:]))
	}
	return out
})

// Asked gives a vector for each question that some text is known to answer. The
// product of a question's vector with it is by as much above what is usual for
// passages as the two questions are nearer than questions on other things, times
// a constant: so it is held against the cosines of passages, which a question
// comes as near that they answer. Its length is not 1.
func (e *Encoder) Asked(ctx context.Context, questions []string) ([][]float32, error) {
	out := make([][]float32, len(questions))
	for i, text := range questions {
		v, err := e.Query(ctx, text)
		if err != nil {
			return nil, err
		}
		for k, b := range base() {
			v[k] = stretch*v[k] + b
		}
		out[i] = v
	}
	return out, nil
}
