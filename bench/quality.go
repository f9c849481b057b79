package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/eval"
)

// judged is how the engines did on one group of sets, those of one name.
type judged struct {
	name string
	rows []*row
	lost []lost
}

// row is one engine on one cut.
type row struct {
	engine engine
	cut    cut
	figures
	kinds           []string // of the questions, as figures.each
	words, passages int      // of the passages
}

// lost is a question on which a peer was better than taskforce.
type lost struct {
	question      eval.Question
	peer          string
	theirs, ours  int // rank of the first relevant passage, 0 for none
	relevant, top string
}

func (b *bench) measureQuality(ctx context.Context, all []engine) ([]*judged, error) {
	var out []*judged
	for i, s := range b.sets {
		c, err := s.read(ctx)
		if err != nil {
			return nil, err
		}
		dir := filepath.Join(b.work, "quality", fmt.Sprint(i))
		if err := c.write(dir); err != nil {
			return nil, err
		}
		at := slices.IndexFunc(out, func(j *judged) bool { return j.name == s.name })
		if at < 0 {
			at = len(out)
			out = append(out, &judged{name: s.name})
		}
		for _, cut := range cuts {
			if err := out[at].measure(ctx, c, cut, all, dir); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// measure asks every engine the questions of a collection over one cut.
func (j *judged) measure(ctx context.Context, c *collection, cut cut, all []engine, dir string) error {
	passages, err := readLines[passage](passagesFile(dir, cut))
	if err != nil {
		return err
	}
	relevant := judge(c.questions, passages)
	var ours []found
	for _, e := range all {
		if !slices.Contains(strings.Fields(e.cuts), cut.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %s, cut %s\n", filepath.Base(c.set.questions), e.name, cut.name)
		into := filepath.Join(dir, cut.name+"-"+e.name)
		if _, err := e.index(ctx, passagesFile(dir, cut), into); err != nil {
			return err
		}
		if cut.whole {
			if passages, err = readLines[passage](filepath.Join(into, chunksFile)); err != nil {
				return err
			}
			relevant = judge(c.questions, passages)
		}
		_, hits, err := e.search(ctx, into, filepath.Join(dir, "questions.jsonl"), into+".jsonl", 0)
		if err != nil {
			return err
		}
		if len(hits) != len(c.questions) {
			return fmt.Errorf("%s answered %d of %d questions", e.name, len(hits), len(c.questions))
		}
		r := j.row(e, cut)
		for i, q := range c.questions {
			r.add(hits[i].Hits, relevant[q.ID])
			r.kinds = append(r.kinds, q.Kind)
		}
		r.count(passages)
		if e.ours && ours == nil {
			ours = hits
		}
		if !e.ours && ours != nil && cut.name == "own" {
			j.compare(c, e, passages, relevant, ours, hits)
		}
	}
	return nil
}

// row finds an engine's row, or makes it.
func (j *judged) row(e engine, c cut) *row {
	for _, r := range j.rows {
		if r.engine.name == e.name && r.cut.name == c.name {
			return r
		}
	}
	r := &row{engine: e, cut: c}
	j.rows = append(j.rows, r)
	return r
}

func (r *row) count(passages []passage) {
	r.passages += len(passages)
	for _, p := range passages {
		r.words += len(strings.Fields(p.Text))
	}
}

// compare notes the questions on which a peer was better.
func (j *judged) compare(c *collection, e engine, passages []passage, relevant map[string]map[string]bool, ours, theirs []found) {
	texts := map[string]string{}
	for _, p := range passages {
		texts[p.ID] = strings.Join(p.Section, " › ") + " | " + strings.Join(strings.Fields(p.Text), " ")
	}
	for i, q := range c.questions {
		t, o := rank(theirs[i].Hits, relevant[q.ID]), rank(ours[i].Hits, relevant[q.ID])
		if t == 0 || o != 0 && o <= t {
			continue
		}
		l := lost{question: q, peer: e.name, theirs: t, ours: o, relevant: texts[theirs[i].Hits[t-1]]}
		if len(ours[i].Hits) > 0 {
			l.top = texts[ours[i].Hits[0]]
		}
		j.lost = append(j.lost, l)
	}
}

// rank is the place of the first relevant hit, from 1; 0 where there is none.
func rank(hits []string, relevant map[string]bool) int {
	return 1 + slices.IndexFunc(hits, func(id string) bool { return relevant[id] })
}
