package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// What a passage is looked at closely by is one document beside those of texts,
// which no search finds: it is asked for by its ID. That begins with the hash of
// the passage's first piece, so that it is kept as long as that one's vector.

// closeTexts are the texts that a passage is looked at closely by: its sentences,
// what is asked near to it in vain and, where it is known what is asked of it, that
// and its pieces, since the search finds it by the nearest of both.
type closeTexts struct {
	first                          string // its first piece
	pieces, sentences, asked, vain []string
}

// lookedAt gives those of a passage, its sentences where their vectors are wanted.
func lookedAt(p documents.Passage, sentences bool) closeTexts {
	pieces := engine.Pieces(p)
	out := closeTexts{first: pieces[0], asked: engine.Asked(p), vain: engine.Vain(p)}
	if len(out.asked) > 0 {
		out.pieces = pieces
	}
	if sentences {
		out.sentences = engine.Sentences(p)
	}
	return out
}

func (t closeTexts) all() []string { return slices.Concat(t.pieces, t.sentences, t.asked, t.vain) }

// id is the ID of the document that holds their vectors; "" where there is none.
func (t closeTexts) id() string {
	all := t.all()
	if len(all) == 0 {
		return ""
	}
	return textID(t.first) + "-" + textID(strings.Join(all, "\x00"))
}

// pieceOf is the hash of a text by that of the text itself, or by the ID of
// a document that begins with it.
func pieceOf(id string) string {
	piece, _, _ := strings.Cut(id, "-")
	return piece
}

// closeDoc holds vectors, as [meaning.Packed.Record] gives each. Its field has the
// name of what it held first, so that what is there stays of use.
type closeDoc struct {
	Key     string `json:"key"`
	Vectors []byte `json:"sentences"`
}

const closeField = "sentences"

// packedRecords are vectors one after the other, as bytes.
func packedRecords(vecs [][]float32) []byte {
	packed := meaning.NewPacked(len(vecs[0]), len(vecs))
	var out []byte
	for i, v := range vecs {
		packed.Append(v)
		out = packed.Record(out, i)
	}
	return out
}

// closeness is how near the texts of a passage come to a vector, its pieces too.
type closeness struct {
	engine.Closeness
	pieces []float32
}

// Closely is [engine.VectorStore.Closely]. Of passages that were added after the
// vectors were complete nothing is known.
func (v *remoteVectors) Closely(ctx context.Context, _ []int, passages []documents.Passage, q []float32) ([]engine.Closeness, error) {
	out := make([]engine.Closeness, len(passages))
	texts, err := v.closely(ctx, passages, q)
	for i, c := range texts {
		out[i] = c.Closeness
	}
	return out, err
}

// closely asks for how near the texts of passages come.
func (v *remoteVectors) closely(ctx context.Context, passages []documents.Passage, q []float32) ([]closeness, error) {
	texts, ids := make([]closeTexts, len(passages)), make([]string, len(passages))
	vectors := map[string]*meaning.Packed{}
	var asked []string
	for i, p := range passages {
		texts[i] = lookedAt(p, v.sentences)
		if ids[i] = texts[i].id(); ids[i] == "" {
			continue
		}
		if packed, ok := keptVectors.get(named{v.at, ids[i]}); ok {
			vectors[ids[i]] = packed
		} else {
			asked = append(asked, ids[i])
		}
	}
	found, err := v.client.Sources(ctx, v.index, asked, closeField)
	if err != nil {
		return nil, unavailable(err)
	}
	for id, source := range found {
		if vectors[id], err = readClose(source, len(q)); err != nil {
			return nil, unavailable(err)
		}
		keptVectors.put(named{v.at, id}, vectors[id], len(source))
	}
	out := make([]closeness, len(passages))
	for i, id := range ids {
		if packed, there := vectors[id]; there {
			if out[i], err = texts[i].cosines(packed, q); err != nil {
				return nil, unavailable(err)
			}
		}
	}
	return out, nil
}

// readClose reads the vectors of so many numbers that a document holds.
func readClose(source json.RawMessage, dims int) (*meaning.Packed, error) {
	var doc closeDoc
	if err := json.Unmarshal(source, &doc); err != nil {
		return nil, fmt.Errorf("reading the vectors of a passage: %w", err)
	}
	size := meaning.RecordSize(dims)
	if len(doc.Vectors)%size != 0 {
		return nil, fmt.Errorf("reading the vectors of a passage: %d bytes, and one takes %d", len(doc.Vectors), size)
	}
	n := len(doc.Vectors) / size
	out := meaning.NewPacked(dims, n)
	for i := range n {
		out.AppendRecord(doc.Vectors[i*size:])
	}
	return out, nil
}

// cosines are those of the texts with a vector, by the vectors of theirs.
func (t closeTexts) cosines(packed *meaning.Packed, q []float32) (closeness, error) {
	which := make([]int32, len(t.all()))
	if packed.Len() != len(which) {
		return closeness{}, fmt.Errorf("%d vectors of %d texts of a passage", packed.Len(), len(which))
	}
	for i := range which {
		which[i] = int32(i)
	}
	all := packed.Similarities(make([]float32, 0, len(which)), q, which)
	next := func(of []string) (some []float32) {
		some, all = all[:len(of)], all[len(of):]
		return some
	}
	out := closeness{pieces: next(t.pieces)}
	out.Sentences, out.Asked, out.Vain = next(t.sentences), next(t.asked), next(t.vain)
	return out, nil
}
