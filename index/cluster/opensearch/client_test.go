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
