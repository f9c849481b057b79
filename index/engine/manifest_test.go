package engine

import (
	"encoding/json"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// TestFailuresAreKept writes failures as a manifest does and reads them again,
// also those of a program that kept the Danish only.
func TestFailuresAreKept(t *testing.T) {
	want := documents.NewFailure("tom.pdf", documents.ErrEmpty)
	text, err := json.Marshal(Lists{Failures: Keep([]documents.Failure{want})})
	if err != nil {
		t.Fatal(err)
	}
	var got Lists
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if f := got.Unread()[0]; f.Path != want.Path || f.Reason != want.Reason || f.English != want.English || f.English == "" {
		t.Errorf("got %+v", f)
	}
	const old = `{"failures":[{"path":"a.pdf","reason":"filen er tom","read":true}]}`
	var kept Lists
	if err := json.Unmarshal([]byte(old), &kept); err != nil {
		t.Fatal(err)
	}
	if f := kept.Unread()[0]; f.Path != "a.pdf" || f.In("en").Reason != "filen er tom" || !f.Read {
		t.Errorf("got %+v", f)
	}
}
