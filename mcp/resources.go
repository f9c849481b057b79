package mcp

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/digitaskforce/taskforce/documents"
)

// scheme begins the address of a document as a resource.
const scheme = "taskforce://documents/"

const plainText = "text/plain; charset=utf-8"

// addResources offers each document as a resource. The list is made of the
// documents when it is asked for, a page at a time.
func (d door) addResources(srv *mcp.Server) {
	srv.AddResourceTemplate(&mcp.ResourceTemplate{Name: "document", Title: "Dokument", URITemplate: scheme + "{id}",
		Description: "Teksten af et dokument i materialet.", MIMEType: plainText}, d.readResource)
	srv.AddReceivingMiddleware(func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
			list, ok := req.(*mcp.ListResourcesRequest)
			if !ok {
				return next(ctx, method, req)
			}
			cursor := ""
			if list.Params != nil {
				cursor, list.Params.Cursor = list.Params.Cursor, ""
			}
			res, err := next(ctx, method, req)
			if err != nil {
				return nil, err
			}
			return res, d.list(res.(*mcp.ListResourcesResult), cursor)
		}
	})
}

// list fills in a page of the documents; the cursor is the last document of
// the page before.
func (d door) list(out *mcp.ListResourcesResult, cursor string) error {
	all := d.Documents()
	from := 0
	if cursor != "" {
		at := slices.IndexFunc(all, func(i documents.Info) bool { return i.ID == cursor })
		if at < 0 {
			return &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: d.fault(ListChanged).Error()}
		}
		from = at + 1
	}
	end := min(from+pageSize, len(all))
	for _, i := range all[from:end] {
		about := slices.DeleteFunc([]string{i.Publisher, i.Date}, func(s string) bool { return s == "" })
		out.Resources = append(out.Resources, &mcp.Resource{URI: scheme + i.ID, Name: i.ID, Title: i.Title, MIMEType: plainText,
			Description: strings.Join(about, ", ")})
	}
	if end < len(all) {
		out.NextCursor = all[end-1].ID
	}
	return nil
}

func (d door) readResource(ctx context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	uri := req.Params.URI
	_, passages, err := d.read(ctx, strings.TrimPrefix(uri, scheme))
	if errors.Is(err, errNoDocument) {
		return nil, mcp.ResourceNotFoundError(uri)
	}
	if err != nil {
		return nil, err
	}
	texts := make([]string, len(passages))
	for i, p := range passages {
		texts[i] = p.Text
	}
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: plainText, Text: strings.Join(texts, "\n\n")}}}, nil
}
