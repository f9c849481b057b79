package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// TestAtRate asks a service that answers one question at a time, slower than
// they come: the time that questions wait must count, and those sent away too.
func TestAtRate(t *testing.T) {
	var turn sync.Mutex
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		turn.Lock()
		defer turn.Unlock()
		if n++; n%10 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		time.Sleep(20 * time.Millisecond)
	}))
	defer srv.Close()
	s := &service{url: srv.URL, client: srv.Client()}
	got := s.atRate(t.Context(), search, []asked{{Question: "Hvad?"}}, 100, time.Second, 1)
	if got.asked < 70 || got.asked != len(got.times)+got.failed || got.failed != got.asked/10 {
		t.Fatalf("asked %d, answered %d, failed %d", got.asked, len(got.times), got.failed)
	}
	// The last question waits for nearly all others: so many turns less the second in which they came.
	least := float64(got.asked)*20 - 1100
	if longest := percentile(got.times, 1); longest < least/2 {
		t.Errorf("the longest took %.0f ms, at least %.0f were due", longest, least)
	}
	if got.holds() {
		t.Error("a rate at which a tenth is sent away counts as held")
	}
}

func TestArrivals(t *testing.T) {
	moments := arrivals(50, 100*time.Second, 1)
	if n := len(moments); n < 4800 || n > 5200 {
		t.Errorf("%d questions in 100 s at 50 a second", n)
	}
	for i := 1; i < len(moments); i++ {
		if moments[i] < moments[i-1] || moments[i] >= 100*time.Second {
			t.Fatalf("moment %d is %v, after %v", i, moments[i], moments[i-1])
		}
	}
}

// TestCorpus cuts grown documents as the program does: each passage stays one.
func TestCorpus(t *testing.T) {
	docs, err := corpus(t.Context(), t.TempDir(), 120)
	if err != nil {
		t.Fatal(err)
	}
	passages, err := readPassages(t.Context(), docs)
	if err != nil || passages != 120 {
		t.Errorf("got %d passages, %v", passages, err)
	}
}

func readPassages(ctx context.Context, dir string) (int, error) {
	lib, err := library.ReadAll(ctx, []library.Source{{Disk: dir}}, library.Options{})
	if err != nil {
		return 0, err
	}
	n := 0
	for _, d := range lib.Documents {
		n += len(documents.Passages(d, documents.DefaultPassageSize()))
	}
	return n, nil
}
