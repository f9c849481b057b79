package cluster

import (
	"sync"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/rank"
	"github.com/digitaskforce/taskforce/meaning"
)

// numbered is a passage of a build by its ordinal, named what has an ID in an index;
// at is the index with its hosts.
type (
	numbered struct {
		at string
		n  int
	}
	named struct{ at, id string }
)

// What was read of all indexes: a build never changes, nor does a document whose ID
// hashes what it holds, and so what is read for one question is known for the next.
// The bounds are of the whole process, however many collections it has.
var (
	keptRecords  = newKept[numbered, rank.Record](8 << 20)
	keptPassages = newKept[numbered, documents.Passage](8 << 20)
	keptHolders  = newKept[named, []int](4 << 20)            // ordinals of the passages that hold the text of a hash
	keptVectors  = newKept[named, *meaning.Packed](16 << 20) // that a passage is looked at closely by
)

// kept remembers what was read of what never changes. It holds at most twice so
// many bytes: when the values that were put or found last come to that many, those
// of the time before are forgotten. It is safe for use by several goroutines.
type kept[K comparable, V any] struct {
	most int // bytes

	mu         sync.Mutex
	young, old map[K]weighed[V]
	size       int // bytes of the young
}

// weighed is a value and the bytes that it takes, about.
type weighed[V any] struct {
	value V
	bytes int
}

func newKept[K comparable, V any](most int) *kept[K, V] {
	return &kept[K, V]{most: most, young: map[K]weighed[V]{}}
}

// get gives the value of a key, where it is remembered.
func (k *kept[K, V]) get(key K) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	w, ok := k.young[key]
	if !ok {
		if w, ok = k.old[key]; ok {
			k.add(key, w)
		}
	}
	return w.value, ok
}

// put remembers the value of a key, which takes so many bytes.
func (k *kept[K, V]) put(key K, value V, bytes int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.add(key, weighed[V]{value, bytes})
}

func (k *kept[K, V]) add(key K, w weighed[V]) {
	if k.size+w.bytes > k.most {
		k.old, k.young, k.size = k.young, map[K]weighed[V]{}, 0
	}
	k.size += w.bytes - k.young[key].bytes
	k.young[key] = w
}
