// Package mcp is the door of the Model Context Protocol: programs with a model
// of their own search the materials, ask questions and read documents here. It
// alone knows the protocol's SDK. Start with [Handler] and [ServeIO].
package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
)

// Service is what one asker may do. The texts of its errors reach the asker.
type Service struct {
	// Ask answers a question; nil where the asker may not.
	Ask func(ctx context.Context, req answer.Request) (*answer.Answer, error)
	// Search gives at most k passages, best first; nil where the asker may not.
	Search func(ctx context.Context, query string, k int) ([]Hit, error)
	// Documents describes the documents, in the order in which they are shown.
	Documents func() []documents.Info
	// Passages gives the passages of a document in reading order.
	Passages func(ctx context.Context, document string) ([]documents.Passage, error)
	// Address is the page that shows a passage, "" where there is none.
	Address func(document, passage string) string
	// Crashed is told of a panic, and gives the error that the asker gets.
	Crashed func(value any, stack []byte) error
	// English says that the asker reads English; otherwise it is Danish.
	English bool
}

// Hit is a passage that was found, with its score; higher is better.
type Hit struct {
	documents.Passage
	Score float64
}

// instructions tell a model what the tools are for.
const instructions = "Materialet er dansk og handler om kunstig intelligens i den offentlige sektor. " +
	"Brug ask til spørgsmål: svaret er kontrolleret mod kilderne. Brug search og document, når kilderne selv skal læses. " +
	"Henvis altid til kilderne. Fremgår svaret ikke af materialet, så sig det."

// schemas are made of the tools' types once.
var schemas = mcp.NewSchemaCache()

// pageSize is how many resources one page of a list holds.
const pageSize = 100

// server makes the server of one asker.
func server(s Service, version string) *mcp.Server {
	srv := mcp.NewServer(&mcp.Implementation{Name: "taskforce", Title: "Digital Taskforce for kunstig intelligens", Version: version},
		&mcp.ServerOptions{Instructions: instructions, SchemaCache: schemas, SetCacheable: private,
			Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}, Resources: &mcp.ResourceCapabilities{}}})
	d := door{s}
	d.addTools(srv)
	d.addResources(srv)
	srv.AddReceivingMiddleware(d.guard)
	return srv
}

// guard turns a panic into an error: calls run on goroutines of the SDK, which
// no one else guards.
func (d door) guard(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (res mcp.Result, err error) {
		defer func() {
			if r := recover(); r != nil {
				res, err = nil, &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: d.Crashed(r, debug.Stack()).Error()}
			}
		}()
		return next(ctx, method, req)
	}
}

// private keeps what one asker sees out of caches that others share.
func private(_ context.Context, _ mcp.Request, c *mcp.Cacheable) { c.CacheScope = "private" }

type asker struct{}

// With gives a request's context what its asker may do, for [Handler].
func With(ctx context.Context, s Service) context.Context {
	return context.WithValue(ctx, asker{}, s)
}

// Handler serves the streamable HTTP transport without sessions: each POST is
// answered by one JSON object, from the service that [With] put into its context. It
// checks neither Host nor Origin, which the caller must.
func Handler(version string) http.Handler {
	return mcp.NewStreamableHTTPHandler(func(r *http.Request) *mcp.Server {
		s, ok := r.Context().Value(asker{}).(Service)
		if !ok {
			return nil
		}
		return server(s, version)
	}, &mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: true, DisableLocalhostProtection: true, MaxRequestBodyBytes: -1})
}

// ServeIO serves one client over in and out, until in ends or ctx does.
func ServeIO(ctx context.Context, s Service, version string, in io.ReadCloser, out io.WriteCloser) error {
	err := server(s, version).Run(ctx, &mcp.IOTransport{Reader: in, Writer: out})
	if err != nil && !errors.Is(err, io.EOF) && ctx.Err() == nil {
		return fmt.Errorf("mcp: %w", err)
	}
	return nil
}

// door are the handlers of one asker.
type door struct{ Service }
