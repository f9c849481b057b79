package engine

import (
	"slices"
	"testing"
)

// TestPlaces finds each passage of an amended index in its place, and back.
func TestPlaces(t *testing.T) {
	t.Parallel()
	var l Layout
	for _, s := range []Stretch{{false, 7, 3}, {true, 0, 2}, {true, 2, 1}, {false, 0, 2}, {false, 2, 0}, {false, 2, 2}, {true, 3, 1}} {
		l = l.Append(s)
	}
	if want := (Layout{{false, 7, 3}, {true, 0, 3}, {false, 0, 4}, {true, 3, 1}}); !slices.Equal(l, want) {
		t.Fatalf("layout %v, want %v", l, want)
	}
	p := l.Places()
	if p.Count() != 11 {
		t.Errorf("%d passages", p.Count())
	}
	for n := range p.Count() {
		added, inner := p.At(n)
		if back, ok := p.Of(added, inner); !ok || back != n {
			t.Errorf("passage %d lies in %v %d, where %d is, %v", n, added, inner, back, ok)
		}
	}
	if dead := p.Dead(12); !slices.Equal(dead, []int{4, 5, 6, 10, 11}) {
		t.Errorf("left out: %v", dead)
	}
	for _, n := range p.Dead(12) {
		if at, ok := p.Of(false, n); ok {
			t.Errorf("passage %d of the base is left out, and found as %d", n, at)
		}
	}
	inner, numbers := p.Split([]int{10, 3, 0})
	if !slices.Equal(inner[0], []int{7}) || !slices.Equal(numbers[0], []int{2}) || !slices.Equal(inner[1], []int{3, 0}) || !slices.Equal(numbers[1], []int{0, 1}) {
		t.Errorf("split into %v, %v", inner, numbers)
	}
}
