package cluster

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
)

// testSharedRanking asks both engines the same and compares what they find.
func testSharedRanking(t *testing.T, open func() *Cluster) {
	lib := shipped(t)
	syn, err := danish.ParseSynonyms(bytes.NewReader(materials.Synonyms))
	if err != nil {
		t.Fatal(err)
	}
	own := indexOf(t, lib, index.Options{Synonyms: syn})
	there := indexOf(t, lib, index.Options{Synonyms: syn, Shared: open()})
	asked, same := 0, 0
	for _, q := range questionsOf(t, "../../eval/testdata/questions-tune.jsonl") {
		a, b := found(t, own, q), found(t, there, q)
		asked++
		if slices.Equal(a, b) {
			same++
		} else if len(a) > 0 && (len(b) == 0 || a[0] != b[0]) {
			t.Errorf("%q: best is %v there, %v here", q, b, a)
		}
	}
	if asked < 100 || same < asked*98/100 {
		t.Errorf("%d of %d questions find the same in the same order", same, asked)
	}
	checkPassages(t, own, there)
}

// shipped are the shipped materials.
func shipped(t *testing.T) *documents.Library {
	t.Helper()
	lib, err := library.ReadAll(t.Context(), []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// testSharedShards is testSharedRanking with several shards.
func testSharedShards(t *testing.T, open func() *Cluster) {
	testSharedRanking(t, func() *Cluster {
		s := open()
		s.shardSize = 100
		return s
	})
	s := open()
	for passages, want := range map[int]int{0: 1, 1: 1, shardPassages: 1, shardPassages + 1: 2} {
		if n := s.shards(passages); n != want {
			t.Errorf("%d passages: %d shards", passages, n)
		}
	}
}

func questionsOf(t *testing.T, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var q struct{ Question string }
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		out = append(out, q.Question)
	}
	return out
}

// found are the IDs of the ten best passages.
func found(t *testing.T, x *index.Index, question string) []string {
	t.Helper()
	_, hits, err := x.Find(t.Context(), question, nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return ids
}

// checkPassages compares what both hold of the first document.
func checkPassages(t *testing.T, own, there *index.Index) {
	t.Helper()
	doc := own.Documents()[0].ID
	a, err := own.Passages(t.Context(), doc)
	if err != nil {
		t.Fatal(err)
	}
	b, err := there.Passages(t.Context(), doc)
	if err != nil || !slices.EqualFunc(a, b, func(p, q documents.Passage) bool { return p.ID == q.ID && p.Text == q.Text }) {
		t.Errorf("%d passages here, %d there, %v", len(a), len(b), err)
	}
	last := a[len(a)-1]
	if p, err := there.Passage(t.Context(), last.ID); err != nil || p.Text != last.Text {
		t.Errorf("passage %s: %q, %v", last.ID, p.Text, err)
	}
	if _, err := there.Passage(t.Context(), "none"); !errors.Is(err, index.ErrNotFound) {
		t.Errorf("a passage that is not there: %v", err)
	}
	for _, w := range []string{"kommunn", "stratgi", "strateegi"} {
		a, b := snapshotIn(t, own).Parse(t.Context(), w, nil), snapshotIn(t, there).Parse(t.Context(), w, nil)
		if !reflect.DeepEqual(a.Concepts, b.Concepts) || len(a.Concepts) != 1 {
			t.Errorf("%s is read as %+v here, as %+v there", w, a.Concepts, b.Concepts)
		}
	}
}
