package golden

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/internal/whole"
)

// lineup is a file with what a form does not know: remarks, empty lines, other
// fields, another order, an end without a line break.
const lineup = "\ufeff# Sekretariatets spørgsmål\r\n" +
	`{"note":"<husk & ring>","question":"Hvor lånes en cykel?","id":"cykel","tal":1.50,"must":["receptionen",["hver dag","dagligt"]],"evidence":["i receptionen"]}` + "\r\n" +
	"\n// resten er om telefoner\n" +
	`{"id":"tlf","question":"Hvem opfandt telefonen?","refused":"off_topic"}`

// world is what a Book asks: answers by question, and a ground.
type world struct {
	path    string
	answers map[string]answer.Answer
	ground  atomic.Value // string
	asked   atomic.Int64
	fails   atomic.Bool
}

func newWorld(t *testing.T, text string) *world {
	t.Helper()
	w := &world{path: filepath.Join(t.TempDir(), "fast.jsonl"), answers: map[string]answer.Answer{
		"Hvor lånes en cykel?":    {Answer: "I receptionen hver dag. [1]", Mode: "extract", Sentences: []answer.Sentence{{Text: "I receptionen hver dag.", Sources: []int{1}}}, Sources: []answer.Source{{N: 1, ID: "cykler-1", Document: "cykler", Title: "Cykler"}}},
		"Hvem opfandt telefonen?": {Answer: "Det er uden for emnet.", Refused: true, Refusal: "off_topic", Mode: "extract"},
	}}
	w.ground.Store("a")
	if err := os.WriteFile(w.path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) open(t *testing.T) *Book {
	t.Helper()
	b, err := Open(Config{Path: w.path, Every: 5 * time.Millisecond,
		Ground: func() (map[string]string, bool) {
			return map[string]string{"materials": w.ground.Load().(string)}, true
		},
		Ask: func(_ context.Context, req answer.Request) (*answer.Answer, error) {
			w.asked.Add(1)
			if w.fails.Load() {
				return nil, errors.New("intet indeks")
			}
			a := w.answers[req.Question]
			return &a, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// running runs a Book until the test ends.
func (w *world) running(t *testing.T) *Book {
	b := w.open(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan bool)
	go func() { b.Run(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return b
}

// until waits for what holds of a list.
func until(t *testing.T, b *Book, what string, holds func(List) bool) List {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if l := b.List(); l.Left == 0 && holds(l) {
			return l
		}
	}
	t.Fatalf("not so in time: %s: %+v", what, b.List())
	return List{}
}

func (l List) item(id string) Item {
	for _, i := range l.Items {
		if i.ID == id {
			return i
		}
	}
	return Item{}
}

// ran tells whether all were asked on a ground.
func ran(n int64, w *world) func(List) bool {
	return func(l List) bool { return w.asked.Load() >= n && !l.Ran.IsZero() }
}

func TestAskedByItself(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.running(t)
	l := until(t, b, "first run", ran(2, w))
	if i := l.item("cykel"); i.Verdict != eval.Pass || i.State != StateOpen || i.Now.Answer != "I receptionen hver dag." {
		t.Errorf("%+v", i)
	}
	if err := b.Approve("cykel", "Anna", l.item("cykel").Now.At); err != nil {
		t.Fatal(err)
	}
	a := w.answers["Hvor lånes en cykel?"]
	w.answers["Hvor lånes en cykel?"] = answer.Answer{Answer: "I kælderen hver dag.", Mode: "extract", Sources: []answer.Source{{Document: "kælder", Title: "Kælderen", Section: []string{"Cykler"}}}}
	w.ground.Store("b")
	l = until(t, b, "second run", func(l List) bool { return l.item("cykel").State == StateChanged && len(l.Why) == 1 })
	i := l.Items[0]
	was, now := i.Words()
	if i.ID != "cykel" || i.Verdict != eval.Fail || len(i.Reasons) != 1 || !strings.Contains(i.Reasons[0], "receptionen") {
		t.Errorf("%+v", i)
	}
	if len(was) != 3 || was[1] != (eval.Piece{Text: "receptionen ", Changed: true}) || now[1] != (eval.Piece{Text: "kælderen ", Changed: true}) {
		t.Errorf("words %+v %+v", was, now)
	}
	if len(i.Gone()) != 1 || i.Gone()[0].Document != "cykler" || len(i.Come()) != 1 || i.Come()[0].String() != "Kælderen › Cykler" {
		t.Errorf("places %v %v", i.Gone(), i.Come())
	}
	w.answers["Hvor lånes en cykel?"] = a
	w.ground.Store("c")
	if l = until(t, b, "as approved again", func(l List) bool { return l.item("cykel").State == StateApproved }); l.item("cykel").Differs() {
		t.Error("the approved answer differs from itself")
	}
	asked := w.asked.Load()
	time.Sleep(50 * time.Millisecond)
	if w.asked.Load() != asked {
		t.Error("asked again on the same ground")
	}
}

// TestConversationFirst asks what comes before a question first, where the line
// holds no answer to it, and the question after it.
func TestConversationFirst(t *testing.T) {
	var asked []answer.Request
	ask := func(_ context.Context, req answer.Request) (*answer.Answer, error) {
		asked = append(asked, req)
		return &answer.Answer{Answer: "Svar på " + req.Question}, nil
	}
	q := eval.Question{Question: "og hvor længe?", History: [][2]string{{"Hvor lånes en cykel?", ""}}}
	a, err := put(t.Context(), ask, q)
	want := []answer.Turn{{Question: "Hvor lånes en cykel?", Answer: "Svar på Hvor lånes en cykel?"}}
	if err != nil || a.Answer != "Svar på og hvor længe?" || len(asked) != 2 || !slices.Equal(asked[1].History, want) {
		t.Errorf("got %+v, asked %+v, %v", a, asked, err)
	}
	failing := func(context.Context, answer.Request) (*answer.Answer, error) { return nil, errors.New("intet indeks") }
	if _, err := put(t.Context(), failing, q); err == nil {
		t.Error("a conversation that could not be asked is none")
	}
}

// TestStarts keeps what is known over a start, and asks nothing on the same ground.
func TestStarts(t *testing.T) {
	w := newWorld(t, lineup)
	ctx, cancel := context.WithCancel(t.Context())
	b := w.open(t)
	done := make(chan bool)
	go func() { b.Run(ctx); close(done) }()
	l := until(t, b, "first run", ran(2, w))
	if err := b.Approve("cykel", "", l.item("cykel").Now.At); err != nil {
		t.Fatal(err)
	}
	cancel()
	<-done
	w.asked.Store(0)
	b = w.running(t)
	time.Sleep(50 * time.Millisecond)
	if l := b.List(); w.asked.Load() != 0 || l.item("cykel").State != StateApproved || l.Ran.IsZero() {
		t.Errorf("%d asked, %+v", w.asked.Load(), l)
	}
	if err := b.Reopen("cykel"); err != nil || b.List().item("cykel").State != StateOpen {
		t.Errorf("reopening: %v", err)
	}
}

// TestFileStaysWhole changes one question: every other byte stays.
func TestFileStaysWhole(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.open(t)
	q, err := b.Get("cykel")
	if err != nil {
		t.Fatal(err)
	}
	q.Must, q.Question.Question = []eval.Must{{"i receptionen"}}, "Hvor kan jeg låne en cykel?"
	if _, err := b.Put(q); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Put(q); !errors.Is(err, ErrChanged) {
		t.Errorf("a change of a former version: %v", err)
	}
	id, err := b.Put(Question{Question: eval.Question{Question: "Hvad <koster> det?", Kind: "fast", Refused: &eval.Refusal{Is: true, Kind: "unanswered"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(lineup, `"Hvor lånes en cykel?"`, `"Hvor kan jeg låne en cykel?"`, 1)
	want = strings.Replace(want, `["receptionen",["hver dag","dagligt"]]`, `["i receptionen"]`, 1)
	want += "\n" + `{"id":"` + id + `","kind":"fast","question":"Hvad <koster> det?","refused":"unanswered"}` + "\n"
	read := func() string {
		data, err := os.ReadFile(w.path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if got := read(); got != want {
		t.Errorf("got\n%q, want\n%q", got, want)
	}
	if info, _ := os.Stat(w.path); info.Mode().Perm() != 0o640 {
		t.Errorf("rights %v", info.Mode())
	}
	q, _ = b.Get(id)
	if err := b.Remove(id, q.Version); err != nil {
		t.Fatal(err)
	}
	if got := read(); !strings.Contains(got, "\n# fjernet 20") || len(b.List().Items) != 2 {
		t.Errorf("after removing: %q", got)
	}
	if left, _ := filepath.Glob(filepath.Dir(w.path) + "/.taskforce-*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestByHand takes in what is written into the file, and lives with a line that is broken.
func TestByHand(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.running(t)
	until(t, b, "first run", ran(2, w))
	write := func(text string) {
		t.Helper()
		if err := whole.Replace(w.path, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write(lineup + "\n" + `{"id":"tre","question":"Hvor lånes en cykel?","must":["ved porten"]}`)
	if l := until(t, b, "the new line", func(l List) bool { return l.item("tre").Now != nil }); l.item("tre").Verdict != eval.Fail {
		t.Errorf("%+v", l.item("tre"))
	}
	write(lineup + "\n" + `{"id":"tre","question":"Hvor lånes en cykel?","must":["receptionen"]}`)
	until(t, b, "the changed line", func(l List) bool { return l.item("tre").Verdict == eval.Pass })
	write(lineup + "\n{\"id\":\n")
	l := until(t, b, "the broken line", func(l List) bool { return l.Broken != "" })
	if len(l.Items) != 3 || !strings.Contains(l.Broken, "linje 6") {
		t.Errorf("%s, %d questions", l.Broken, len(l.Items))
	}
	if _, err := b.Put(Question{Question: eval.Question{Question: "Ny?"}}); err == nil || !strings.Contains(err.Error(), "linje 6") {
		t.Errorf("writing over a broken file: %v", err)
	}
	write(lineup)
	until(t, b, "mended", func(l List) bool { return l.Broken == "" && len(l.Items) == 2 })
}

// TestFails keeps the former answer where asking fails, and says so.
func TestFails(t *testing.T) {
	w := newWorld(t, lineup)
	b := w.running(t)
	until(t, b, "first run", ran(2, w))
	w.fails.Store(true)
	if err := b.Again("cykel"); err != nil {
		t.Fatal(err)
	}
	l := until(t, b, "the failure", func(l List) bool { return !l.item("cykel").Failed.IsZero() })
	if i := l.item("cykel"); i.Now == nil || i.Now.Answer != "I receptionen hver dag." || i.State != StateOpen {
		t.Errorf("%+v", i)
	}
	if err := b.Again("ukendt"); !errors.Is(err, ErrUnknown) {
		t.Error(err)
	}
	if err := b.Approve("cykel", "", time.Now()); !errors.Is(err, ErrChanged) {
		t.Errorf("approving an answer that was not seen: %v", err)
	}
}

// TestModelNotAsked keeps the former answer where the budget of models is used up.
func TestModelNotAsked(t *testing.T) {
	w := newWorld(t, lineup)
	a := w.answers["Hvor lånes en cykel?"]
	a.Fallback = answer.FallbackBudget
	w.answers["Hvor lånes en cykel?"] = a
	b := w.running(t)
	l := until(t, b, "the answer that is none", func(l List) bool { return !l.item("cykel").Failed.IsZero() })
	if i := l.item("cykel"); i.Now != nil {
		t.Errorf("%+v", i)
	}
}

func TestBadFiles(t *testing.T) {
	for text, want := range map[string]string{
		"{\"id\":\"a\",\"question\":\"b\"}\n[]":                                "linje 2",
		"{\"id\":\"a\",\"question\":\"b\"}\n{\"id\":\"a\",\"question\":\"c\"}": `id "a" står også i linje 1`,
		`{"id":"a"}`: "id og question skal være udfyldt",
	} {
		w := newWorld(t, text)
		if _, err := Open(Config{Path: w.path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	w := newWorld(t, "")
	if err := os.WriteFile(AnswersPath(w.path), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Config{Path: w.path}); err == nil {
		t.Error("broken answers are taken")
	}
	if b, err := Open(Config{Path: filepath.Join(t.TempDir(), "ny.jsonl")}); err != nil || len(b.List().Items) != 0 {
		t.Errorf("a file that is not there yet: %v", err)
	}
}

func FuzzLine(f *testing.F) {
	for line := range strings.Lines(lineup) {
		f.Add(strings.TrimSpace(line), "Hvad?")
	}
	f.Fuzz(func(t *testing.T, text, question string) {
		q, err := eval.ParseQuestion([]byte(text))
		if err != nil || q == nil || strings.ContainsAny(text, "\n") {
			return
		}
		l := &line{text, q}
		next := *q
		next.Question = question
		if l.set(next) != nil {
			return
		}
		if again, err := eval.ParseQuestion([]byte(l.text)); err != nil || again == nil || again.ID != q.ID || strings.Contains(l.text, "\n") {
			t.Errorf("%q became %q: %v", text, l.text, err)
		}
	})
}
