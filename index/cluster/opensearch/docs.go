package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Seen is where a document was found, and which of its versions.
type Seen struct {
	Index string `json:"_index"`
	Seq   int64  `json:"_seq_no"`
	Term  int64  `json:"_primary_term"`
}

// Get reads a document's source into out, or gives ErrMissing. The index may
// be an alias.
func (c *Client) Get(ctx context.Context, index, id string, out any) (Seen, error) {
	var found struct {
		Seen
		Source json.RawMessage `json:"_source"`
	}
	if err := c.call(ctx, request{method: http.MethodGet, path: document(index, id), timeout: WriteTimeout}, &found); err != nil {
		return found.Seen, err
	}
	if err := json.Unmarshal(found.Source, out); err != nil {
		return found.Seen, fmt.Errorf("opensearch: reading document %s: %w", id, err)
	}
	return found.Seen, nil
}

// Create writes a small document that must not be there yet, else ErrConflict,
// which may come of an earlier try of the same call.
func (c *Client) Create(ctx context.Context, index, id string, source any) (Seen, error) {
	return c.put(ctx, document(index, id)+"?op_type=create", source)
}

// Replace writes a small document that must still be as it was seen, else
// ErrConflict, which may come of an earlier try of the same call.
func (c *Client) Replace(ctx context.Context, index, id string, seen Seen, source any) (Seen, error) {
	return c.put(ctx, document(index, id)+version(seen), source)
}

func (c *Client) put(ctx context.Context, path string, source any) (Seen, error) {
	var out Seen
	body, err := encode(source)
	if err != nil {
		return out, err
	}
	err = c.call(ctx, request{method: http.MethodPut, path: path, body: body}, &out)
	return out, err
}

// Delete removes a document that must still be as it was seen, else ErrConflict.
func (c *Client) Delete(ctx context.Context, index, id string, seen Seen) error {
	return c.call(ctx, request{method: http.MethodDelete, path: document(index, id) + version(seen)}, nil)
}

func document(index, id string) string { return "/" + index + "/_doc/" + url.PathEscape(id) }

func version(s Seen) string { return fmt.Sprintf("?if_seq_no=%d&if_primary_term=%d", s.Seq, s.Term) }

// Doc is a document to be written.
type Doc struct {
	ID     string
	Source any
}

// Bulk writes documents in one request.
func (c *Client) Bulk(ctx context.Context, index string, docs []Doc) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	for _, d := range docs {
		action := map[string]any{"index": map[string]string{"_id": d.ID}}
		for _, line := range []any{action, d.Source} {
			if err := enc.Encode(line); err != nil {
				return fmt.Errorf("opensearch: %w", err)
			}
		}
	}
	return c.bulk(ctx, index, body.Bytes())
}

// DeleteAll removes documents in one request; one that is gone is no error.
func (c *Client) DeleteAll(ctx context.Context, index string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	for _, id := range ids {
		if err := enc.Encode(map[string]any{"delete": map[string]string{"_id": id}}); err != nil {
			return fmt.Errorf("opensearch: %w", err)
		}
	}
	return c.bulk(ctx, index, body.Bytes())
}

func (c *Client) bulk(ctx context.Context, index string, lines []byte) error {
	var out struct {
		Errors bool `json:"errors"`
		Items  []map[string]struct {
			Status int             `json:"status"`
			Error  json.RawMessage `json:"error"`
		} `json:"items"`
	}
	path := "/" + index + "/_bulk?filter_path=errors,items.*.status,items.*.error"
	err := c.call(ctx, request{method: http.MethodPost, path: path, body: lines, lines: true, timeout: WriteTimeout}, &out)
	if err != nil || !out.Errors {
		return err
	}
	for _, item := range out.Items {
		for _, i := range item {
			if i.Status >= 300 && len(i.Error) > 0 {
				return &Error{Status: i.Status, Reason: string(i.Error[:min(len(i.Error), 500)])}
			}
		}
	}
	return &Error{Reason: "a document was not written"}
}

// Hit is a document that was found.
type Hit struct {
	Index  string                       `json:"_index"`
	ID     string                       `json:"_id"`
	Score  float64                      `json:"_score"`
	Sort   []json.RawMessage            `json:"sort"`
	Found  bool                         `json:"found"` // of GetAll
	Error  *refused                     `json:"error"` // of GetAll: why nobody can say whether it is there
	Source json.RawMessage              `json:"_source"`
	Fields map[string][]json.RawMessage `json:"fields"`
}

