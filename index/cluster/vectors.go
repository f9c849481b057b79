package cluster

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
)

// The vectors of a model have an index of their own, one document for each
// text, whose ID is the text's hash. Passages name their texts, so that a new
// build finds the vectors of all texts that an earlier one held. Vectors are
// not stored but as what is searched.
const (
	vectorKey    = "key"    // the ID
	vectorField  = "vector" // of length 1
	vectorsBuild = "build"  // of a document that says which build's texts are all there
)

func vectorSettings(shards int) query {
	return query{
		"settings": query{"number_of_shards": shards, "auto_expand_replicas": "0-1", "refresh_interval": "-1", "index.knn": true},
		"mappings": query{
			"dynamic":    false,
			"_source":    query{"excludes": []string{vectorField}},
			"properties": query{vectorKey: query{"type": "keyword", "index": false}, vectorsBuild: query{"type": "keyword"}},
		},
	}
}

// vectorMapping is the field of vectors of so many numbers. Lucene's own graph
// needs no library outside Java.
func vectorMapping(dims int) query {
	return query{vectorField: query{"type": "knn_vector", "dimension": dims,
		"method": query{"name": "hnsw", "engine": "lucene", "space_type": "innerproduct"}}}
}

// vectorDoc is a vector in OpenSearch.
type vectorDoc struct {
	Key    string    `json:"key"`
	Vector []float32 `json:"vector"`
}

// modelDoc describes the vectors of an index.
type modelDoc struct {
	Model string `json:"model"`
	Dims  int    `json:"dims"`
}

const modelID = "model"

// doneDoc says that the vectors of a build are complete.
type doneDoc struct {
	Build     string `json:"build"`
	Dims      int    `json:"dims"`
	Sentences bool   `json:"sentences,omitempty"` // those of sentences too
}

func doneID(build string) string { return "done-" + build }

// textIDs are the hashes of the texts of a passage that it is found by.
func textIDs(p documents.Passage) []string {
	var out []string
	for _, text := range searchedTexts(p) {
		out = append(out, textID(text))
	}
	return out
}

// searchedTexts are the texts of a passage that it is found by: its pieces and what it
// is known to answer.
func searchedTexts(p documents.Passage) []string {
	return slices.Concat(engine.Pieces(p), engine.Asked(p))
}

func textID(text string) string {
	k := engine.KeyOf(text)
	return hex.EncodeToString(k[:])
}

// remoteVectors are a vectorStore in OpenSearch.
type remoteVectors struct {
	client    *opensearch.Client
	index     string
	dims      int
	sentences bool   // those of sentences are there too
	at        string // the index with its hosts
}

func (v *remoteVectors) Size() int { return v.dims }

// Has is true of all: the vectors are used when they are complete.
func (v *remoteVectors) Has(int) bool { return true }

// Searches for vectors. Lucene finds the nearest the more surely the more it is
// asked for: of 400, with eight questions a sentence beside the passages, some of
// the nearest were missed. Texts of other builds are among them.
const (
	vectorsAsked = 1600
	vectorsMost  = 3200
	textsAtOnce  = 400 // whose passages are asked for
)

func (v *remoteVectors) Nearest(ctx context.Context, e engine.Engine, q []float32, n int) ([]engine.Candidate, error) {
	passages, ok := e.(*remote)
	if !ok {
		return nil, fmt.Errorf("index: vectors of another engine than %T", e)
	}
	looked := engine.Looked * n
	for k := max(looked, vectorsAsked); ; k *= 4 {
		hits, err := v.client.Search(ctx, v.index, columns(k, query{"knn": query{vectorField: query{"vector": q, "k": k}}}, vectorKey))
		if err != nil {
			return nil, unavailable(err)
		}
		var out []engine.Candidate
		seen := map[int]bool{} // by a nearer piece
		for from := 0; from < len(hits) && len(out) < looked; from += textsAtOnce {
			found, err := passages.ofTexts(ctx, hits[from:min(from+textsAtOnce, len(hits))])
			if err != nil {
				return nil, err
			}
			for _, c := range found {
				if !seen[c.Ordinal] {
					seen[c.Ordinal] = true
					out = append(out, c)
				}
			}
		}
		if len(out) >= looked || len(hits) < k || k >= vectorsMost {
			out = engine.NearestOf(out, looked)
			if err := v.readClosely(ctx, passages, q, out); err != nil {
				return nil, err
			}
			out = engine.NearestOf(out, n)
			return out, passages.fill(ctx, out)
		}
	}
}

