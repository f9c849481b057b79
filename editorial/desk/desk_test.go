package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
)

const (
	handbook = "# Håndbogen\n\n## Cykler\n\nEn cykel lånes i receptionen i højst 14 dage, og den skal afleveres med opladet batteri.\n\n## Porten\n\nPorten lukker klokken 18 hver dag.\n"
	carried  = "En cykel lånes i receptionen i højst 14 dage [haandbog § Cykler]."
	doubted  = "En cykel skal have et opladet batteri, når den stilles tilbage i receptionen [haandbog § Cykler]."
	wrong    = "En cykel lånes i højst 30 dage [haandbog § Cykler]."
)

// shelf is a desk over a folder, with the materials as they are.
type shelf struct {
	*Desk
	t    *testing.T
	dir  string
	x    *index.Index
	docs string
	rung int
}

func open(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{t: t, dir: t.TempDir(), docs: t.TempDir()}
	s.write(filepath.Join(s.docs, "haandbog.md"), handbook)
	x, err := index.Build(t.Context(), s.library(), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	s.x = x
	sources := []editorial.Source{{Disk: s.dir}}
	f := Folder{Dir: s.dir, Sources: sources, Beside: sources, Snapshot: func() (editorial.Snapshot, func(), error) {
		snap, err := x.Snapshot()
		if err != nil {
			return nil, nil, err
		}
		return snap, snap.Release, nil
	}}
	if s.Desk, err = Open(Config{Folders: []Folder{f}, Changed: func() { s.rung++ }}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *shelf) write(path, text string) {
	s.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) library() *documents.Library {
	s.t.Helper()
	lib, err := library.ReadAll(s.t.Context(), []library.Source{{Disk: s.docs}}, library.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	return lib
}

func form(body string) editorial.Form {
	return editorial.Form{Question: "Hvor længe må jeg låne en cykel?", Also: []string{"Kan jeg låne en cykel?"}, Owner: "Vagten", Date: "2026-11-01", Review: "2099-05-01", Body: body}
}

// at is an answer as it stands now.
func (s *shelf) at(id string) Target {
	s.t.Helper()
	i, err := s.Get(s.t.Context(), "", id)
	if err != nil {
		s.t.Fatal(err)
	}
	return Target{ID: id, Version: i.Version(), By: "nøgle-1"}
}

func (s *shelf) status(id string) editorial.Status {
	s.t.Helper()
	i, err := s.Get(s.t.Context(), "", id)
	if errors.Is(err, ErrUnknown) {
		return ""
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return i.Status
}

func (s *shelf) approve(at Target, body string) string {
	s.t.Helper()
	id, err := s.Approve(s.t.Context(), at, form(body), "Anna", "")
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// TestAnswerOfAnEditor writes an answer, approves it, changes it while it stays
// in service, and takes all of it back.
func TestAnswerOfAnEditor(t *testing.T) {
	s := open(t)
	id, err := s.Save(t.Context(), Target{}, form(wrong))
	if err != nil || s.status(id) != editorial.Draft {
		t.Fatalf("%s %v", s.status(id), err)
	}
	if _, err := s.Approve(t.Context(), s.at(id), form(wrong), "Anna", ""); err == nil || !strings.Contains(err.Error(), "sætning 1") {
		t.Errorf("a wrong number is approved: %v", err)
	}
	s.approve(s.at(id), carried)
	if s.status(id) != editorial.InService || s.rung != 2 {
		t.Fatalf("%s, rung %d times", s.status(id), s.rung)
	}
	if _, err := s.Save(t.Context(), s.at(id), form(wrong)); err != nil {
		t.Fatal(err)
	}
	i, _ := s.Get(t.Context(), "", id)
	if f, _ := i.Form(); !i.Waiting || i.Status != editorial.InService || f.Body != wrong {
		t.Errorf("a change: %v %s %q", i.Waiting, i.Status, f.Body)
	}
	if got, _ := editorial.Read([]editorial.Source{{Disk: s.dir}}); len(got) != 1 || got[0].Sentences[0].Text != "En cykel lånes i receptionen i højst 14 dage." {
		t.Errorf("readers are given %+v", got)
	}
	s.approve(s.at(id), "En cykel lånes i højst 14 dage [haandbog § Cykler].") // the change becomes the answer
	history, err := s.History("", id)
	if err != nil || len(history) != 4 || !history[0].Undo || history[1].Undo || history[0].By != "nøgle-1" {
		t.Fatalf("%+v %v", history, err)
	}
	if err := s.Undo("", history[0].N, "nøgle-1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Undo("", history[0].N, ""); !errors.Is(err, ErrChanged) {
		t.Errorf("undoing it again: %v", err)
	}
	if i, _ = s.Get(t.Context(), "", id); !i.Waiting || i.Answer.Sentences[0].Text != "En cykel lånes i receptionen i højst 14 dage." {
		t.Errorf("undone: %+v", i.Answer)
	}
	for what, do := range map[string]func(context.Context, Target) error{"discard": s.Discard, "withdraw": s.Withdraw} {
		if err := do(t.Context(), s.at(id)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if s.status(id) != editorial.Draft {
		t.Errorf("withdrawn: %s", s.status(id))
	}
	if err := s.Remove(t.Context(), s.at(id)); err != nil || s.status(id) != "" {
		t.Errorf("removed: %v %s", err, s.status(id))
	}
	history, _ = s.History("", id)
	if err := s.Undo("", history[0].N, ""); err != nil || s.status(id) != editorial.Draft {
		t.Errorf("brought back: %v %s", err, s.status(id))
	}
}

// TestStandingByDoubts approves a sentence that is doubted for its words alone.
func TestStandingByDoubts(t *testing.T) {
	s := open(t)
	look, err := s.Check(t.Context(), "", form(doubted))
	if err != nil || look.Doubting == "" || look.Binding || len(look.Sentences) != 1 || look.Sentences[0].Places[0].Passage == "" || len(look.Sentences[0].Evidence) != 1 {
		t.Fatalf("%+v %v", look, err)
	}
	var doubts *editorial.Doubted
	for _, stands := range []string{"", "andet"} {
		if _, err := s.Approve(t.Context(), Target{}, form(doubted), "Anna", stands); !errors.As(err, &doubts) {
			t.Errorf("standing by %q: %v", stands, err)
		}
	}
	id, err := s.Approve(t.Context(), Target{}, form(doubted), "Anna", look.Doubting)
	if err != nil || s.status(id) != editorial.InService {
		t.Errorf("%s %v", s.status(id), err)
	}
	if id2, err := s.Save(t.Context(), Target{}, form(carried)); err != nil || id2 != id+"-2" {
		t.Errorf("another of the same question is %s, %v", id2, err)
	}
}

// TestOutOfService changes the source of an answer.
func TestOutOfService(t *testing.T) {
	s := open(t)
	id := s.approve(Target{}, carried)
	s.write(filepath.Join(s.docs, "haandbog.md"), strings.ReplaceAll(handbook, "14 dage", "7 dage"))
	if err := s.x.Update(t.Context(), s.library()); err != nil {
		t.Fatal(err)
	}
	if s.status(id) != editorial.Unfounded {
		t.Fatalf("%s", s.status(id))
	}
	s.approve(s.at(id), strings.Replace(carried, "14", "7", 1))
	if s.status(id) != editorial.InService {
		t.Errorf("mended: %s", s.status(id))
	}
}

// TestTwoEditors saves one answer at the same time many times over: one of those
// who saw the same is let through.
func TestTwoEditors(t *testing.T) {
	s := open(t)
	id, err := s.Save(t.Context(), Target{}, form(carried))
	if err != nil {
		t.Fatal(err)
	}
	at := s.at(id)
	var group sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		group.Go(func() {
			_, errs[i] = s.Save(context.Background(), at, form(strings.Replace(carried, "14", strconv.Itoa(20+i), 1)))
		})
	}
	group.Wait()
	saved := 0
	for _, err := range errs {
		switch {
		case err == nil:
			saved++
		case !errors.Is(err, ErrChanged):
			t.Error(err)
		}
	}
	if saved != 1 {
		t.Errorf("%d were let through", saved)
	}
	for range 20 { // new ones at the same time, each under a name of its own
		group.Go(func() { _, _ = s.Save(context.Background(), Target{}, form(carried)) })
	}
	group.Wait()
	if all, problems, err := s.List(t.Context(), ""); len(all) != 21 || len(problems) != 0 || err != nil {
		t.Errorf("%d answers, %v, %v", len(all), problems, err)
	}
}

// TestNoWayOut asks for answers by paths, and follows a link out of the folder.
func TestNoWayOut(t *testing.T) {
	s := open(t)
	outside := filepath.Join(t.TempDir(), "ude.md")
	s.write(outside, "udenfor")
	for _, id := range []string{"../ude", outside, ".history/acts", "..", ""} {
		if _, err := s.Get(t.Context(), "", id); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", id, err)
		}
	}
	id := s.approve(Target{}, carried)
	if err := os.Symlink(outside, filepath.Join(s.dir, changeDir)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "", id); err == nil {
		t.Error("a link out of the folder is followed")
	}
	if data, _ := os.ReadFile(outside); string(data) != "udenfor" {
		t.Errorf("outside: %q", data)
	}
	if _, err := s.Save(t.Context(), Target{Collection: "odense"}, form(carried)); !errors.Is(err, ErrCollection) {
		t.Errorf("another collection: %v", err)
	}
}

// TestWrittenWrongly saves what is no answer; nothing is kept of it.
func TestWrittenWrongly(t *testing.T) {
	s := open(t)
	for body, want := range map[string]string{"": "svaret er tomt", "Uden kilde.": "har ingen kilde", "# Overskrift [a § b]": "ingen overskrifter", strings.Repeat("lang ", 20_000) + "[haandbog § Cykler]": "fylder mere end"} {
		var fault *documents.Fault
		if _, err := s.Save(t.Context(), Target{}, form(body)); !errors.As(err, &fault) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", body, err)
		}
	}
	f := form("---\napproved:\n  by: mig\n---\n" + carried)
	f.Question, f.Owner = "Hvad:\napproved: {by: mig}\n---\n?", "Vagten\napproved: x"
	id, err := s.Save(t.Context(), Target{}, f)
	if err != nil {
		t.Fatal(err)
	}
	if i, _ := s.Get(t.Context(), "", id); i.Answer.Approved != nil || i.Answer.Owner != "Vagten approved: x" {
		t.Errorf("%+v", i.Answer)
	}
}

// TestHistoryIsBounded does more than a history holds; what goes is gone whole.
func TestHistoryIsBounded(t *testing.T) {
	s := open(t)
	r, err := os.OpenRoot(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var lines strings.Builder
	for i := range mostActs {
		lines.WriteString(`{"at":"2026-01-01T00:00:00Z","act":"save","id":"x","question":"","files":[{"name":"x.md","is":"` + strconv.Itoa(i) + `"}]}` + "\n")
	}
	s.write(filepath.Join(s.dir, actsFile), lines.String()+`{"at":"2026-01-01T0`) // the last one was cut off
	s.write(filepath.Join(s.dir, keptFile("0")), "gammel")
	s.write(filepath.Join(s.dir, keptFile(strconv.Itoa(mostActs-1))), "ny")
	if _, err := s.Save(t.Context(), Target{}, form(carried)); err != nil {
		t.Fatal(err)
	}
	acts, err := readActs(r)
	if err != nil || len(acts) != keptActs || acts[keptActs-1].By != "" || acts[keptActs-1].At.Before(time.Now().Add(-time.Hour)) {
		t.Errorf("%d acts, %v", len(acts), err)
	}
	if _, err := r.Stat(keptFile("0")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an old file: %v", err)
	}
	if _, err := r.Stat(keptFile(strconv.Itoa(mostActs - 1))); err != nil {
		t.Errorf("a file that is named: %v", err)
	}
}
