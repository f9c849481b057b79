package cluster

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/cluster/opensearch"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/index/rank"
)

// Fields of a passage in OpenSearch. Its ID there is its ordinal's.
const (
	sharedTerms   = "terms"   // the terms that analyzer made, separated by spaces
	sharedID      = "id"      // the passage's ID
	sharedRecord  = "record"  // what ranking looks at
	sharedOrdinal = "ordinal" // the passage's
	sharedText    = "text"    // hashes of its pieces as they are embedded, the IDs of their vectors
)

// IDs of the documents beside the passages.
const (
	manifestID   = "manifest"
	vocabularyID = "vocabulary-" // and a number from 0
	listsID      = "lists-"      // the same
)

// manifestDoc is the document that makes a build complete.
type manifestDoc struct {
	Manifest   engine.Manifest `json:"manifest"`   // without its lists
	Vocabulary int             `json:"vocabulary"` // documents that hold it
	Lists      int             `json:"lists"`      // documents that hold them, in JSON
	Shards     int             `json:"shards"`
	Base       string          `json:"base,omitempty"` // the index that it amends
}

// bytesDoc holds bytes.
type bytesDoc struct {
	Bytes []byte `json:"bytes"`
}

// passageDoc is a passage in OpenSearch.
type passageDoc struct {
	Terms   string        `json:"terms"`
	ID      string        `json:"id"`
	Record  []byte        `json:"record"`
	Ordinal int           `json:"ordinal"`
	Texts   []string      `json:"text"`
	Passage engine.Stored `json:"passage"`
}

// mostTerms bounds the terms of one search; OpenSearch takes 1,024.
const mostTerms = 1000

// remote is a build in OpenSearch as an engine. The vocabulary is kept in
// memory, so that a question is understood without asking the cluster.
type remote struct {
	engine.Terms
	client *opensearch.Client
	index  string
	shards int
	onto   *onto  // what it amends; nil where it was built whole
	asked  bool   // of some passages it is known what is asked
	at     string // the index with its hosts, by which what was read is remembered
}

// anyKey opens a build whatever it was made of.
const anyKey = ""

// openRemote opens the build that is in an index or that an alias names;
// errNotBuilt where there is none, or one that was not made of what has the key.
func (s *Cluster) openRemote(ctx context.Context, at, key string) (*remote, engine.Manifest, error) {
	var doc manifestDoc
	seen, err := s.client.Get(ctx, at, manifestID, &doc)
	if errors.Is(err, opensearch.ErrMissing) {
		return nil, doc.Manifest, engine.ErrNotBuilt
	}
	if err != nil {
		return nil, doc.Manifest, unavailable(err)
	}
	m := doc.Manifest
	if m.Version != engine.Version || key != anyKey && m.Key != key {
		return nil, m, engine.ErrNotBuilt
	}
	about, err := s.readParts(ctx, seen.Index, listsID, doc.Lists)
	if err != nil {
		return nil, m, err
	}
	if json.Unmarshal(about, &m.Lists) != nil || !m.Sound() {
		return nil, m, engine.ErrNotBuilt
	}
	words, err := s.words(ctx, seen.Index, doc)
	if err != nil {
		return nil, m, err
	}
	r := &remote{Terms: words, client: s.client, index: seen.Index, shards: doc.Shards, at: s.hosts + "/" + seen.Index}
	r.asked = slices.ContainsFunc(m.Documents, func(d documents.Info) bool { return d.Asked != "" })
	if doc.Base != "" {
		err = r.amend(ctx, s, doc.Base, m, words)
	}
	return r, m, err
}

// words reads the vocabulary of a build.
func (s *Cluster) words(ctx context.Context, index string, doc manifestDoc) (*engine.Vocabulary, error) {
	data, err := s.readParts(ctx, index, vocabularyID, doc.Vocabulary)
	if err != nil {
		return nil, err
	}
	return engine.ReadVocabulary(data, doc.Manifest.Terms)
}

// describe reads what describes a build, without its lists.
func (s *Cluster) describe(ctx context.Context, index string) (manifestDoc, error) {
	var doc manifestDoc
	_, err := s.client.Get(ctx, index, manifestID, &doc)
	return doc, err
}

// readParts reads what writeParts wrote.
func (s *Cluster) readParts(ctx context.Context, index, id string, n int) ([]byte, error) {
	var out []byte
	for i := range n {
		var part bytesDoc
		if _, err := s.client.Get(ctx, index, fmt.Sprint(id, i), &part); err != nil {
			return nil, unavailable(err)
		}
		out = append(out, part.Bytes...)
	}
	return out, nil
}

