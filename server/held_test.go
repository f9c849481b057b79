package server_test

import (
	"context"
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

// TestHeldMaterials refuses new materials, and lets them through after all; every
// page that is about them tells that they wait.
func TestHeldMaterials(t *testing.T) {
	book, _ := newBook(t)
	if err := book.Again(); err != nil {
		t.Fatal(err)
	}
	await := func(what string, holds func() bool) {
		t.Helper()
		for end := time.Now().Add(need.Patience); !holds(); time.Sleep(2 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal(what)
			}
		}
	}
	await("the question is not asked", func() bool { i, err := book.Item("en/to"); return err == nil && i.Now != nil })
	hold, desk := golden.NewHold(book, time.Hour), newDesk(t)
	t.Cleanup(hold.Close)
	f, err := desk.Add(t.Context(), "", "ferie.md", "", []byte(ferie))
	if err != nil {
		t.Fatal(err)
	}
	if err := desk.Do(f.ID, intake.ActLive, ""); err != nil {
		t.Fatal(err)
	}
	served := make(chan bool, 1)
	hold.May(golden.Next{Key: "nyt", Files: []string{"a<b>.md"}, Serve: func() error { hold.Served(); served <- true; return nil },
		Open: func(context.Context) (golden.Asking, func(), error) {
			return func(context.Context, answer.Request) (*answer.Answer, error) {
				return &answer.Answer{Answer: "Et nyt svar.", Mode: "extract"}, nil
			}, func() {}, nil
		}})
	await("nothing waits", func() bool { held := hold.Held(); return held != nil && held.State == golden.HeldWaiting })
	s := start(t, server.Config{AdminKey: "nøgle", Golden: book, Hold: hold, Uploads: desk, TakenIn: func(string, string, string) bool { return false }})
	get := func(path, accept string) string {
		t.Helper()
		return s.do(t, "GET", path, "", "Accept", accept, "Authorization", "Bearer nøgle").body
	}
	contains(t, get("/admin/golden", "text/html"), "1 svar ville blive et andet", "a&lt;b&gt;.md", "<ins>Et nyt svar</ins>")
	contains(t, get("/admin?lang=en", "text/html"), "1 answer would be another")
	contains(t, get("/admin/documents", "text/html"), "Venter på, at det nye materiale slippes igennem")
	contains(t, get("/healthz", "application/json"), `"held":true`)
	var list golden.List
	if err := json.Unmarshal([]byte(get("/admin/golden", "application/json")), &list); err != nil || list.Held == nil || len(list.Held.Changed) != 1 || list.Held.Changed[0].ID != "en/to" {
		t.Errorf("%+v %v", list.Held, err)
	}
	post := func(act, key string, headers ...string) int {
		t.Helper()
		return s.hop(t, "POST", "/admin/golden/"+act, url.Values{"key": {key}}.Encode(), append([]string{"Content-Type", form}, headers...)...).status
	}
	if got := post("let", "nyt"); got != 401 {
		t.Errorf("nobody lets it through: %d", got)
	}
	admin := []string{"Authorization", "Bearer nøgle"}
	for _, step := range []struct {
		act, key string
		want     int
	}{{"let", "andet", 409}, {"refuse", "", 409}, {"refuse", "nyt", 303}, {"let", "nyt", 303}} {
		if got := post(step.act, step.key, admin...); got != step.want {
			t.Errorf("%s %q: %d", step.act, step.key, got)
		}
	}
	select {
	case <-served:
	case <-time.After(need.Patience):
		t.Fatal("it is not served")
	}
	if got := post("let", "nyt", admin...); got != 409 {
		t.Errorf("letting it through again: %d", got)
	}
	if body := get("/healthz", "application/json"); hold.Held() != nil || len(body) == 0 {
		t.Errorf("%s", body)
	}
	s = start(t, server.Config{AdminKey: "nøgle", Golden: book})
	if got := s.hop(t, "POST", "/admin/golden/let", "key=nyt", append(admin, "Content-Type", form)...).status; got != 404 {
		t.Errorf("without a hold: %d", got)
	}
}
