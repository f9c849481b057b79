package library

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/digitaskforce/taskforce/documents"
)

// errAside is told of a file that ended the program.
var errAside = documents.Faultf(nil, "programmet sluttede uventet, mens filen blev læst, så den er lagt til side; gem den igen fra det program, den er skrevet i, eller tøm mappen reading i mellemlageret for at prøve igen")

// asideEnding is that of the mark of a file that is not read again.
const asideEnding = ".aside"

// marks are small files beside the cache, one for each file that is being read,
// by content hash. One that a program left behind when it ended says which file
// it ended with: that is set aside. Where there are several, each is read again
// while no other is, which shows the one.
type marks struct {
	dir      string // "" keeps none
	aside    map[string]bool
	suspects map[string]bool
	alone    sync.RWMutex // held whole by a suspect
}

// inHand are the files that this program reads now, whatever marks say.
var inHand sync.Map

// openMarks looks at what an earlier program left in a cache's folder.
func openMarks(cache Cache) *marks {
	m := &marks{aside: map[string]bool{}, suspects: map[string]bool{}}
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
		} else if m.leftBehind(e.Name()) {
			m.suspects[e.Name()] = true
		}
	}
	if len(m.suspects) == 1 {
		for hash := range m.suspects {
			_ = os.Rename(filepath.Join(m.dir, hash), filepath.Join(m.dir, hash+asideEnding))
			m.aside[hash] = true
		}
		m.suspects = map[string]bool{}
	}
	return m
}

// leftBehind reports whether the program that made a mark has ended.
func (m *marks) leftBehind(hash string) bool {
	if _, now := inHand.Load(hash); now {
		return false
	}
	data, err := os.ReadFile(filepath.Join(m.dir, hash))
	if err != nil {
		return false
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(data)))
	return err != nil || pid == os.Getpid() || !alive(pid)
}

// begin marks a file as being read, and returns what takes the mark away. The
// error says that it is set aside.
func (m *marks) begin(hash string) (end func(), err error) {
	if m.dir == "" {
		return func() {}, nil
	}
	if m.aside[hash] {
		return nil, errAside
	}
	release := m.alone.RUnlock
	if m.suspects[hash] {
		m.alone.Lock()
		release = m.alone.Unlock
	} else {
		m.alone.RLock()
	}
	mark := filepath.Join(m.dir, hash)
	inHand.Store(hash, true)
	if os.MkdirAll(m.dir, 0o755) == nil { // a cache that cannot be written costs this care only
		_ = os.WriteFile(mark, []byte(strconv.Itoa(os.Getpid())), 0o644)
	}
	return func() {
		_ = os.Remove(mark)
		inHand.Delete(hash)
		release()
	}, nil
}
