package service

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

// TestViewIsTriedAgain asks for a view whose folder is not there, and again
// when it is.
func TestViewIsTriedAgain(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "odense")
	a := &App{Ctx: t.Context(), Stdout: io.Discard, Stderr: io.Discard, Env: func(string) (string, bool) { return "", false }}
	v := NewViews(a, Holdings{}, map[string][]string{"odense": {folder}}, &Reloaders{Log: slog.New(slog.DiscardHandler)})
	defer v.Close()
	v.engine = func(_ string, x *index.Index) (*answer.Engine, error) {
		return answer.New(answer.Config{Index: x}), nil
	}
	v.pause = 50 * time.Millisecond
	await := func(done func(*server.View, error) bool) {
		t.Helper()
		for end := time.Now().Add(need.Patience); ; time.Sleep(10 * time.Millisecond) {
			view, err := v.Of([]string{"odense"})
			if done(view, err) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("got %v %v", view, err)
			}
		}
	}
	await(func(_ *server.View, err error) bool { return err != nil && !errors.Is(err, server.ErrViewNotReady) })
	if err := errors.Join(os.Mkdir(folder, 0o700), os.WriteFile(filepath.Join(folder, "a.md"), []byte("# Cykler\n\nEn cykel lånes i receptionen.\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	await(func(view *server.View, err error) bool { return err == nil && view != nil && view.Name == "odense" })
}
