package opensearch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestRefusal checks what an error tells of a cluster's refusal: its type, and
// not its reason, which may hold what was searched for.
func TestRefusal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		is     error
		said   string
	}{
		{400, `{"error":{"type":"parsing_exception","reason":"near hemmelig"}}`, nil, "status 400: parsing_exception"},
		{400, `{"error":{"type":"resource_already_exists_exception","reason":"hemmelig"}}`, ErrConflict, "resource_already_exists_exception"},
		{404, `{"error":"hemmelig"}`, ErrMissing, "status 404: Not Found"},
		{409, `hemmelig`, ErrConflict, "status 409: Conflict"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		}))
		client, err := Open([]string{server.URL}, "", "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Search(t.Context(), "any", map[string]any{})
		if c.is != nil && !errors.Is(err, c.is) || err == nil || !strings.Contains(err.Error(), c.said) || strings.Contains(err.Error(), "hemmelig") {
			t.Errorf("%d %s: %v", c.status, c.body, err)
		}
		server.Close()
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestShardThatDoesNotAnswer reads documents of which OpenSearch cannot say, in the
// midst of a reply that is fine else, whether they are there: the node with their
// shard died just now. They are asked for again, and are not gone.
func TestShardThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	const dead = `{"docs":[{"_id":"1","found":true,"_source":{}},{"_id":"2","error":{"type":"no_shard_available_action_exception"}}]}`
	const alive = `{"docs":[{"_id":"1","found":true,"_source":{}},{"_id":"2","found":true,"_source":{}}]}`
	for _, c := range []struct {
		replies []string
		is      error // nil where both documents are read
	}{
		{[]string{dead, alive}, nil},
		{[]string{dead, dead, alive}, nil},
		{[]string{dead, dead, dead, dead, dead}, ErrUnreachable},
		{[]string{`{"docs":[{"_id":"1","found":true},{"_id":"2","found":false}]}`}, ErrMissing},
		{[]string{`{"docs":[{"_id":"1","error":{"type":"index_not_found_exception"}},{"_id":"2","error":{"type":"index_not_found_exception"}}]}`}, ErrMissing},
	} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(c.replies[min(asked, len(c.replies)-1)]))
			asked++
		}))
		client, err := Open([]string{server.URL}, "", "")
		if err != nil {
			t.Fatal(err)
		}
		docs, err := client.GetAll(t.Context(), "any", []string{"1", "2"})
		if !errors.Is(err, c.is) || c.is == ErrUnreachable && errors.Is(err, ErrMissing) || err == nil && len(docs) != 2 || asked != len(c.replies) {
			t.Errorf("%s: asked %d times, %v, %v", c.replies, asked, docs, err)
		}
		server.Close()
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
}
