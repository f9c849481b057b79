package library

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
)

// TestBudget stops a reader that works without end, leaves one alone that only
// waits, and stops that too in the end.
func TestBudget(t *testing.T) {
	for name, c := range map[string]struct {
		limit time.Duration
		read  func(ctx context.Context) error
		want  error
	}{
		"works": {50 * time.Millisecond, func(ctx context.Context) error {
			for ctx.Err() == nil {
			}
			return ctx.Err()
		}, context.DeadlineExceeded},
		"waits": {200 * time.Millisecond, func(ctx context.Context) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(500 * time.Millisecond):
				return documents.ErrNoText
			}
		}, documents.ErrNoText},
		"waits for ever": {20 * time.Millisecond, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			f := format{name: "x", read: func(ctx context.Context, _ documents.Input) (*documents.Document, error) { return nil, c.read(ctx) }}
			if _, err := readGuarded(t.Context(), f, documents.Input{Limits: documents.Limits{Time: c.limit}.OrDefault()}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}
