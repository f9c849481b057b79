package index

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/meaning"
)

// leaning is an embedder of few words by whose marks a question leans on the one
// before ("…") or asks for its answer in another form ("…!").
type leaning struct {
	indextest.Meanings
	mu sync.Mutex
}

func (l *leaning) Query(ctx context.Context, text string) ([]float32, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Meanings.Query(ctx, text)
}

func (*leaning) Leans(question string, alone, both []float32) float64 {
	if len(alone) != len(both) {
		return -1
	}
	return told(strings.HasPrefix(question, "…"))
}

func (*leaning) Reshapes(question string, _, _ []float32) float64 {
	return 5 * told(strings.HasPrefix(question, "…!"))
}

func told(yes bool) float64 {
	if yes {
		return 1
	}
	return -1
}

// TestLeaning holds that meaning tells what leans where there are vectors, that a
// question which leans on one that leans is read with both, and that words tell
// where the embedder fails.
func TestLeaning(t *testing.T) {
	m := &leaning{Meanings: indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte"}}}
	x := testIndex(t, indextest.Library(t, indextest.Pets), Options{Embedder: m, Warn: t.Logf})
	before := []query.Turn{{Question: "hvor sover køter", Answer: "I kurven."}}
	parse := func(question string, history ...query.Turn) *query.Query {
		return snapshotOf(t, x).Parse(t.Context(), question, history)
	}
	if q := parse("… mælk hver morgen i kurven", before...); q.FollowUp {
		t.Error("without vectors the words of a question that stands alone lean")
	}
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if q := parse("og den", before...); q.FollowUp {
		t.Error("what does not lean by meaning leans by its words")
	}
	q := parse("… mælk hver morgen i kurven", append(before, query.Turn{Question: "… om natten"})...)
	if want := "hvor sover køter … om natten"; !q.FollowUp || q.Before != want {
		t.Errorf("leans: %v, on %q, want %q", q.FollowUp, q.Before, want)
	}
	for question, want := range map[string]bool{"…! kort": true, "… kort": false, "! kort": false} {
		if again, known := snapshotOf(t, x).Reshapes(t.Context(), question, "hvor sover køter"); again != want || !known {
			t.Errorf("%q asks for another form: %v, known: %v", question, again, known)
		}
	}
	m.Fail = errors.New("connection refused")
	if q := parse("og den da", before...); !q.FollowUp {
		t.Error("with the embedder down words do not tell")
	}
	if _, known := snapshotOf(t, x).Reshapes(t.Context(), "…! kortere", "hvor sover missen"); known {
		t.Error("with the embedder down it is known by meaning what asks for another form")
	}
}

// TestFollowUpByMeaning searches with the model in the binary: what a question
// that leans on another means is found, though it says no word of it.
func TestFollowUpByMeaning(t *testing.T) {
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	x := testIndex(t, indextest.Library(t, "# Regler\n## Hunde\nHunde må komme med i svømmehallen, når de er i snor.\n## Børn\nBørn under otte år skal have en voksen med i svømmehallen.\n"+
		"## Priser\nEn billet til svømmehallen koster 40 kr., og for hunde betales der intet.\n## Lån\nEt lån på biblioteket varer fire uger.\n"), Options{Embedder: e})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	history := []query.Turn{{Question: "må køteren komme med ud at svømme", Answer: "Hunde må komme med i svømmehallen, når de er i snor."}}
	q, hits, err := x.Find(t.Context(), "er det gratis", history, 2)
	if err != nil || len(hits) == 0 {
		t.Fatal(hits, err)
	}
	if !q.FollowUp || !strings.Contains(hits[0].Text, "40 kr.") {
		t.Errorf("leans: %v, found %q", q.FollowUp, hits[0].Text)
	}
	if q, _, err := x.Find(t.Context(), "hvor længe må jeg have bøgerne hjemme fra biblioteket", history, 1); err != nil || q.FollowUp {
		t.Errorf("a question that stands alone leans, %v", err)
	}
}

// TestPatience holds that the vectors of one question are waited for once: where
// the first used up the time, a search goes by words without waiting again.
func TestPatience(t *testing.T) {
	e := newSemantic(Options{Embedder: &indextest.Meanings{}, QueryWait: 20 * time.Millisecond})
	ctx := Patient(t.Context())
	within, end := e.waiting(ctx)
	<-within.Done()
	end()
	within, end = e.waiting(ctx)
	defer end()
	if within.Err() == nil {
		t.Error("a second vector of the question is waited for")
	}
	patient, end := e.waiting(Unhurried(ctx))
	defer end()
	if _, bounded := patient.Deadline(); bounded || patient.Err() != nil {
		t.Error("a vector is not waited for, though there is time")
	}
	e.wait.Store(int64(time.Minute))
	if within, end := e.waiting(Patient(t.Context())); within.Err() != nil {
		t.Error("another question's vector is not waited for")
	} else {
		end()
	}
}
