package cluster

import (
	"sync"
	"testing"
)

func TestKept(t *testing.T) {
	k := newKept[int, string](100)
	k.put(1, "one", 40)
	k.put(1, "one", 40) // the same takes its room once
	k.put(2, "two", 40)
	for n, want := range map[int]string{1: "one", 2: "two"} {
		if got, ok := k.get(n); !ok || got != want {
			t.Errorf("%d gives %q, %t", n, got, ok)
		}
	}
	k.put(3, "three", 40) // there is no room beside both: they are of the time before
	if _, ok := k.get(1); !ok {
		t.Error("what was found last is forgotten at once")
	}
	k.put(4, "four", 40) // and now what nobody asked for since is forgotten
	if _, ok := k.get(2); ok {
		t.Error("what nobody asked for is still there")
	}
	for n, want := range map[int]string{1: "one", 3: "three", 4: "four"} {
		if got, ok := k.get(n); !ok || got != want {
			t.Errorf("%d gives %q, %t", n, got, ok)
		}
	}
}

// TestKeptBounded fills it from several goroutines and counts what it holds.
func TestKeptBounded(t *testing.T) {
	k := newKept[int, int](1000)
	var work sync.WaitGroup
	for w := range 4 {
		work.Go(func() {
			for i := range 10_000 {
				k.put(i*4+w, i, 10)
				k.get(i)
			}
		})
	}
	work.Wait()
	if n := len(k.young) + len(k.old); n > 200 {
		t.Errorf("it holds %d values of 10 bytes, and at most 2,000 bytes", n)
	}
}