// unavailable tells what failed in the cluster as ErrUnavailable, but for a
// context that ended.
func unavailable(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	if refused := (*opensearch.Error)(nil); errors.As(err, &refused) && (refused.Status == 401 || refused.Status == 403) {
		return fmt.Errorf("%w: %w", engine.ErrLogin, err)
	}
	if errors.Is(err, opensearch.ErrMissing) {
		return fmt.Errorf("%w: %w", engine.ErrGone, err)
	}
	return fmt.Errorf("%w: %w", engine.ErrUnavailable, err)
}

type query map[string]any

// Candidates lets OpenSearch score: its BM25 is that of the embedded engine
// with the same constants, but for lengths, which it keeps in one byte.
func (r *remote) Candidates(ctx context.Context, terms []engine.Weighted, k int) ([]engine.Candidate, error) {
	var should []query
	for _, t := range terms[:min(len(terms), mostTerms)] {
		should = append(should, query{"term": query{sharedTerms: query{"value": t.Term, "boost": t.Weight}}})
	}
	if len(terms) == 0 {
		_, err := r.search(ctx, query{"size": 0, "query": query{"match_none": query{}}})
		return nil, unavailable(err)
	}
	var with []string
	if r.shards > 1 || r.onto != nil {
		with = append(with, opensearch.AllFrequencies)
	}
	hits, err := r.search(ctx, columns(k, query{"bool": query{"should": should, "minimum_should_match": 1}}, sharedOrdinal), with...)
	if err != nil {
		return nil, unavailable(err)
	}
	out := make([]engine.Candidate, len(hits))
	for i, h := range hits {
		out[i].Score = h.Score
		if out[i].Ordinal, err = r.ordinalIn(h); err != nil {
			return nil, unavailable(err)
		}
	}
	return out, r.fill(ctx, out)
}

// fill gives candidates their records.
func (r *remote) fill(ctx context.Context, out []engine.Candidate) error {
	ordinals := make([]int, len(out))
	for i, c := range out {
		ordinals[i] = c.Ordinal
	}
	records, err := r.Records(ctx, ordinals)
	for i := range records {
		out[i].Record = records[i]
	}
	return err
}

// search searches all that the build holds.
func (r *remote) search(ctx context.Context, q query, with ...string) ([]opensearch.Hit, error) {
	at := r.index
	if r.onto != nil {
		at += "," + r.onto.base
		q = r.onto.alive(q)
	}
	return r.client.Search(ctx, at, q, with...)
}

// columns is a search for documents that gives fields of them.
func columns(k int, q query, fields ...string) query {
	return query{"size": k, "query": q, "track_total_hits": false, "stored_fields": "_none_", "docvalue_fields": fields}
}

// ordinalIn reads the ordinal that came with a hit.
func (r *remote) ordinalIn(h opensearch.Hit) (int, error) {
	var inner int
	if len(h.Fields[sharedOrdinal]) != 1 {
		return 0, errors.New("a passage came without its ordinal")
	}
	if err := json.Unmarshal(h.Fields[sharedOrdinal][0], &inner); err != nil {
		return 0, fmt.Errorf("reading the ordinal of a passage: %w", err)
	}
	return r.ordinal(h.Index, inner)
}

// find gives the ordinal and the values of a text column of each passage that a
// search finds, of the first so many. It reads columns alone: the stored documents lie
// packed together with the passages.
func (r *remote) find(ctx context.Context, k int, q query, field string, take func(ordinal int, values []string) error) (found int, err error) {
	hits, err := r.search(ctx, columns(k, q, sharedOrdinal, field))
	if err != nil {
		return 0, unavailable(err)
	}
	for _, h := range hits {
		n, err := r.ordinalIn(h)
		if err != nil {
			return 0, unavailable(err)
		}
		values, err := columnOf(h, field)
		if err == nil {
			err = take(n, values)
		}
		if err != nil {
			return 0, unavailable(err)
		}
	}
	return len(hits), nil
}

// ordinal is that of a passage that an index holds under a number.
func (r *remote) ordinal(index string, inner int) (int, error) {
	if r.onto == nil {
		return inner, nil
	}
	n, ok := r.onto.places.Of(index == r.index, inner)
	if !ok {
		return 0, fmt.Errorf("passage %d of %s is no more", inner, index)
	}
	return n, nil
}

// step is how many documents are asked for at once.
const step = 500

