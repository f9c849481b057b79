package cluster

import (
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

func indexOf(t *testing.T, lib *documents.Library, opt index.Options) *index.Index {
	t.Helper()
	x, err := index.Build(t.Context(), lib, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// bestOf gives the text of the best hit.
func bestOf(t *testing.T, x *index.Index, question string) string {
	t.Helper()
	_, hits, err := x.Find(t.Context(), question, nil, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Text
}

func snapshotIn(t *testing.T, x *index.Index) *index.Snapshot {
	t.Helper()
	s, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Release)
	return s
}