// local lets a node read its own copy where it has one. Else it may wait for
// another node that hangs, and so might each node that is tried after it.
const local = "preference=_local"

// GetAll reads documents in the order of their IDs, or gives ErrMissing where
// one is not there.
func (c *Client) GetAll(ctx context.Context, index string, ids []string) ([]Hit, error) {
	docs, err := c.getAll(ctx, index, ids, local, ReadTimeout)
	if err != nil {
		return nil, err
	}
	for i, d := range docs {
		if !d.Found {
			return nil, fmt.Errorf("%w: document %s", ErrMissing, ids[i])
		}
	}
	return docs, nil
}

// Have tells which documents are there.
func (c *Client) Have(ctx context.Context, index string, ids []string) (map[string]bool, error) {
	docs, err := c.getAll(ctx, index, ids, "_source=false&"+local, WriteTimeout)
	have := map[string]bool{}
	for _, d := range docs {
		have[d.ID] = d.Found
	}
	return have, err
}

// Sources gives a field of those documents that are there, by their IDs.
func (c *Client) Sources(ctx context.Context, index string, ids []string, field string) (map[string]json.RawMessage, error) {
	docs, err := c.getAll(ctx, index, ids, "_source="+field+"&"+local, ReadTimeout)
	out := map[string]json.RawMessage{}
	for _, d := range docs {
		if d.Found {
			out[d.ID] = d.Source
		}
	}
	return out, err
}

// getAll asks for documents until all shards answer. One that does not, since its
// node died just now, is told of in the documents and not in the status of the
// call, which so is not tried again by itself.
func (c *Client) getAll(ctx context.Context, index string, ids []string, with string, limit time.Duration) ([]Hit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	body, err := encode(map[string]any{"ids": ids})
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for try := 0; ; try++ {
		docs, err := c.getOnce(ctx, request{method: http.MethodPost, path: "/" + index + "/_mget?" + with, body: body, timeout: limit})
		if err == nil && len(docs) != len(ids) {
			err = fmt.Errorf("opensearch: %d of %d documents", len(docs), len(ids))
		}
		if !errors.Is(err, errShard) || try == shardRetries {
			return docs, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(backoff(try + 1)):
		}
	}
}

// shardRetries are more than those of a call that nobody answers: the node does
// answer, and within a second or so another has the shard.
const shardRetries = 4

// errShard says that a shard did not answer.
var errShard = fmt.Errorf("%w: a shard did not answer", ErrUnreachable)

func (c *Client) getOnce(ctx context.Context, r request) ([]Hit, error) {
	var out struct {
		Docs []Hit `json:"docs"`
	}
	if err := c.call(ctx, r, &out); err != nil {
		return nil, err
	}
	for _, d := range out.Docs {
		switch {
		case d.Error == nil:
		case d.Error.Type == "index_not_found_exception":
			return nil, fmt.Errorf("%w: %s", ErrMissing, d.Error.Type)
		default:
			return nil, fmt.Errorf("%w: %s", errShard, d.Error.Type)
		}
	}
	return out.Docs, nil
}

// AllFrequencies makes the scores of a search those of all shards together; it
// costs a question more to each.
const AllFrequencies = "search_type=dfs_query_then_fetch"

// IfThere lets those of several indexes or aliases that are not there count as empty.
const IfThere = "ignore_unavailable=true"

// Search gives the hits of a search, best first; with are parameters of it. A search that a part of the
// index did not answer is an error. Several indexes or aliases stand with commas between.
func (c *Client) Search(ctx context.Context, index string, query any, with ...string) ([]Hit, error) {
	body, err := encode(query)
	if err != nil {
		return nil, err
	}
	var out struct {
		TimedOut bool `json:"timed_out"`
		Hits     struct {
			Hits []Hit `json:"hits"`
		} `json:"hits"`
	}
	with = append(with, "allow_partial_search_results=false", "filter_path=timed_out,hits.hits", local)
	path := "/" + index + "/_search?" + strings.Join(with, "&")
	if err := c.call(ctx, request{method: http.MethodPost, path: path, body: body}, &out); err != nil {
		return nil, err
	}
	if out.TimedOut {
		return nil, fmt.Errorf("%w: the search was cut short", ErrUnreachable)
	}
	return out.Hits.Hits, nil
}
