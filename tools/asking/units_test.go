// Package asking holds the program that makes the question's own numbers
// (README.md); only what hands it texts and their vectors is Go.
package asking

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/index/engine"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

var (
	sets = flag.String("sets", "", "write the units of these sets: name=questions.jsonl+…=documents,… (no documents: the shipped materials)")
	out  = flag.String("out", "", "folder for NAME.json and NAME.vectors")
)

// set is what a collection consists of, as the search compares it, and what is
// asked of it.
type set struct {
	Passages  int     `json:"passages"`
	Pieces    []unit  `json:"pieces"`
	Sentences []unit  `json:"sentences"`
	Asked     []unit  `json:"asked"`
	Questions []asked `json:"questions"`
}

// unit is a text that has a vector; those of a set lie in the order pieces,
// sentences, asked.
type unit struct {
	Passage int    `json:"passage"` // from 0
	Text    string `json:"text"`
	Of      int    `json:"of"` // what is asked: its sentence among all
}

type asked struct {
	Question   string `json:"question"`
	Answerable bool   `json:"answerable"`
	Passages   []int  `json:"passages"`  // that hold the evidence
	Pieces     []int  `json:"pieces"`    // likewise
	Sentences  []int  `json:"sentences"` // likewise, or stand in it
}

func TestUnits(t *testing.T) {
	if *sets == "" {
		t.Skip("-sets is not set")
	}
	for what := range strings.SplitSeq(*sets, ",") {
		f := append(strings.Split(what, "="), "", "")
		name := filepath.Join(*out, f[0])
		if _, err := os.Stat(name + ".json"); err == nil {
			continue
		}
		s, plain := read(t, f[2])
		for file := range strings.SplitSeq(f[1], "+") {
			questions, err := eval.ReadQuestions(file)
			must(t, err)
			for _, q := range questions {
				s.Questions = append(s.Questions, s.evidence(q, plain))
			}
		}
		writeVectors(t, name+".vectors", slices.Concat(s.Pieces, s.Sentences, s.Asked))
		data, err := json.Marshal(s)
		must(t, err)
		must(t, os.WriteFile(name+".json", data, 0o600))
		t.Logf("%s: %d passages, %d questions", f[0], s.Passages, len(s.Questions))
	}
}

// read gives the units of documents and the text of each passage.
func read(t *testing.T, path string) (s *set, plain []string) {
	t.Helper()
	source := library.Source{FS: materials.Files}
	if path != "" {
		source = library.Source{Disk: path}
	}
	lib, err := library.ReadAll(t.Context(), []library.Source{source}, library.Options{})
	must(t, err)
	s = &set{}
	for _, d := range lib.Documents {
		full, err := d.Full()
		must(t, err)
		for _, p := range documents.Passages(full, documents.DefaultPassageSize()) {
			s.add(p)
			plain = append(plain, danish.Letters(p.Text))
		}
	}
	return s, plain
}

func (s *set) add(p documents.Passage) {
	n, first := s.Passages, len(s.Sentences)
	for _, a := range p.Asked {
		s.Asked = append(s.Asked, unit{n, a.Question, first + a.Sentence})
	}
	p.Asked = nil
	for _, x := range engine.Pieces(p) {
		s.Pieces = append(s.Pieces, unit{Passage: n, Text: x})
	}
	for _, x := range engine.Sentences(p) {
		s.Sentences = append(s.Sentences, unit{Passage: n, Text: x})
	}
	s.Passages++
}

func (s *set) evidence(q eval.Question, plain []string) asked {
	a := asked{Question: q.Question, Answerable: q.IsAnswerable()}
	holds := func(text string) bool {
		return slices.ContainsFunc(q.Evidence, func(e string) bool { return strings.Contains(text, danish.Letters(e)) })
	}
	for i, p := range plain {
		if holds(p) {
			a.Passages = append(a.Passages, i)
		}
	}
	for i, u := range s.Pieces {
		if holds(danish.Letters(u.Text)) {
			a.Pieces = append(a.Pieces, i)
		}
	}
	for i, u := range s.Sentences {
		l := danish.Letters(u.Text)
		stands := func(e string) bool { return len(l) > 20 && strings.Contains(danish.Letters(e), l) }
		if holds(l) || slices.ContainsFunc(q.Evidence, stands) {
			a.Sentences = append(a.Sentences, i)
		}
	}
	return a
}

func writeVectors(t *testing.T, name string, units []unit) {
	t.Helper()
	e, err := meaning.Open()
	must(t, err)
	var b bytes.Buffer
	for _, u := range units {
		v, err := e.Passages(t.Context(), []string{u.Text})
		must(t, err)
		must(t, binary.Write(&b, binary.LittleEndian, v[0]))
	}
	must(t, os.WriteFile(name, b.Bytes(), 0o600))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