// readClosely makes how near the candidates' pieces are [engine.Near].
func (v *remoteVectors) readClosely(ctx context.Context, e *remote, q []float32, out []engine.Candidate) error {
	if !v.sentences && !e.asked || len(out) == 0 {
		return nil
	}
	ordinals := make([]int, len(out))
	for i, c := range out {
		ordinals[i] = c.Ordinal
	}
	passages, err := e.Passages(ctx, ordinals)
	if err != nil {
		return err
	}
	texts, err := v.closely(ctx, passages, q)
	if err != nil {
		return err
	}
	for i := range out {
		c := texts[i]
		if len(c.pieces) > 0 {
			out[i].Score = float64(slices.Max(c.pieces))
		}
		out[i].Score = engine.Near(out[i].Score, c.Sentences, c.Asked)
	}
	return nil
}

// ofTexts are the passages with the texts that were found, with the best of
// their cosines as the scores and without their records.
func (r *remote) ofTexts(ctx context.Context, texts []opensearch.Hit) ([]engine.Candidate, error) {
	keys := make([]string, len(texts))
	for i, h := range texts {
		var err error
		if keys[i], err = column(h, vectorKey); err != nil {
			return nil, unavailable(err)
		}
	}
	holders, err := r.holders(ctx, keys)
	if err != nil {
		return nil, err
	}
	var out []engine.Candidate
	at := map[int]int{} // of an ordinal in out
	for i, key := range keys {
		score := cosine(texts[i].Score)
		for _, n := range holders[key] {
			k, seen := at[n]
			if !seen {
				k, at[n] = len(out), len(out)
				out = append(out, engine.Candidate{Ordinal: n, Score: -1})
			}
			out[k].Score = max(out[k].Score, score)
		}
	}
	return out, nil
}

// holders gives the ordinals of the passages that hold the texts of these hashes,
// none for a text of another build.
func (r *remote) holders(ctx context.Context, keys []string) (map[string][]int, error) {
	out := make(map[string][]int, len(keys))
	var asked []string
	unknown := map[string]bool{}
	for _, key := range keys {
		var ok bool
		if out[key], ok = keptHolders.get(named{r.at, key}); !ok {
			asked, unknown[key] = append(asked, key), true
		}
	}
	if len(asked) == 0 {
		return out, nil
	}
	most := 4 * step
	found, err := r.find(ctx, most, query{"terms": query{sharedText: asked}}, sharedText, func(n int, all []string) error {
		for _, key := range all {
			if unknown[key] && !slices.Contains(out[key], n) {
				out[key] = append(out[key], n)
			}
		}
		return nil
	})
	if err != nil || found == most { // there may be more
		return out, err
	}
	for _, key := range asked {
		keptHolders.put(named{r.at, key}, out[key], len(key)+8*len(out[key])+64)
	}
	return out, nil
}

// cosine is what Lucene's score of two vectors of length 1 says.
func cosine(score float64) float64 {
	if score < 1 {
		return 1 - 1/max(1e-6, score)
	}
	return score - 1
}

// column is the one value of a text column that came with a hit.
func column(h opensearch.Hit, field string) (string, error) {
	all, err := columnOf(h, field)
	if err == nil && len(all) != 1 {
		return "", fmt.Errorf("a document came with %d of its %s", len(all), field)
	}
	if err != nil {
		return "", err
	}
	return all[0], nil
}

// columnOf are the values of a text column that came with a hit, at least one.
func columnOf(h opensearch.Hit, field string) ([]string, error) {
	if len(h.Fields[field]) == 0 {
		return nil, fmt.Errorf("a document came without its %s", field)
	}
	out := make([]string, len(h.Fields[field]))
	for i, v := range h.Fields[field] {
		if err := json.Unmarshal(v, &out[i]); err != nil {
			return nil, fmt.Errorf("reading the %s of a document: %w", field, err)
		}
	}
	return out, nil
}
