package cluster

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	bm25 "github.com/blevesearch/bleve/v2/search"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/rank"
)

// shardPassages is how many passages a shard holds at most: about 10 GB. A
// shard lies on one node.
const shardPassages = 3_000_000

// shards is how many shards hold so many passages.
func (s *Cluster) shards(passages int) int { return 1 + max(0, passages-1)/s.shardSize }

// sharedSettings are those of a build's index.
func sharedSettings(shards int) query {
	return query{
		"settings": query{
			"number_of_shards": shards, "auto_expand_replicas": "0-1", "refresh_interval": "-1",
			"similarity": query{"default": query{"type": "BM25", "k1": bm25.BM25_k1, "b": bm25.BM25_b}},
		},
		"mappings": sharedMapping,
	}
}

var sharedMapping = query{
	"dynamic": false,
	"_source": query{"excludes": []string{sharedTerms, sharedRecord, sharedOrdinal, sharedText}},
	"properties": query{
		sharedTerms:   query{"type": "text", "analyzer": "whitespace", "index_options": "freqs"},
		sharedID:      query{"type": "keyword", "doc_values": false},
		sharedOrdinal: query{"type": "integer", "index": false},
		sharedRecord:  query{"type": "binary", "doc_values": true},
		sharedText:    query{"type": "keyword"},
	},
}

// A build is written in requests of at most so many passages and bytes.
const (
	batchPassages = 500
	batchBytes    = 4 << 20
	partBytes     = 4 << 20 // of the vocabulary, or the lists, in one document
)

// remoteBuilder builds an engine in an index of its own, which nothing names
// until it is complete.
type remoteBuilder struct {
	shared *Cluster
	index  string
	base   *remote // what it amends; nil builds whole
	beside bool    // others build meanwhile
	shards int
	n      int
	counts engine.Counts
	batch  []opensearch.Doc
	size   int
}

// newBuilder gives a builder of an index whose name ends in the time and chance.
func (s *Cluster) newBuilder() *remoteBuilder {
	id := time.Now().UTC().Format("20060102t150405-") + strings.ToLower(rand.Text()[:8])
	return &remoteBuilder{shared: s, index: s.build(id), counts: engine.Counts{}}
}

// amends is the index that is amended, "" where none is.
func (b *remoteBuilder) amends() string {
	if b.base == nil {
		return ""
	}
	return b.base.index
}

func (b *remoteBuilder) Begin(ctx context.Context, passages int) error {
	b.shards = b.shared.shards(passages)
	settings := sharedSettings(b.shards)
	if b.beside {
		settings["aliases"] = query{b.shared.making(): query{}}
	}
	return unavailable(b.shared.ensureIndex(ctx, b.index, settings))
}

// ensureIndex makes an index; one that is there already stays as it is. A call
// that is tried again may find its own.
func (s *Cluster) ensureIndex(ctx context.Context, index string, settings query) error {
	err := s.client.CreateIndex(ctx, index, settings)
	if errors.Is(err, opensearch.ErrConflict) {
		return nil
	}
	return err
}

func (b *remoteBuilder) Add(ctx context.Context, p documents.Passage, d rank.Analysed) error {
	doc := passageDoc{Terms: d.Joined, ID: p.ID, Record: rank.AppendRecord(nil, d), Ordinal: b.n, Texts: textIDs(p), Passage: engine.Store(p)}
	b.counts.Add(doc.Terms, 1)
	b.batch = append(b.batch, opensearch.Doc{ID: engine.OrdinalID(b.n), Source: doc})
	b.n++
	b.size += len(doc.Terms) + 2*len(doc.Record) + len(p.Text)
	if len(b.batch) < batchPassages && b.size < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

func (b *remoteBuilder) Drop(d rank.Analysed) { b.counts.Add(d.Joined, -1) }

func (b *remoteBuilder) flush(ctx context.Context) error {
	if len(b.batch) == 0 {
		return nil
	}
	err := b.shared.client.Bulk(ctx, b.index, b.batch)
	b.batch, b.size = b.batch[:0], 0
	return unavailable(err)
}

// Finish writes what makes the build complete, the manifest last.
func (b *remoteBuilder) Finish(ctx context.Context, m engine.Manifest) (engine.Engine, error) {
	e, err := b.complete(ctx, m)
	if err != nil {
		b.Abandon(ctx)
		return nil, err
	}
	return e, nil
}

func (b *remoteBuilder) complete(ctx context.Context, m engine.Manifest) (*remote, error) {
	if err := b.flush(ctx); err != nil {
		return nil, err
	}
	client, doc := b.shared.client, manifestDoc{Shards: b.shards}
	if doc.Base = b.amends(); doc.Base != "" {
		b.counts = b.counts.Onto(b.base)
	}
	words, err := engine.WriteVocabulary(b.counts)
	if err != nil {
		return nil, err
	}
	m.Terms = len(b.counts)
	doc.Manifest = m
	if doc.Vocabulary, err = b.writeParts(ctx, vocabularyID, words); err != nil {
		return nil, err
	}
	about, err := json.Marshal(m.Lists)
	if err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	if doc.Lists, err = b.writeParts(ctx, listsID, about); err != nil {
		return nil, err
	}
	doc.Manifest.Lists = engine.Lists{}
	if err := client.Refresh(ctx, b.index); err != nil {
		return nil, unavailable(err)
	}
	n, err := client.Count(ctx, b.index, sharedID)
	if err != nil {
		return nil, unavailable(err)
	}
	if n != b.n {
		return nil, unavailable(fmt.Errorf("the index holds %d of %d passages", n, b.n))
	}
	if err := client.Bulk(ctx, b.index, []opensearch.Doc{{ID: manifestID, Source: doc}}); err != nil {
		return nil, unavailable(err)
	}
	e, _, err := b.shared.openRemote(ctx, b.index, m.Key)
	return e, err
}

// writeParts writes bytes into documents of their own, and tells how many.
func (b *remoteBuilder) writeParts(ctx context.Context, id string, data []byte) (int, error) {
	n := 0
	for part := range slices.Chunk(data, partBytes) {
		if err := b.shared.client.Bulk(ctx, b.index, []opensearch.Doc{{ID: fmt.Sprint(id, n), Source: bytesDoc{part}}}); err != nil {
			return 0, unavailable(err)
		}
		n++
	}
	return n, nil
}

// Abandon removes the build, as far as the cluster answers; another service's
// build removes what it cannot.
func (b *remoteBuilder) Abandon(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), opensearch.ReadTimeout)
	defer cancel()
	_ = b.shared.client.DeleteIndex(ctx, b.index)
}
