package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/meaning"
)

// The vectors of a passage's sentences are one document beside those of texts,
// which no search finds: it is asked for by its ID. That begins with the hash of
// the passage's first piece, so that it is kept as long as that one's vector.

// sentencesID is the ID of the vectors of a passage's sentences.
func sentencesID(p documents.Passage, sentences []string) string {
	return textID(engine.Pieces(p)[0]) + "-" + textID(strings.Join(sentences, "\x00"))
}

// pieceOf is the hash of a text by that of the text itself, or by the ID of
// the sentences of a passage that begins with it.
func pieceOf(id string) string {
	piece, _, _ := strings.Cut(id, "-")
	return piece
}

// sentencesDoc holds the vectors of a passage's sentences, as [meaning.Packed.Record] gives each.
type sentencesDoc struct {
	Key       string `json:"key"`
	Sentences []byte `json:"sentences"`
}

const sentencesField = "sentences"

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

// Sentences asks for the vectors of the passages' sentences. Passages that were
// added after the vectors were complete have none.
func (v *remoteVectors) Sentences(ctx context.Context, _ []int, passages []documents.Passage, q []float32) ([][]float32, error) {
	out, sentences, ids := make([][]float32, len(passages)), make([]int, len(passages)), make([]string, len(passages))
	var asked []string
	for i, p := range passages {
		if texts := engine.Sentences(p); v.sentences && len(texts) > 0 {
			sentences[i], ids[i] = len(texts), sentencesID(p, texts)
			asked = append(asked, ids[i])
		}
	}
	found, err := v.client.Sources(ctx, v.index, asked, sentencesField)
	if err != nil {
		return nil, unavailable(err)
	}
	for i, id := range ids {
		if source, there := found[id]; there {
			if out[i], err = cosinesOf(source, q, sentences[i]); err != nil {
				return nil, unavailable(err)
			}
		}
	}
	return out, nil
}

// cosinesOf are those of a document's sentences, so many, with a vector.
func cosinesOf(source json.RawMessage, q []float32, n int) ([]float32, error) {
	var doc sentencesDoc
	if err := json.Unmarshal(source, &doc); err != nil {
		return nil, fmt.Errorf("reading the vectors of sentences: %w", err)
	}
	size := meaning.RecordSize(len(q))
	if len(doc.Sentences) != n*size {
		return nil, fmt.Errorf("vectors of %d sentences in %d bytes", n, len(doc.Sentences))
	}
	packed, which := meaning.NewPacked(len(q), n), make([]int32, n)
	for i := range which {
		which[i] = int32(i)
		packed.AppendRecord(doc.Sentences[i*size:])
	}
	return packed.Similarities(make([]float32, 0, n), q, which), nil
}
