//go:build unix

package pdf

import (
	"context"
	"sync/atomic"
	"syscall"

	"github.com/tetratelabs/wazero/experimental"
)

// withMemory gives the engine memory of the system's own: it grows in place, so
// that no copy doubles it, and is given back as soon as a file is read. full is
// set where a file wants more than it may have.
func withMemory(ctx context.Context, full *atomic.Bool) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory {
		room, err := syscall.Mmap(-1, 0, pdfiumMemory, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		if err != nil {
			room = nil
		}
		return &systemMemory{room, full}
	}))
}

// systemMemory is address space that becomes memory where it is used.
type systemMemory struct {
	room []byte
	full *atomic.Bool
}

func (m *systemMemory) Reallocate(size uint64) []byte {
	if size > uint64(len(m.room)) {
		m.full.Store(true)
		return nil
	}
	return m.room[:size:len(m.room)]
}

func (m *systemMemory) Free() {
	if m.room != nil {
		_ = syscall.Munmap(m.room)
		m.room = nil
	}
}
