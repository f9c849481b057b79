package opensearch

import (
	"context"
	"net/http"
	"net/url"
)

// CreateIndex makes an index with settings and mappings, or gives ErrConflict
// where it is there already.
func (c *Client) CreateIndex(ctx context.Context, index string, settings any) error {
	body, err := encode(settings)
	if err != nil {
		return err
	}
	return c.call(ctx, request{method: http.MethodPut, path: "/" + index, body: body, timeout: WriteTimeout}, nil)
}

// AddFields adds fields to the mapping of an index. Those that are there
// already must be the same.
func (c *Client) AddFields(ctx context.Context, index string, fields any) error {
	body, err := encode(map[string]any{"properties": fields})
	if err != nil {
		return err
	}
	return c.call(ctx, request{method: http.MethodPut, path: "/" + index + "/_mapping", body: body, timeout: WriteTimeout}, nil)
}

// DeleteIndex removes an index; one that is gone is no error.
func (c *Client) DeleteIndex(ctx context.Context, index string) error {
	return c.call(ctx, request{method: http.MethodDelete, path: "/" + index + "?ignore_unavailable=true", timeout: WriteTimeout}, nil)
}

// Refresh lets searches see all that was written to an index.
func (c *Client) Refresh(ctx context.Context, index string) error {
	return c.call(ctx, request{method: http.MethodPost, path: "/" + index + "/_refresh", timeout: WriteTimeout}, nil)
}

// Aliases gives the aliases of each index that a pattern such as "a-*" names.
func (c *Client) Aliases(ctx context.Context, pattern string) (map[string][]string, error) {
	var found map[string]struct {
		Aliases map[string]any `json:"aliases"`
	}
	if err := c.call(ctx, request{method: http.MethodGet, path: "/" + pattern + "/_alias"}, &found); err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for index, f := range found {
		out[index] = nil
		for alias := range f.Aliases {
			out[index] = append(out[index], alias)
		}
	}
	return out, nil
}

// SetAliases makes each alias name its indexes and no other that the pattern
// names, all at one moment.
func (c *Client) SetAliases(ctx context.Context, pattern string, indexesOf map[string][]string) error {
	type action map[string]map[string]any
	var actions []action
	for alias, indexes := range indexesOf {
		actions = append(actions, action{"remove": {"index": pattern, "alias": alias, "must_exist": false}})
		for _, index := range indexes {
			actions = append(actions, action{"add": {"index": index, "alias": alias}})
		}
	}
	body, err := encode(map[string]any{"actions": actions})
	if err != nil {
		return err
	}
	return c.call(ctx, request{method: http.MethodPost, path: "/_aliases", body: body, timeout: WriteTimeout}, nil)
}

// Count is the number of documents of an index that hold a field.
func (c *Client) Count(ctx context.Context, index, field string) (int, error) {
	var out struct {
		Count int `json:"count"`
	}
	path := "/" + index + "/_count?q=" + url.QueryEscape("_exists_:"+field)
	err := c.call(ctx, request{method: http.MethodGet, path: path, timeout: WriteTimeout}, &out)
	return out.Count, err
}
