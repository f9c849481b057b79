//go:build !unix

package pdf

import (
	"context"
	"sync/atomic"
)

// withMemory leaves the engine's memory to the runtime, which has twice the
// bound and does not say when it is reached.
func withMemory(ctx context.Context, _ *atomic.Bool) context.Context { return ctx }
