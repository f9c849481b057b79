package meaning

import (
	"math"
	"unicode/utf8"
)

// vocabulary are the pieces that texts are made of, each with the logarithm of
// its probability: a unigram model, of which the likeliest way to make a text
// is taken (Kudo 2018, Subword Regularization; SentencePiece).
type vocabulary struct {
	normaliser
	count   int     // pieces; their ids are their ranks by bytes
	unknown float32 // score of a character that no piece holds
	begins  []byte  // uint32: where a piece's text begins
	scores  []byte  // float32
	texts   []byte
}

// The rows of the vocabulary that are no pieces of a text.
func (v *vocabulary) beginID() int32   { return int32(v.count) }
func (v *vocabulary) endID() int32     { return int32(v.count + 1) }
func (v *vocabulary) unknownID() int32 { return int32(v.count + 2) }

// text is the text of a piece.
func (v *vocabulary) text(id int) []byte {
	return v.texts[number(v.begins, id):number(v.begins, id+1)]
}

// at is the byte of a piece at a depth, -1 where the piece ends.
func (v *vocabulary) at(id, depth int) int {
	i := number(v.begins, id) + depth
	if i >= number(v.begins, id+1) {
		return -1
	}
	return int(v.texts[i])
}

// first is the first piece of from..to with a byte of at least b at a depth,
// where all of them have the same bytes before.
func (v *vocabulary) first(from, to, depth, b int) int {
	for from < to {
		if mid := int(uint(from+to) >> 1); v.at(mid, depth) < b {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return from
}

// step is the best way to make a text up to a byte.
type step struct {
	score float32
	id    int32 // of the last piece
	from  int32 // where it begins
}

// cut gives the ids of the pieces of a text with their begin and end, at most
// MaxTokens. The result is the scratch's.
func (v *vocabulary) cut(s *scratch, prefix, text string) []int32 {
	s.text = v.normalise(s.text[:0], prefix, text)
	s.steps = v.best(s.steps[:0], s.text)
	ids := append(s.ids[:0], v.endID())
	for at := int32(len(s.text)); at > 0; at = s.steps[at].from {
		ids = append(ids, s.steps[at].id)
	}
	ids = append(ids, v.beginID())
	for i, j := 0, len(ids)-1; i < j; i, j = i+1, j-1 {
		ids[i], ids[j] = ids[j], ids[i]
	}
	if len(ids) > MaxTokens {
		ids = ids[:MaxTokens]
		ids[MaxTokens-1] = v.endID()
	}
	return ids
}

// best finds the best way to each byte of a text at which a character ends.
func (v *vocabulary) best(steps []step, text []byte) []step {
	steps = append(steps, step{})
	for range text {
		steps = append(steps, step{score: float32(math.Inf(-1))})
	}
	for i := 0; i < len(text); {
		v.from(steps, text, i)
		_, size := utf8.DecodeRune(text[i:])
		improve(&steps[i+size], step{steps[i].score + v.unknown, v.unknownID(), int32(i)})
		i += size
	}
	return steps
}

// from tries every piece that begins at a byte of a text.
func (v *vocabulary) from(steps []step, text []byte, i int) {
	lo, hi := 0, v.count
	for depth := 0; i+depth < len(text); depth++ {
		b := int(text[i+depth])
		lo = v.first(lo, hi, depth, b)
		hi = v.first(lo, hi, depth, b+1)
		if lo == hi {
			return
		}
		if v.at(lo, depth+1) < 0 {
			improve(&steps[i+depth+1], step{steps[i].score + float(v.scores, lo), int32(lo), int32(i)})
		}
	}
}

func improve(best *step, s step) {
	if s.score > best.score {
		*best = s
	}
}
