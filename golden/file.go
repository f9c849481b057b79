package golden

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// file is a file of questions, line by line.
type file struct {
	path  string
	bom   string
	lines []*line
	stamp stamp
}

// line is one line without its end; question is nil for a remark or an empty one.
type line struct {
	text     string
	question *eval.Question
}

// stamp tells whether a file on disk is another one than before.
type stamp struct {
	size int64
	at   time.Time
}

// readFile reads the questions of a file; one that is missing has none.
func readFile(path string) (*file, error) {
	f := &file{path: path}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		f.path = real // written over by renaming, a link would become a file
	}
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile || !info.Mode().IsRegular() {
		return nil, wrap(path, fmt.Errorf("not a file of at most %d MB", maxFile>>20))
	}
	data, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	if _, err := eval.ParseQuestions(path, data); err != nil {
		return nil, err
	}
	f.stamp = stamp{info.Size(), info.ModTime()}
	return f, f.parse(data)
}

// parse takes sound data apart.
func (f *file) parse(data []byte) error {
	const bom = "\ufeff"
	if bytes.HasPrefix(data, []byte(bom)) {
		f.bom, data = bom, data[len(bom):]
	}
	if len(data) == 0 {
		return nil
	}
	for text := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), "\n") {
		q, err := eval.ParseQuestion([]byte(text))
		if err != nil {
			return wrap(f.path, err)
		}
		f.lines = append(f.lines, &line{text, q})
	}
	return nil
}

// again gives the file as it is on disk now, itself where nothing has changed.
func (f *file) again() (*file, error) {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) && f.stamp == (stamp{}) {
		return f, nil
	}
	if err == nil && f.stamp == (stamp{info.Size(), info.ModTime()}) {
		return f, nil
	}
	return readFile(f.path)
}

func (f *file) find(id string) *line {
	for _, l := range f.lines {
		if l.question != nil && l.question.ID == id {
			return l
		}
	}
	return nil
}

func (f *file) questions() (out []eval.Question) {
	for _, l := range f.lines {
		if l.question != nil {
			out = append(out, *l.question)
		}
	}
	return out
}

func (f *file) ids() (out []string) {
	for _, q := range f.questions() {
		out = append(out, q.ID)
	}
	return out
}

// freeID names a question by its words, so that the same ones get the same name.
func (f *file) freeID(question string) string {
	sum := sha256.Sum256([]byte(question))
	id := "q-" + hex.EncodeToString(sum[:5])
	for n := 2; ; n++ {
		if f.find(id) == nil {
			return id
		}
		id = "q-" + hex.EncodeToString(sum[:5]) + "-" + strconv.Itoa(n)
	}
}

// add puts a question at the end.
func (f *file) add(q eval.Question) error {
	l := &line{text: "{}", question: &eval.Question{}}
	if err := l.set(q); err != nil {
		return err
	}
	f.lines = append(f.lines, l)
	return nil
}

// version names what stands in a line.
func (l *line) version() string {
	sum := sha256.Sum256([]byte(l.text))
	return hex.EncodeToString(sum[:8])
}

// remark makes the line one that is passed over, with what it said.
func (l *line) remark(now time.Time) {
	l.text = "# fjernet " + now.Format(time.DateOnly) + ": " + l.text
	l.question = nil
}

// write writes the file whole or not at all.
func (f *file) write() error {
	var out strings.Builder
	out.WriteString(f.bom)
	for _, l := range f.lines {
		out.WriteString(l.text + "\n")
	}
	if err := whole.Replace(f.path, []byte(out.String())); err != nil {
		return err
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	f.stamp = stamp{info.Size(), info.ModTime()}
	return nil
}
