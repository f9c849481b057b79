package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// built is what an index cost to make; it is kept beside it.
type built struct {
	Seconds  float64   `json:"seconds"`
	Passages int       `json:"passages"`
	Bytes    int64     `json:"bytes"` // of the index
	Texts    int64     `json:"texts"` // bytes of what the files became, in --data
	Memory   [2]memory `json:"memory"`
}

var counted = regexp.MustCompile(`(\d+) uddrag`)

// build runs taskforce index, unless it was done before.
func (g *growth) build(ctx context.Context, name string, n int, docs string) (built, error) {
	dir := filepath.Join(g.work, fmt.Sprint(n))
	kept := filepath.Join(dir, name+".json")
	var b built
	if text, err := os.ReadFile(kept); err == nil && json.Unmarshal(text, &b) == nil {
		return b, nil
	}
	data := filepath.Join(dir, name)
	if err := os.RemoveAll(data); err != nil {
		return b, err
	}
	fmt.Fprintf(os.Stderr, "%d passages: building, %s\n", n, name)
	start := time.Now()
	out, err := g.index(ctx, name, n, docs, &b)
	if err != nil {
		return b, err
	}
	b.Seconds = time.Since(start).Seconds()
	if m := counted.FindStringSubmatch(out); m != nil {
		b.Passages, _ = strconv.Atoi(m[1])
	}
	if b.Texts, err = folderSize(filepath.Join(data, "cache")); err != nil {
		return b, err
	}
	if b.Bytes, err = g.size(ctx, name, n, data); err != nil {
		return b, err
	}
	text, err := json.Marshal(b)
	fmt.Fprintf(os.Stderr, "%s\n", text)
	return b, errors.Join(err, os.WriteFile(kept, text, 0o644))
}

// index runs the program and watches its memory, and the node's.
func (g *growth) index(ctx context.Context, name string, n int, docs string, b *built) (string, error) {
	cmd := exec.CommandContext(ctx, g.program, append([]string{"index"}, g.flags(name, n, docs)...)...)
	cmd.Stderr = os.Stderr
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return "", err
	}
	watches := []*watch{watchMemory(cmd.Process.Pid)}
	if name == shared && g.node.pid > 0 {
		watches = append(watches, watchMemory(g.node.pid))
	}
	out, err := io.ReadAll(pipe)
	for i, w := range watches {
		b.Memory[i] = w.stop()
	}
	if err := errors.Join(err, cmd.Wait()); err != nil {
		return "", fmt.Errorf("taskforce index, %s: %w", name, err)
	}
	return string(out), nil
}

// size is that of the index on disk.
func (g *growth) size(ctx context.Context, name string, n int, data string) (int64, error) {
	if name == embedded {
		return folderSize(filepath.Join(data, "index"))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("http://%s/growth-%d.*/_flush", g.node.address, n), nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	res.Body.Close()
	var stats struct {
		All struct {
			Total struct {
				Store struct {
					Bytes int64 `json:"size_in_bytes"`
				} `json:"store"`
			} `json:"total"`
		} `json:"_all"`
	}
	res, err = http.Get(fmt.Sprintf("http://%s/growth-%d.*/_stats/store", g.node.address, n))
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	err = json.NewDecoder(res.Body).Decode(&stats)
	return stats.All.Total.Store.Bytes, err
}
