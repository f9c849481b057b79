package pause_test

import (
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/pause"
)

func TestPause(t *testing.T) {
	var p pause.Pause
	now := time.Now()
	if !p.Over(now) || p.End() {
		t.Error("a pause that nobody began")
	}
	if !p.Begin(now) || p.Begin(now) || p.Over(now.Add(pause.Length)) {
		t.Error("no pause, or it begins twice")
	}
	later := now.Add(pause.Length + 1)
	if !p.Over(later) || p.Over(later) {
		t.Error("not one tries when it ends")
	}
	if !p.End() || !p.Over(later) || p.End() {
		t.Error("it does not end")
	}
}
