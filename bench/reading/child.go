package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// reading is what one file became, in a process of its own.
type reading struct {
	Format string            `json:"format"`
	Pages  int               `json:"pages"`
	Blocks []documents.Block `json:"blocks"`
	Losses []lostText        `json:"losses"`
	Reason string            `json:"reason"` // why there is no document
	Peak   int64             `json:"peak"`   // bytes of memory, at most

	CPU time.Duration `json:"-"`
}

// lostText is a loss with all of its text.
type lostText struct {
	Kind string `json:"kind"`
	Page int    `json:"page"`
	Text string `json:"text"`
}

// readAlone reads a file in a process of its own, which tells its memory and time.
func readAlone(ctx context.Context, file string) (reading, error) {
	self, err := os.Executable()
	if err != nil {
		return reading{}, err
	}
	cmd := exec.CommandContext(ctx, self, "one", file)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	err = cmd.Run()
	var r reading
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &r)
	}
	if cmd.ProcessState != nil {
		r.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	return r, err
}

// one reads a file as the program does, and writes what became of it.
func one(ctx context.Context, file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	doc, failure := library.Read(ctx, filepath.Base(file), data, library.Options{})
	r := reading{}
	switch {
	case doc != nil:
		r.Format, r.Pages, r.Blocks = doc.Format, doc.Pages, doc.Blocks
		for _, l := range doc.Losses {
			r.Losses = append(r.Losses, lostText{l.Kind, l.Page, cmp.Or(l.Whole, l.Text)})
		}
	case failure != nil:
		r.Reason = cmp.Or(failure.Reason, "?")
	default:
		return errors.New("not read")
	}
	r.Peak = peak()
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peak is the most memory that this process had, in bytes; 0 where the system
// does not tell. What it tells a parent counts the parent's own too.
func peak() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := highWater.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kb, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return kb << 10
}
