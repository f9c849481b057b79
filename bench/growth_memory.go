package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// memory is the most that a process held, in kB.
type memory struct {
	Own int64 `json:"own"` // what it allocated itself
	All int64 `json:"all"` // with the pages of files that it has mapped
}

// watch looks at a process's memory until it is stopped.
type watch struct {
	done chan struct{}
	out  chan memory
}

func watchMemory(pid int) *watch {
	w := &watch{done: make(chan struct{}), out: make(chan memory)}
	go func() {
		var most memory
		for {
			if now, err := memoryOf(pid); err == nil {
				most = memory{max(most.Own, now.Own), max(most.All, now.All)}
			}
			select {
			case <-w.done:
				w.out <- most
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return w
}

func (w *watch) stop() memory {
	close(w.done)
	return <-w.out
}

// memoryOf is what a process holds now, as Linux tells it.
func memoryOf(pid int) (memory, error) {
	var m memory
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			m.All = kb
		case "RssAnon":
			m.Own = kb
		}
	}
	return m, lines.Err()
}
