//go:build unix

package pdf

import (
	"context"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/sys/unix"
)

// addressTime is how long the addresses of memory that was given back stay
// taken. A reader that was told to stop may look at them once more before it
// does, and finds zeroes; without them the process would end.
const addressTime = time.Minute

// withMemory gives the engine memory of the system's own: it grows in place, so
// that no copy doubles it, and is given back as soon as a file is read. full is
// set where a file wants more than it may have.
func withMemory(ctx context.Context, full *atomic.Bool) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(func(_, _ uint64) experimental.LinearMemory {
		room, err := syscall.Mmap(-1, 0, pdfiumMemory, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE|unix.MAP_NORESERVE)
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

// Free gives the memory back at once, and its addresses later.
func (m *systemMemory) Free() {
	room := m.room
	if room == nil {
		return
	}
	m.room = nil
	_ = unix.Madvise(room, unix.MADV_DONTNEED)
	time.AfterFunc(addressTime, func() { _ = syscall.Munmap(room) })
}
