package cluster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/indextest"
)

// changedBikes is bikes with other texts of some documents; "" leaves one out.
func changedBikes(t *testing.T, n int, other map[int]string) *documents.Library {
	t.Helper()
	lib := bikes(t, n)
	for i, text := range other {
		d := indextest.Library(t, text).Documents[0]
		d.ID, d.Path, d.Title = lib.Documents[i].ID, lib.Documents[i].Path, lib.Documents[i].Title
		lib.Documents[i] = d
	}
	lib.Documents = slices.DeleteFunc(lib.Documents, func(d *documents.Document) bool { return d.Hash == "" })
	return lib
}

func gulls(n int) string {
	return fmt.Sprintf("# Fugle\n\n## Måger\nMåge nummer %d er fløjet.", 1000+n)
}

// testSharedAmended changes a document of an index that several services search:
// one writes what changed, another opens that, and a third searches on in what
// was there before.
func testSharedAmended(t *testing.T, open func() *Cluster) {
	s, m := open(), newMeanings()
	m.Groups = append(m.Groups, "mågen måge skrigeren")
	opt := func(s *Cluster) index.Options {
		return index.Options{Shared: s, AmendFrom: 1, Embedder: m, Warn: t.Logf}
	}
	early := indexOf(t, bikes(t, 40), opt(s))
	if err := early.Embed(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	old, err := early.Passages(t.Context(), early.Documents()[7].ID)
	if err != nil {
		t.Fatal(err)
	}
	texts := m.texts.Load()
	lib := changedBikes(t, 40, map[int]string{7: gulls(0), 9: ""})
	writer := indexOf(t, lib, opt(open()))
	reader := indexOf(t, lib, opt(open()))
	if all := s.all(t); len(all) != 2 || !writer.Amended() || !reader.Amended() {
		t.Fatalf("builds: %v", all)
	}
	for _, x := range []*index.Index{writer, reader} {
		if err := x.Embed(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{"hvad er der blevet af mågen", "skrigeren"} {
			if got := bestOf(t, x, q); !strings.Contains(got, "fløjet") {
				t.Errorf("%s: %q", q, got)
			}
		}
		_, hits, err := x.Find(t.Context(), "cykel nummer 7", nil, 60)
		if err != nil || len(hits) < 10 || slices.ContainsFunc(hits, func(h index.Hit) bool {
			return strings.Contains(h.Text, "nummer 7 ") || strings.Contains(h.Text, "nummer 9 ")
		}) {
			t.Errorf("what is no more is found: %d hits, %v", len(hits), err)
		}
		if _, err := x.Passage(t.Context(), old[0].ID); !errors.Is(err, index.ErrNotFound) {
			t.Errorf("passage %s: %v", old[0].ID, err)
		}
	}
	if n := m.texts.Load() - texts; n < 1 || n > 4 {
		t.Errorf("%d texts were embedded for a change of one", n)
	}
	if got := bestOf(t, early, "cykel nummer 7"); !strings.Contains(got, "nummer 7 ") {
		t.Errorf("who started earlier finds %q", got)
	}
}

// testSharedAmendedRanking compares an index in the cluster that was amended with
// one in the process that was built whole.
func testSharedAmendedRanking(t *testing.T, open func() *Cluster) {
	lib := shipped(t)
	indexOf(t, lib, index.Options{Shared: open()})
	d := *lib.Documents[4]
	d.Blocks, d.Hash = d.Blocks[:len(d.Blocks)/2], "afkortet"
	changed := &documents.Library{Documents: slices.Concat(lib.Documents[1:4], []*documents.Document{&d}, lib.Documents[5:])}
	own := indexOf(t, changed, index.Options{})
	there := indexOf(t, changed, index.Options{Shared: open(), AmendFrom: 1})
	if !there.Amended() {
		t.Fatal("it was built whole")
	}
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

// testSharedFolded builds whole what was amended. Services that search what it
// amended, or the materials before, go on; what nobody needs is removed.
func testSharedFolded(t *testing.T, open func() *Cluster) {
	s := open()
	opt := func(s *Cluster) index.Options { return index.Options{Shared: s, AmendFrom: 1, Warn: t.Logf} }
	early := indexOf(t, bikes(t, 40), opt(open()))
	lib := changedBikes(t, 40, map[int]string{7: gulls(0)})
	beside, x := indexOf(t, lib, opt(open())), indexOf(t, lib, opt(open()))
	for range 2 { // the second finds it whole
		if err := x.Fold(t.Context()); err != nil || x.Amended() {
			t.Fatal("it is not whole", err)
		}
	}
	if all := s.all(t); len(all) != 3 {
		t.Errorf("builds: %v", all)
	}
	for i, y := range []*index.Index{early, beside, x} {
		if got := bestOf(t, y, "cykel nummer 8"); !strings.Contains(got, "nummer 8 ") {
			t.Errorf("service %d finds %q", i, got)
		}
	}
	if y := indexOf(t, lib, index.Options{Shared: open(), AmendFrom: 1, Whole: true}); y.Amended() || len(s.all(t)) != 3 {
		t.Errorf("who wants it whole: %v", s.all(t))
	}
	if err := beside.Fold(t.Context()); err != nil || beside.Amended() || len(s.all(t)) != 3 {
		t.Errorf("the second service: %v, %v", err, s.all(t))
	}
	for n := range 3 {
		lib = changedBikes(t, 40, map[int]string{7: gulls(n + 1)})
		if err := x.Update(t.Context(), lib); err != nil || !x.Amended() {
			t.Fatal("it was built whole", err)
		}
		if got := bestOf(t, x, "måge"); !strings.Contains(got, fmt.Sprint("nummer ", 1001+n)) {
			t.Errorf("after change %d: %q", n, got)
		}
	}
	if all := s.all(t); len(all) != 3 { // the base, and two that amend it
		t.Errorf("builds: %v", all)
	}
	if got := bestOf(t, beside, "måge"); !strings.Contains(got, "nummer 1000") {
		t.Errorf("who searches what is amended finds %q", got)
	}
}

// testSharedBeside amends while another service builds whole, and builds whole
// after that one died.
func testSharedBeside(t *testing.T, open func() *Cluster) {
	s := open()
	opt := func(s *Cluster) index.Options { return index.Options{Shared: s, AmendFrom: 1, Warn: t.Logf} }
	x := indexOf(t, bikes(t, 40), opt(s))
	other := open()
	l, err := other.acquire(t.Context(), leaseWhole, newClaimant())
	if err != nil || l == nil {
		t.Fatal(l, err)
	}
	ctx, die := context.WithCancel(t.Context())
	_, _ = l.hold(ctx)
	b := other.newBuilder()
	b.beside = true
	if err := b.Begin(ctx, 1); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if err := x.Update(t.Context(), changedBikes(t, 40, map[int]string{7: gulls(n)})); err != nil || !x.Amended() {
			t.Fatal("it was built whole", err)
		}
		if got := bestOf(t, x, "måge"); !strings.Contains(got, fmt.Sprint("nummer ", 1000+n)) {
			t.Errorf("after change %d: %q", n, got)
		}
	}
	if _, there := s.all(t)[b.index]; !there {
		t.Error("what the other service builds was removed")
	}
	die()
	if err := x.Fold(t.Context()); err != nil || x.Amended() {
		t.Fatal("it is not whole", err)
	}
	if _, there := s.all(t)[b.index]; there {
		t.Error("what the dead service left is still there")
	}
	for index, aliases := range s.all(t) {
		if len(aliases) == 0 || slices.Contains(aliases, s.making()) {
			t.Errorf("%s is left, named %q", index, aliases)
		}
	}
}
