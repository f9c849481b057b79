package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// An engine is a program of two commands, each run as a process of its own:
//
//	index PASSAGES DIR                   makes an index in DIR of a passages file
//	search DIR QUESTIONS OUT ROUNDS      writes the ten best passages of every question
//
// search asks every question once to warm up, then up to ROUNDS times timed (a
// slow engine stops earlier), one question at a time, from the question's text
// to ids and texts of passages.
// Each prints its report as one JSON line on standard output. The environment
// variable BENCH_BOOSTS holds the weights of title, section and text. Of the cut
// "whole" the passages are documents, and the engine leaves what it cuts of them
// in chunksFile in DIR.
type engine struct {
	name string   // in file names
	head string   // in tables
	argv []string // program and arguments before the command
	ours bool
	cuts string // names of the cuts it is measured on
	fast bool   // its speed is measured
	// disk is the program where speed is measured, if it is another one.
	disk []string
}

// report is what an engine says of itself.
type report struct {
	IndexMS float64 `json:"index_ms"`
	OpenMS  float64 `json:"open_ms"`
	Bytes   int64   `json:"bytes"`   // of the index; 0 means what lies in DIR
	PeakKB  int64   `json:"peak_kb"` // most memory of the process
}

// tools are the programs that bench/run installed; engines whose tool is
// missing are left out.
type tools struct {
	python, java string // java is the class path
	opensearch   string // address of an index
	openwebui    bool   // python has what Open WebUI's way needs
	postgres     bool
	peers        string // folder of the peers' programs
}

func engines(t tools) []engine {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	own := func(more ...string) []string {
		return append([]string{self, "taskforce", "-memory"}, more...)
	}
	out := []engine{
		{name: "taskforce", head: "**taskforce**", argv: own("-by", "both"), disk: []string{self, "taskforce"}, ours: true, cuts: "own", fast: true},
		{name: "taskforce-history", head: "taskforce, told the conversation", argv: own("-by", "both", "-history"), ours: true, cuts: "own"},
		{name: "taskforce-words", head: "taskforce, words alone", argv: own("-by", "words"), ours: true, cuts: "own fixed"},
		{name: "taskforce-meaning", head: "taskforce, meaning alone", argv: own("-by", "meaning"), ours: true, cuts: "own"},
		{name: "bleve", head: "Bleve `da`", argv: []string{self, "bleve"}, cuts: "own fixed", fast: true},
	}
	if t.opensearch != "" {
		out = append(out, engine{name: "opensearch", head: "taskforce, index in OpenSearch", argv: []string{self, "taskforce", "-index", t.opensearch}, ours: true, fast: true})
	}
	if t.java != "" {
		out = append(out, engine{name: "lucene", head: "Lucene DanishAnalyzer", argv: []string{"java", "-Xmx1g", "-cp", t.java, "Lucene"}, cuts: "own fixed", fast: true})
	}
	if t.python == "" {
		return out
	}
	program := func(name string, args ...string) []string {
		return append([]string{t.python, filepath.Join(t.peers, name)}, args...)
	}
	out = append(out,
		engine{name: "tantivy", head: "Tantivy, Danish stemmer", argv: program("tantivy_peer.py"), cuts: "own fixed", fast: true},
		engine{name: "sqlite", head: "SQLite FTS5", argv: program("sqlite_peer.py"), cuts: "own fixed", fast: true},
		engine{name: "sqlite-prefix", head: "SQLite FTS5, prefixes", argv: program("sqlite_peer.py", "--prefix"), cuts: "own fixed"},
	)
	if t.openwebui {
		out = append(out, engine{name: "openwebui", head: "Open WebUI's default", argv: program("openwebui_peer.py"), cuts: "whole"})
	}
	if t.postgres {
		out = append(out,
			engine{name: "postgres-cd", head: "PostgreSQL `danish`, OR, ts_rank_cd", argv: program("postgres_peer.py", "--rank=cd"), cuts: "own fixed"},
			engine{name: "postgres", head: "PostgreSQL `danish`, OR, ts_rank", argv: program("postgres_peer.py", "--rank=rank"), cuts: "own fixed", fast: true},
			engine{name: "postgres-and", head: "PostgreSQL `danish`, AND", argv: program("postgres_peer.py", "--rank=and"), cuts: "own fixed"},
		)
	}
	return out
}

// index makes the engine's index anew.
func (e engine) index(ctx context.Context, passages, dir string) (report, error) {
	if err := os.RemoveAll(dir); err != nil {
		return report{}, fmt.Errorf("clearing %s: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return report{}, fmt.Errorf("making %s: %w", dir, err)
	}
	r, err := e.run(ctx, "index", passages, dir)
	if err == nil && r.Bytes == 0 {
		r.Bytes, err = folderSize(dir)
	}
	return r, err
}

// search asks the questions of a file.
func (e engine) search(ctx context.Context, dir, questions, out string, rounds int) (report, []found, error) {
	r, err := e.run(ctx, "search", dir, questions, out, strconv.Itoa(rounds))
	if err != nil {
		return r, nil, err
	}
	hits, err := readLines[found](out)
	return r, hits, err
}

func (e engine) run(ctx context.Context, args ...string) (report, error) {
	argv := append(append([]string{}, e.argv...), args...)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return report{}, fmt.Errorf("%s %s: %w\n%s", e.name, args[0], err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	var r report
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &r); err != nil {
		return r, fmt.Errorf("%s %s: its report: %w", e.name, args[0], err)
	}
	return r, nil
}

func folderSize(dir string) (int64, error) {
	var sum int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("measuring %s: %w", dir, err)
	}
	return sum, nil
}

// printReport is how an engine of this program ends.
func printReport(r report) error {
	var err error
	if r.PeakKB, err = peakKB(); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// peakKB is the most memory that this process has held, as Linux tells it.
func peakKB() (int64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, fmt.Errorf("reading the peak of memory: %w", err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, fmt.Errorf("reading the peak of memory: no VmHWM")
	}
	return strconv.ParseInt(fields[0], 10, 64)
}
