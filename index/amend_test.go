package index

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/index/query"
	"github.com/digitaskforce/taskforce/materials"
)

// shelfOf is a library of many short documents, those of numbers with other texts.
func shelfOf(t testing.TB, n int, other map[int]string) *documents.Library {
	t.Helper()
	lib := &documents.Library{}
	for i := range n {
		text := fmt.Sprintf("# Plads %d\n\n## Cykel\nCykel nummer %d står ved skur %d.\n\n## Nøgle\nNøglen til skur %d ligger i receptionen.", i, i, i%7, i%7)
		if to, changed := other[i]; changed {
			if text = to; text == "" {
				continue
			}
		}
		doc := indextest.Library(t, text).Documents[0]
		doc.ID, doc.Path, doc.Title = fmt.Sprint("d", i), fmt.Sprint(i, ".md"), fmt.Sprint("Dokument ", i)
		lib.Documents = append(lib.Documents, doc)
	}
	return lib
}

// TestAmendedAsWhole changes some of the shipped materials: an index that is
// amended tells all that one tells which is built whole, and ranks the same.
func TestAmendedAsWhole(t *testing.T) {
	t.Parallel()
	lib, err := library.ReadAll(t.Context(), []library.Source{{FS: materials.Files}}, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	twin := *lib.Documents[3] // what is removed stands here too, so that the same compounds are learned
	twin.ID, twin.Path, twin.Hash = "tvilling", "tvilling.md", "tvilling"
	lib.Documents = append(lib.Documents, &twin)
	x := testIndex(t, lib, Options{AmendFrom: 1})
	for _, change := range []func(docs []*documents.Document) []*documents.Document{
		func(docs []*documents.Document) []*documents.Document { return slices.Delete(docs, 3, 4) },
		func(docs []*documents.Document) []*documents.Document { // a section less, which is another text
			d := *docs[20]
			d.Blocks, d.Hash = d.Blocks[:len(d.Blocks)-len(d.Blocks)/3], "afkortet"
			docs[20] = &d
			return docs
		},
		func(docs []*documents.Document) []*documents.Document { // in another place, and a new one of its words behind it
			d := *docs[0]
			d.ID, d.Path, d.Hash, d.Blocks = "ny", "ny.md", "ny", slices.Clone(d.Blocks)
			for i, b := range d.Blocks {
				words := strings.Fields(b.Text)
				slices.Reverse(words)
				d.Blocks[i].Text = strings.Join(words, " ")
			}
			return append(slices.Clone(docs[1:]), docs[0], &d)
		},
	} {
		lib = &documents.Library{Documents: change(slices.Clone(lib.Documents)), Failures: lib.Failures}
		if err := x.Update(t.Context(), lib); err != nil {
			t.Fatal(err)
		}
		if !x.Amended() {
			t.Fatal("it was built whole")
		}
	}
	whole := testIndex(t, lib, Options{})
	sameAnswers(t, x, whole)
	if err := x.Fold(t.Context()); err != nil || x.Amended() {
		t.Fatal("it is not whole", err)
	}
	sameAnswers(t, x, whole)
}

// sameAnswers compares all that two indexes tell.
func sameAnswers(t *testing.T, got, want *Index) {
	t.Helper()
	a, b := snapshotOf(t, got), snapshotOf(t, want)
	if a.Count() != b.Count() || a.Build() != b.Build() {
		t.Fatalf("%d passages, want %d", a.Count(), b.Count())
	}
	hits, others := 0, 0
	for _, q := range questions(t) {
		p, r := a.Parse(t.Context(), q, nil), b.Parse(t.Context(), q, nil)
		if diff := cmp.Diff(p, r, cmpopts.IgnoreUnexported(query.Concept{}), cmpopts.EquateApprox(1e-9, 0)); diff != "" {
			t.Errorf("%s is understood otherwise:\n%s", q, diff)
		}
		x, err := a.Search(t.Context(), p, 10)
		y, err2 := b.Search(t.Context(), r, 10)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		same := func(g, w Hit) bool { return math.Abs(g.Score-w.Score) < 1e-6*w.Score }
		if !slices.EqualFunc(x, y, same) || len(x) > 0 && x[0].ID != y[0].ID {
			t.Errorf("%s (-got +want):\n%s", q, cmp.Diff(x, y))
		}
		for i := range min(len(x), len(y)) {
			if hits++; x[i].ID != y[i].ID {
				others++ // two passages of one score, or of one as candidates, in any order
			}
		}
	}
	if hits < 500 || others > hits/100 {
		t.Errorf("%d of %d hits are others", others, hits)
	}
	for _, d := range b.Documents() {
		x, err := a.Passages(t.Context(), d.ID)
		y, err2 := b.Passages(t.Context(), d.ID)
		if err := errors.Join(err, err2); err != nil || !cmp.Equal(x, y) {
			t.Errorf("passages of %s: %v, %d, want %d", d.ID, err, len(x), len(y))
		}
		if p, err := a.Passage(t.Context(), y[len(y)-1].ID); err != nil || p.Text != y[len(y)-1].Text {
			t.Errorf("passage %s: %q, %v", y[len(y)-1].ID, p.Text, err)
		}
	}
	for _, w := range []string{"kommun", "stratgi", "forordnin"} {
		if x, y := a.Parse(t.Context(), w, nil), b.Parse(t.Context(), w, nil); !reflect.DeepEqual(x.Concepts, y.Concepts) {
			t.Errorf("%s is read as %+v, want %+v", w, x.Concepts, y.Concepts)
		}
	}
}

// questions are those that the ranking was tuned on.
func questions(t *testing.T) []string {
	t.Helper()
	f, err := os.Open("../eval/testdata/questions-tune.jsonl")
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

// TestAmendedPassageIsGone looks for what a document said before.
func TestAmendedPassageIsGone(t *testing.T) {
	t.Parallel()
	x := testIndex(t, shelfOf(t, 40, nil), Options{AmendFrom: 1})
	old, err := x.Passages(t.Context(), "d7")
	if err != nil {
		t.Fatal(err)
	}
	before := snapshotOf(t, x)
	if err := x.Update(t.Context(), shelfOf(t, 40, map[int]string{7: "# Plads 7\n\n## Fugl\nMågen er fløjet.", 9: ""})); err != nil || !x.Amended() {
		t.Fatal(err)
	}
	if got := first(t, x, "hvad gør mågen"); !strings.Contains(got, "fløjet") {
		t.Errorf("the new text is not found: %q", got)
	}
	if _, hits, err := x.Find(t.Context(), "cykel nummer 7", nil, 60); err != nil || slices.ContainsFunc(hits, func(h Hit) bool { return strings.Contains(h.Text, "nummer 7 ") || h.Document == "d9" }) {
		t.Errorf("what is no more is found: %v, %v", hits, err)
	}
	if _, err := x.Passage(t.Context(), old[0].ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("passage %s: %v", old[0].ID, err)
	}
	if _, err := x.Passages(t.Context(), "d9"); !errors.Is(err, ErrNotFound) {
		t.Error("a document that is gone", err)
	}
	if got := x.Words("mågen", false); len(got) == 0 || snapshotOf(t, x).Spread(got[0]) != 1 {
		t.Errorf("the new word %v stands in no passage", got)
	}
	if p, err := before.Passage(t.Context(), old[0].ID); err != nil || p.Text != old[0].Text {
		t.Errorf("who reads the snapshot before finds %v, %v", p, err)
	}
}

// TestAmendedOnStart changes documents while no program runs: the next one amends
// what lies on disk, and once that is folded the one after it finds it whole.
func TestAmendedOnStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	opt := Options{Dir: dir, AmendFrom: 1}
	closed := func(x *Index) {
		t.Helper()
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	closed(testIndex(t, shelfOf(t, 40, nil), opt))
	lib := shelfOf(t, 40, map[int]string{3: "# Fugle\n## Måger\nMågen er fløjet."})
	for range 2 {
		x := testIndex(t, lib, opt)
		if got := first(t, x, "måge"); !x.Amended() || !strings.Contains(got, "fløjet") {
			t.Errorf("amended %v: %q", x.Amended(), got)
		}
		closed(x)
	}
	x := testIndex(t, lib, opt)
	if err := x.Fold(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := first(t, x, "måge"); x.Amended() || !strings.Contains(got, "fløjet") {
		t.Errorf("folded: %q", got)
	}
	closed(x)
	if builds, err := filepath.Glob(filepath.Join(dir, buildPrefix+"*")); err != nil || len(builds) != 1 {
		t.Errorf("builds left: %v, %v", builds, err)
	}
	if x = testIndex(t, lib, opt); x.Amended() {
		t.Error("what was folded is amended again")
	}
	if y := testIndex(t, shelfOf(t, 40, nil), Options{Dir: dir, AmendFrom: 1, Whole: true}); y.Amended() {
		t.Error("it was to be built whole")
	}
}

// TestMuchIsBuiltWhole changes more than is amended.
func TestMuchIsBuiltWhole(t *testing.T) {
	t.Parallel()
	other := map[int]string{}
	x := testIndex(t, shelfOf(t, 40, nil), Options{AmendFrom: 1})
	for i := range 5 {
		other[i] = "# Fugle\n## Måger\n" + strings.Repeat("Mågen er fløjet. ", i+1)
	}
	if err := x.Update(t.Context(), shelfOf(t, 40, other)); err != nil || x.Amended() {
		t.Error("it was amended", err)
	}
	small := testIndex(t, shelfOf(t, 40, nil), Options{})
	if err := small.Update(t.Context(), shelfOf(t, 40, map[int]string{3: ""})); err != nil || small.Amended() {
		t.Error("a small index was amended", err)
	}
}

// TestUpdatesWhileFolding updates, searches and folds at the same time: each
// search finds the state before an update or after it.
func TestUpdatesWhileFolding(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"", t.TempDir()} {
		x := testIndex(t, shelfOf(t, 60, nil), Options{Dir: dir, AmendFrom: 1, Alone: true})
		var work sync.WaitGroup
		ended := make(chan struct{})
		text := func(n int) map[int]string {
			return map[int]string{5: fmt.Sprintf("# Fugle\n## Måger\nMåge nummer %d er fløjet.", 1000+n)}
		}
		work.Go(func() {
			defer close(ended)
			for n := range 12 {
				if err := x.Update(t.Context(), shelfOf(t, 60, text(n))); err != nil {
					t.Error(err)
				}
				if got := first(t, x, "måge nummer"); !strings.Contains(got, fmt.Sprint("nummer ", 1000+n)) {
					t.Errorf("after update %d: %q", n, got)
				}
			}
		})
		work.Go(func() {
			for folded := 0; ; folded++ {
				if err := x.Fold(t.Context()); err != nil {
					t.Error(err)
				}
				select {
				case <-ended:
					return
				default:
				}
			}
		})
		for {
			if got := first(t, x, "cykel nummer 8"); !strings.Contains(got, "nummer 8 ") {
				t.Fatalf("found %q", got)
			}
			select {
			case <-ended:
			default:
				continue
			}
			break
		}
		work.Wait()
		if err := x.Fold(t.Context()); err != nil || x.Amended() {
			t.Error("not whole", err)
		}
		if got := first(t, x, "måge nummer"); !strings.Contains(got, "nummer 1011") {
			t.Errorf("at last: %q", got)
		}
		if builds, err := filepath.Glob(filepath.Join(dir, buildPrefix+"*")); dir != "" && (err != nil || len(builds) != 1) {
			t.Errorf("builds left: %v, %v", builds, err)
		}
	}
}

// TestKilledFold kills a process that amends and folds over and over: what it
// leaves is the index of one of its libraries, and the next program finds its own.
func TestKilledFold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := testIndex(t, shelfOf(t, 40, nil), Options{Dir: dir}).Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestFoldForever$")
		cmd.Env = append(os.Environ(), "TASKFORCE_TEST_FOLD="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(60+i*23) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		var told []string
		opt := Options{Dir: dir, AmendFrom: 1, Alone: true, Warn: func(f string, a ...any) { told = append(told, fmt.Sprintf(f, a...)) }}
		x := testIndex(t, shelfOf(t, 40, map[int]string{3: fmt.Sprintf("# Fugle\n## Måger\nMåge nummer %d.", i)}), opt)
		if got := first(t, x, "måge nummer"); !strings.Contains(got, fmt.Sprintf("nummer %d.", i)) || len(told) > 0 {
			t.Errorf("after kill %d: found %q, told %q", i, got, told)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		if builds, err := filepath.Glob(filepath.Join(dir, buildPrefix+"*")); err != nil || len(builds) != 1 {
			t.Errorf("builds left: %v, %v", builds, err)
		}
	}
}

// TestFoldForever is the process that TestKilledFold kills.
func TestFoldForever(t *testing.T) {
	dir := os.Getenv("TASKFORCE_TEST_FOLD")
	if dir == "" {
		t.Skip("runs only as the victim of TestKilledFold")
	}
	x := testIndex(t, shelfOf(t, 40, map[int]string{3: "# Fugle"}), Options{Dir: dir, AmendFrom: 1, Alone: true})
	for i := 0; ; i++ {
		if err := x.Update(t.Context(), shelfOf(t, 40, map[int]string{3: fmt.Sprintf("# Fugle\n## Måger\nMåge nummer %d.", i+1000)})); err != nil {
			t.Fatal(err)
		}
		if err := x.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAmendedVectors wants vectors of the changed texts alone, and those of the
// others at once.
func TestAmendedVectors(t *testing.T) {
	t.Parallel()
	m := &indextest.Meanings{Groups: []string{"vovsen køter hunde", "missen kispus katte", "mågen fuglen skrigeren"}}
	texts := map[int]string{4: "# Dyr\n## Hunde\nVovsen sover i kurven om natten."}
	x := testIndex(t, shelfOf(t, 40, texts), Options{AmendFrom: 1, Embedder: m, VectorDir: t.TempDir()})
	if err := x.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	all := m.Calls
	for n, change := range []string{"# Dyr\n## Katte\nMissen drikker mælk hver morgen.", "# Dyr\n## Måger\nMågen stjæler is."} {
		texts[n+10] = change
		if err := x.Update(context.Background(), shelfOf(t, 40, texts)); err != nil || !x.Amended() {
			t.Fatal(err)
		}
		if got := first(t, x, "køter"); !strings.Contains(got, "Vovsen") {
			t.Errorf("by meaning, before the vectors of the change: %q", got)
		}
		m.Calls = 0
		if err := x.Embed(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if m.Calls > 4 || m.Calls == 0 || all < 40 {
			t.Errorf("%d texts were embedded for a change, %d for all", m.Calls, all)
		}
		for _, q := range []string{"køter", []string{"kispus", "skrigeren"}[n]} {
			if got := first(t, x, q); !strings.Contains(got, map[string]string{"køter": "Vovsen", "kispus": "Missen", "skrigeren": "Mågen"}[q]) {
				t.Errorf("%s: %q", q, got)
			}
		}
		if n == 1 {
			continue
		}
		m.Calls = 0
		if err := x.Fold(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := first(t, x, "kispus"); !strings.Contains(got, "Missen") {
			t.Errorf("folded: %q", got)
		}
		if err := x.Embed(t.Context(), nil); err != nil || m.Calls > 3 { // of the questions
			t.Errorf("%d texts were embedded again, %v", m.Calls, err)
		}
		if done, total := x.Embedded(); done != total || total != x.Count() {
			t.Errorf("%d of %d vectors", done, total)
		}
	}
}
