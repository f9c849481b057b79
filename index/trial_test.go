package index

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/index/indextest"
)

// TestTrial tries a change out, built whole and amended, while the index stays
// as it is; what it asks the embedder for is the change alone.
func TestTrial(t *testing.T) {
	t.Parallel()
	for name, from := range map[string]int{"whole": 0, "amended": 1} {
		t.Run(name, func(t *testing.T) {
			m := &indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte", "mågen fuglen skrigeren"}}
			dir := t.TempDir()
			x := testIndex(t, shelfOf(t, 40, nil), Options{Dir: dir, AmendFrom: from, Embedder: m})
			if err := x.Embed(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			before, lib := x.Build(), shelfOf(t, 40, map[int]string{7: "# Plads 7\n\n## Fugl\nMågen er fløjet."})
			trial, err := x.Trial(t.Context(), lib)
			if err != nil {
				t.Fatal(err)
			}
			defer trial.Close()
			m.Calls = 0
			if err := trial.Embed(t.Context(), nil); err != nil || m.Calls == 0 || m.Calls > 4 {
				t.Errorf("%d texts were embedded, %v", m.Calls, err)
			}
			if got := first(t, trial, "skrigeren"); !strings.Contains(got, "fløjet") {
				t.Errorf("the change is not found: %q", got)
			}
			if trial.Build() != x.Key(lib) || trial.Amended() != (from == 1) {
				t.Errorf("%s %v", trial.Build(), trial.Amended())
			}
			if x.Build() != before || strings.Contains(first(t, x, "mågen fløjet"), "fløjet") {
				t.Error("the index holds the change")
			}
			if err := x.Update(t.Context(), lib); err != nil || x.Build() != trial.Build() {
				t.Errorf("%v", err)
			}
			if got := first(t, trial, "mågen"); !strings.Contains(got, "fløjet") {
				t.Errorf("the trial, after the update: %q", got)
			}
		})
	}
}