func (r *remote) Records(ctx context.Context, ordinals []int) ([]rank.Record, error) {
	records := make(map[int]rank.Record, len(ordinals))
	var asked []int
	for _, n := range ordinals {
		if record, ok := keptRecords.get(numbered{r.at, n}); ok {
			records[n] = record
		} else {
			asked = append(asked, n)
		}
	}
	for some := range slices.Chunk(asked, step) {
		_, err := r.find(ctx, len(some), r.ids(some), sharedRecord, func(n int, values []string) error {
			data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(values[0], "=")) // without what fills the last group
			if err != nil {
				return fmt.Errorf("reading the record of a passage: %w", err)
			}
			records[n] = rank.ReadRecord(data)
			keptRecords.put(numbered{r.at, n}, records[n], len(data))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	out := make([]rank.Record, len(ordinals))
	for i, n := range ordinals {
		var ok bool
		if out[i], ok = records[n]; !ok {
			return nil, unavailable(fmt.Errorf("passage %d is not there", n))
		}
	}
	return out, nil
}

// ids is the query for passages.
func (r *remote) ids(ordinals []int) query {
	if r.onto == nil {
		return idsQuery(ordinals)
	}
	inner, _ := r.onto.places.Split(ordinals)
	return query{"bool": query{"should": []query{within(r.onto.base, idsQuery(inner[0])), within(r.index, idsQuery(inner[1]))}}}
}

func idsQuery(ordinals []int) query { return query{"ids": query{"values": ordinalIDs(ordinals)}} }

func ordinalIDs(ordinals []int) []string {
	out := make([]string, len(ordinals))
	for i, n := range ordinals {
		out[i] = engine.OrdinalID(n)
	}
	return out
}

func (r *remote) Passages(ctx context.Context, ordinals []int) ([]documents.Passage, error) {
	out := make([]documents.Passage, len(ordinals))
	var where, asked []int
	for i, n := range ordinals {
		var ok bool
		if out[i], ok = keptPassages.get(numbered{r.at, n}); !ok {
			where, asked = append(where, i), append(asked, n)
		}
	}
	found, err := r.readPassages(ctx, asked)
	for k, p := range found {
		out[where[k]] = p
		keptPassages.put(numbered{r.at, asked[k]}, p, sizeOf(p))
	}
	return out, err
}

// sizeOf is about how many bytes a passage takes.
func sizeOf(p documents.Passage) int {
	n := 500 + 2*len(p.Text)
	for _, a := range p.Asked {
		n += len(a.Question) + 24
	}
	for _, q := range p.Vain {
		n += len(q) + 16
	}
	return n
}

// readPassages asks the cluster for passages.
func (r *remote) readPassages(ctx context.Context, ordinals []int) ([]documents.Passage, error) {
	if r.onto == nil {
		return r.passagesIn(ctx, r.index, ordinals)
	}
	out := make([]documents.Passage, len(ordinals))
	inner, numbers := r.onto.places.Split(ordinals)
	for i, index := range []string{r.onto.base, r.index} {
		found, err := r.passagesIn(ctx, index, inner[i])
		if err != nil {
			return nil, err
		}
		for k, p := range found {
			out[numbers[i][k]] = p
		}
	}
	return out, nil
}

// passagesIn gives the passages that an index holds under numbers.
func (r *remote) passagesIn(ctx context.Context, index string, ordinals []int) ([]documents.Passage, error) {
	out := make([]documents.Passage, 0, len(ordinals))
	for from := 0; from < len(ordinals); from += step {
		hits, err := r.client.GetAll(ctx, index, ordinalIDs(ordinals[from:min(from+step, len(ordinals))]))
		if err != nil {
			return nil, unavailable(err)
		}
		for _, h := range hits {
			var doc passageDoc
			if err := json.Unmarshal(h.Source, &doc); err != nil {
				return nil, unavailable(fmt.Errorf("reading passage %s: %w", h.ID, err))
			}
			out = append(out, doc.Passage.Whole())
		}
	}
	return out, nil
}

func (r *remote) Find(ctx context.Context, id string) (int, bool, error) {
	hits, err := r.search(ctx, query{"size": 1, "_source": false, "query": query{"term": query{sharedID: id}}})
	if err != nil || len(hits) == 0 {
		return 0, false, unavailable(err)
	}
	n, err := engine.OrdinalOf(hits[0].ID)
	if err == nil {
		n, err = r.ordinal(hits[0].Index, n)
	}
	return n, err == nil, err
}

// Close leaves the connections, which the Shared owns.
func (r *remote) Close() error { return nil }
