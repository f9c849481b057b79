// Package trace tells a collector of OpenTelemetry what a request was made of:
// spans for the request, the answer, the search, the call of the model and the
// verification. It never holds what was asked or answered. Start with [Open];
// a nil [Tracer] and what comes of it do nothing.
package trace

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.41.0"
	otrace "go.opentelemetry.io/otel/trace"
)

// scope names the instrumentation.
const scope = "github.com/digitaskforce/taskforce"

// Config says where spans go.
type Config struct {
	// URL is the base address of a collector that takes OTLP over HTTP, such as
	// http://localhost:4318; required.
	URL     string
	Version string // of the program
	// Warn is told, at most once a minute, that spans could not be sent; may be nil.
	Warn func(error)
}

// Tracer sends spans in the background. What cannot be sent in time is dropped,
// so that no request waits for the collector.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   otrace.Tracer
}

// Open makes a Tracer; it connects to nothing yet. The standard OTEL_ variables
// for headers, sampling, limits and the name of the service hold.
func Open(ctx context.Context, cfg Config) (*Tracer, error) {
	at, err := endpoint(cfg.URL)
	if err != nil {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(at))
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	own, err := resource.New(ctx, resource.WithAttributes(semconv.ServiceName("taskforce"), semconv.ServiceVersion(cfg.Version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	otel.SetErrorHandler(&handler{warn: cfg.Warn})
	p := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(own))
	return &Tracer{provider: p, tracer: p.Tracer(scope)}, nil
}

// endpoint is where the spans of a collector with a base address go.
func endpoint(base string) (string, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil {
		return "", fmt.Errorf("tracing: not an address of the form http://host:4318")
	}
	if !strings.HasSuffix(u.Path, "/v1/traces") {
		u = u.JoinPath("v1", "traces")
	}
	return u.String(), nil
}

// Close sends what is left, for as long as ctx allows.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// handler passes on what the exporter complains of, now and then.
type handler struct {
	warn func(error)
	last atomic.Int64 // Unix seconds
}

func (h *handler) Handle(err error) {
	now, last := time.Now().Unix(), h.last.Load()
	if h.warn != nil && now-last >= 60 && h.last.CompareAndSwap(last, now) {
		h.warn(err)
	}
}

var propagator propagation.TraceContext

// Request begins the span of a request that brings headers of W3C Trace
// Context, of which header gives the value, "" for none.
func (t *Tracer) Request(method string, header func(name string) string) *Span {
	if t == nil {
		return nil
	}
	ctx := propagator.Extract(context.Background(), carrier(header))
	_, span := t.tracer.Start(ctx, method, otrace.WithSpanKind(otrace.SpanKindServer),
		otrace.WithAttributes(attribute.String("http.request.method", method)))
	return &Span{span}
}

type carrier func(string) string

func (c carrier) Get(key string) string { return c(key) }
func (carrier) Set(string, string)      {}
func (carrier) Keys() []string          { return nil }

// Inject writes the span of ctx into the headers of a request that is sent on.
func Inject(ctx context.Context, header http.Header) {
	propagator.Inject(ctx, propagation.HeaderCarrier(header))
}

// Attr is something that a span tells; it must not hold what was asked.
type Attr = attribute.KeyValue

// String, Int and Bool make an Attr.
func String(key, value string) Attr    { return attribute.String(key, value) }
func Int(key string, value int) Attr   { return attribute.Int(key, value) }
func Bool(key string, value bool) Attr { return attribute.Bool(key, value) }
func List(key string, v []string) Attr { return attribute.StringSlice(key, v) }

// Span is one piece of work.
type Span struct{ span otrace.Span }

// Start begins a span below that of ctx; without one there it does nothing.
func Start(ctx context.Context, name string, attrs ...Attr) (context.Context, *Span) {
	return start(ctx, name, otrace.SpanKindInternal, attrs)
}

func start(ctx context.Context, name string, kind otrace.SpanKind, attrs []Attr) (context.Context, *Span) {
	above := otrace.SpanFromContext(ctx)
	if !above.SpanContext().IsValid() {
		return ctx, nil
	}
	ctx, span := above.TracerProvider().Tracer(scope).Start(ctx, name, otrace.WithSpanKind(kind), otrace.WithAttributes(attrs...))
	return ctx, &Span{span}
}

// In is ctx with the span in it, so that others begin below it.
func (s *Span) In(ctx context.Context) context.Context {
	if s == nil {
		return ctx
	}
	return otrace.ContextWithSpan(ctx, s.span)
}

// Name changes the span's name.
func (s *Span) Name(name string) {
	if s != nil {
		s.span.SetName(name)
	}
}

// Set tells more of the span.
func (s *Span) Set(attrs ...Attr) {
	if s != nil {
		s.span.SetAttributes(attrs...)
	}
}

// End ends the span. failed is "" or the kind of error: one of few, never the
// error's text, which may hold anything.
func (s *Span) End(failed string) {
	if s == nil {
		return
	}
	if failed != "" {
		s.span.SetStatus(codes.Error, "")
		s.span.SetAttributes(attribute.String("error.type", failed))
	}
	s.span.End()
}

// ID is the trace that the span is part of, "" for none.
func (s *Span) ID() string {
	if s == nil {
		return ""
	}
	return s.span.SpanContext().TraceID().String()
}
