package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/store"
	"github.com/digitaskforce/taskforce/store/storetest"
)

func TestPostgresErrors(t *testing.T) {
	server := storetest.Postgres(t)
	url := server.URL("postgres")
	for address, want := range map[string]error{
		strings.Replace(url, "/postgres?", "/findesikke?", 1): store.ErrDatabase,
		strings.Replace(url, "taskforce@", "fremmed@", 1):     store.ErrLogin,
	} {
		if _, err := store.Open(t.Context(), store.Config{URL: address}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
}

// TestPostgresComesBack stops the database under a Recorder: nothing waits, and
// what waited is written when it is back.
func TestPostgresComesBack(t *testing.T) {
	server := storetest.Postgres(t)
	s := open(t, store.Config{URL: server.URL("tabt")})
	r := store.NewRecorder(s, store.RecorderConfig{Keep: 100 * 365 * 24 * time.Hour, Tries: 1000, Pause: 10 * time.Millisecond})
	server.Stop()
	for _, id := range []string{"a", "b", "c"} {
		r.Answered(store.Question{ID: id, At: noon})
	}
	rated := make(chan error, 1)
	go func() { rated <- r.Rated(t.Context(), store.Feedback{ID: "b", Vote: store.Up, At: noon}) }()
	server.Start()
	if err := <-rated; err != nil {
		t.Error(err)
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := all(t, s, noon, noon.Add(time.Hour)); len(got) != 3 || got[1].Feedback == nil {
		t.Errorf("kept: %+v; %+v", got, r.Stats())
	}
}
