package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/store"
)

const ages = 100 * 365 * 24 * time.Hour

// TestRecorder keeps questions and feedback, which may come before its question.
func TestRecorder(t *testing.T) {
	s := open(t, store.Config{URL: "sqlite", Dir: t.TempDir()})
	r := store.NewRecorder(s, store.RecorderConfig{Keep: ages})
	for i := range 200 {
		id := fmt.Sprint(i)
		r.Answered(store.Question{ID: id, At: noon})
		if err := r.Rated(t.Context(), store.Feedback{ID: id, Vote: store.Up, At: noon}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.Answered(store.Question{ID: "for sent", At: noon})
	got := all(t, s, noon, noon.Add(time.Hour))
	for _, q := range got {
		if q.Feedback == nil {
			t.Errorf("question %s has no feedback", q.ID)
		}
	}
	want := store.Stats{Written: 400, Dropped: 1}
	if stats := r.Stats(); len(got) != 200 || stats != want {
		t.Errorf("%d questions; %+v, want %+v", len(got), stats, want)
	}
}

// TestRecorderNeverWaits: with the store closed under it, a full queue drops,
// the log is told once and never of a question, and Close ends in time.
func TestRecorderNeverWaits(t *testing.T) {
	s, err := store.Open(t.Context(), store.Config{URL: "sqlite", Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	r := store.NewRecorder(s, store.RecorderConfig{Keep: ages, Queue: 10, Tries: 2, Pause: time.Hour, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for i := range 100 {
		r.Answered(store.Question{ID: fmt.Sprint(i), At: noon, Text: "hemmelig"})
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := r.Rated(ctx, store.Feedback{ID: "1", Vote: store.Up, At: noon}); err == nil {
		t.Error("feedback is said to be kept")
	}
	if err := r.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Close: %v", err)
	}
	stats := r.Stats()
	if stats.Dropped < 80 || stats.Dropped+stats.Failed != 101 || stats.Written != 0 {
		t.Errorf("%+v", stats)
	}
	if strings.Count(log.String(), "questions are not kept") != 1 || strings.Contains(log.String(), "hemmelig") {
		t.Errorf("log: %s", &log)
	}
}

// TestRecorderSweeps deletes what is too old at the start and while it runs.
func TestRecorderSweeps(t *testing.T) {
	s := open(t, store.Config{URL: "sqlite", Dir: t.TempDir()})
	save(t, s, store.Question{ID: "gammel", At: time.Now().Add(-2 * time.Hour)})
	r := store.NewRecorder(s, store.RecorderConfig{Keep: time.Hour, Every: 5 * time.Millisecond})
	r.Answered(store.Question{ID: "ung", At: time.Now()})
	r.Answered(store.Question{ID: "sen", At: time.Now().Add(-time.Hour)})
	for end := time.Now().Add(need.Patience); r.Stats().Swept < 2 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
	}
	if err := r.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := all(t, s, time.Now().Add(-ages), time.Now().Add(time.Hour)); len(got) != 1 || got[0].ID != "ung" {
		t.Errorf("left are %+v", got)
	}
}

func BenchmarkSave(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{URL: "sqlite", Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for i := 0; b.Loop(); i++ {
		q := full()
		q.ID = fmt.Sprint(i)
		if err := s.Save(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}
