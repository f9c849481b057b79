package library

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/digitaskforce/taskforce/documents"
)

// errAside is told of a file that ended the program.
var errAside = documents.Aside.Fault(nil)

// asideEnding is that of the mark of a file that is not read again.
const asideEnding = ".aside"

// marks are small files beside the cache, one for each file that is being read,
// by content hash. One that a program left behind when it ended says which file
// it may have ended with: that is read again while no other is. A file that a
// program has ended with so often as maxAttempts is set aside.
type marks struct {
	dir      string // "" keeps none
	aside    map[string]bool
	suspects map[string]int // attempts so far
	alone    sync.RWMutex   // held whole by a suspect
}

// maxAttempts is how often a file is read, if the program ends with it each
// time: once may be chance, as when the machine stops.
const maxAttempts = 2

// inHand are the files that this program reads now, whatever marks say.
var inHand sync.Map

// openMarks looks at what an earlier program left in a cache's folder.
func openMarks(cache Cache) *marks {
	m := &marks{aside: map[string]bool{}, suspects: map[string]int{}}
	if cache.Dir == "" {
		return m
	}
	m.dir = filepath.Join(filepath.Dir(filepath.Clean(cache.Dir)), "reading")
	entries, err := os.ReadDir(m.dir)
	if err != nil {
		return m // there is none yet
	}
	for _, e := range entries {
		if hash, set := strings.CutSuffix(e.Name(), asideEnding); set {
			m.aside[hash] = true
		} else if attempts := m.leftBehind(e.Name()); attempts >= maxAttempts {
			_ = os.Rename(filepath.Join(m.dir, e.Name()), filepath.Join(m.dir, e.Name()+asideEnding))
			m.aside[e.Name()] = true
		} else if attempts > 0 {
			m.suspects[e.Name()] = attempts
		}
	}
	return m
}

// leftBehind is how many programs have ended while they read a file, 0 where the
// one that made its mark still runs.
func (m *marks) leftBehind(hash string) int {
	if _, now := inHand.Load(hash); now {
		return 0
	}
	data, err := os.ReadFile(filepath.Join(m.dir, hash))
	if err != nil {
		return 0
	}
	process, attempts, _ := strings.Cut(strings.TrimSpace(string(data)), " ")
	if pid, err := strconv.Atoi(process); err == nil && pid != os.Getpid() && alive(pid) {
		return 0
	}
	n, err := strconv.Atoi(attempts)
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// begin marks a file as being read, which is when its turn has come, and returns
// what takes the mark away. The error says that it is set aside.
func (m *marks) begin(hash string) (end func(), err error) {
	if m.dir == "" {
		return func() {}, nil
	}
	if m.aside[hash] {
		return nil, errAside
	}
	release := m.alone.RUnlock
	if m.suspects[hash] > 0 {
		m.alone.Lock()
		release = m.alone.Unlock
	} else {
		m.alone.RLock()
	}
	mark := filepath.Join(m.dir, hash)
	inHand.Store(hash, true)
	if os.MkdirAll(m.dir, 0o755) == nil { // a cache that cannot be written costs this care only
		_ = os.WriteFile(mark, fmt.Appendf(nil, "%d %d", os.Getpid(), m.suspects[hash]+1), 0o644)
	}
	return func() {
		_ = os.Remove(mark)
		inHand.Delete(hash)
		release()
	}, nil
}
