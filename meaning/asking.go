package meaning

import (
	_ "embed"
	"encoding/binary"
	"fmt"
)

// questionNumbers are what the biases and scales of a question differ by from
// those of the model: float16, layer by layer in the order of [layer.add].
// tools/asking makes them: the model was trained on the world's questions, these
// on how people ask an authority. Vectors of passages stay the model's.
//
//go:embed data/asking.bin
var questionNumbers []byte

// ownNumbers is how many of them a layer has.
const ownNumbers = 4*width + inner + width + 4*width

// asking gives the layers with a question's own numbers; their matrices are the same.
func asking(of [layers]layer, numbers []byte) ([layers]layer, error) {
	if len(numbers) != 2*layers*ownNumbers {
		return of, fmt.Errorf("meaning: a question's own numbers are %d bytes, expected %d", len(numbers), 2*layers*ownNumbers)
	}
	for i := range of {
		numbers = of[i].add(numbers)
	}
	return of, nil
}

// add adds the numbers of a layer and gives those that follow.
func (l *layer) add(numbers []byte) []byte {
	for _, own := range []*[]float32{
		&l.query.bias, &l.key.bias, &l.value.bias, &l.out.bias, &l.up.bias, &l.down.bias,
		&l.midScale, &l.midShift, &l.endScale, &l.endShift,
	} {
		sum := make([]float32, len(*own))
		for i, x := range *own {
			sum[i] = x + half(binary.LittleEndian.Uint16(numbers[2*i:]))
		}
		*own, numbers = sum, numbers[2*len(sum):]
	}
	return numbers
}
