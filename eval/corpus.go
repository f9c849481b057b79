package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// Files of a corpus in a folder, as the BEIR collection lays them out.
const (
	corpusFile  = "corpus.jsonl"
	queriesFile = "queries.jsonl"
	qrelsFolder = "qrels"
)

// Corpus is a collection to measure on instead of documents: each of its lines
// is one passage under its own ID.
type Corpus struct {
	Passages  []documents.Passage
	Questions []Question // nil where the corpus brings none
}

// line is a line of a corpus or of its queries; BEIR writes _id for id.
type line struct {
	ID     string `json:"id"`
	BEIRID string `json:"_id"`
	Title  string `json:"title"`
	Text   string `json:"text"`
}

// ReadCorpus reads a file of {"id","title","text"} lines, or a folder with
// corpus.jsonl, queries.jsonl and qrels/*.tsv. Of the folder's queries those
// with a relevant passage become questions; where qrels holds test.tsv, only
// it counts. An error names the file and the line.
func ReadCorpus(path string) (*Corpus, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading the corpus: %w", err)
	}
	if !info.IsDir() {
		passages, err := readPassages(path)
		return &Corpus{Passages: passages}, err
	}
	passages, err := readPassages(filepath.Join(path, corpusFile))
	if err != nil {
		return nil, err
	}
	questions, err := readQueries(path)
	if err != nil {
		return nil, err
	}
	return &Corpus{Passages: passages, Questions: questions}, nil
}

func readPassages(path string) ([]documents.Passage, error) {
	lines, err := readLines(path)
	if err != nil {
		return nil, err
	}
	out := make([]documents.Passage, len(lines))
	for i, l := range lines {
		title := strings.TrimSpace(l.Title)
		out[i] = documents.Passage{ID: l.ID, Document: l.ID, Title: title, Section: []string{}, Text: l.Text}
	}
	return out, nil
}

// readLines reads a file of JSON lines with an ID each, no ID twice.
func readLines(path string) ([]line, error) {
	var out []line
	seen := map[string]int{}
	err := eachLine(path, func(n int, text string) error {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			return err
		}
		if l.ID == "" {
			l.ID = l.BEIRID
		}
		if l.ID == "" || strings.TrimSpace(l.Title+l.Text) == "" {
			return noText.Fault(nil)
		}
		if at := seen[l.ID]; at > 0 {
			return twice.Fault(nil, l.ID, at)
		}
		seen[l.ID] = n
		out = append(out, l)
		return nil
	})
	return out, err
}

// readQueries makes questions of the queries that have relevant passages.
func readQueries(dir string) ([]Question, error) {
	files, err := qrels(dir)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	lines, err := readLines(filepath.Join(dir, queriesFile))
	if err != nil {
		return nil, err
	}
	relevant := map[string][]string{}
	for _, f := range files {
		if err := readQrels(f, relevant); err != nil {
			return nil, err
		}
	}
	out := []Question{}
	for _, l := range lines {
		if ids := relevant[l.ID]; len(ids) > 0 {
			out = append(out, Question{ID: l.ID, Question: l.Text, Relevant: ids})
		}
	}
	return out, nil
}

// qrels are the files that say what is relevant.
func qrels(dir string) ([]string, error) {
	test := filepath.Join(dir, qrelsFolder, "test.tsv")
	if _, err := os.Stat(test); err == nil {
		return []string{test}, nil
	}
	files, err := filepath.Glob(filepath.Join(dir, qrelsFolder, "*.tsv"))
	if err != nil {
		return nil, fmt.Errorf("listing the relevant passages: %w", err)
	}
	return files, nil
}

// readQrels adds to relevant what a file of query, passage and score tells; a
// score of 0 or less is not relevant.
func readQrels(path string, relevant map[string][]string) error {
	return eachLine(path, func(n int, text string) error {
		cells := strings.Split(text, "\t")
		if len(cells) != 3 {
			return badColumns.Fault(nil, len(cells))
		}
		score, err := strconv.ParseFloat(strings.TrimSpace(cells[2]), 64)
		switch {
		case err != nil && n == 1: // the head
		case err != nil:
			return badScore.Fault(nil, cells[2])
		case score > 0:
			relevant[cells[0]] = append(relevant[cells[0]], cells[1])
		}
		return nil
	})
}

// eachLine calls fn with every line that is not empty and its number from 1.
// An error of fn is told with the file and the line.
func eachLine(path string, fn func(n int, text string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for n := 1; ; n++ {
		text, err := r.ReadString('\n')
		if err != nil && err != io.EOF {
			return fmt.Errorf("reading %s: %w", path, err)
		}
		if n == 1 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if text = strings.TrimRight(text, "\r\n"); strings.TrimSpace(text) != "" {
			if err := fn(n, text); err != nil {
				return AtLine(path, n, err)
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}
