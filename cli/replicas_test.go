package cli

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/access/accesstest"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
	"github.com/digitaskforce/taskforce/store/storetest"
)

// statuses posts a body to services by turns, all at the same moment, and
// counts the statuses.
func statuses(t *testing.T, n int, path, body string, replicas ...*running) map[int]int {
	t.Helper()
	var mu sync.Mutex
	var group sync.WaitGroup
	got := map[int]int{}
	for i := range n {
		group.Go(func() {
			res, err := http.Post(replicas[i%len(replicas)].url+path, "application/json", bytes.NewReader([]byte(body)))
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			mu.Lock()
			defer mu.Unlock()
			got[res.StatusCode]++
		})
	}
	group.Wait()
	return got
}

// TestReplicasShareRates sends the questions of one client to two services at
// the same moment: together they take as many as the rate allows, no more and
// no fewer. While the database is gone each counts on its own.
func TestReplicasShareRates(t *testing.T) {
	t.Parallel()
	server := storetest.Postgres(t)
	args := []string{"--store", server.URL("grenser"), "--rate", "10/h"}
	a, b := serve(t, args...), serve(t, args...)
	const body = `{"question":"` + question + `"}`
	if got := statuses(t, 30, "/api/chat", body, a, b); got[200] != 10 || got[429] != 20 {
		t.Errorf("together: %v", got)
	}
	server.Stop()
	for _, s := range []*running{a, b} {
		if got := statuses(t, 30, "/api/chat", body, s); got[200] != 10 || got[429] != 20 {
			t.Errorf("without the database: %v", got)
		}
	}
	server.Start()
	for end := time.Now().Add(need.Patience); !bytes.Contains([]byte(a.log.String()), []byte("counted in the database again")); time.Sleep(100 * time.Millisecond) {
		statuses(t, 1, "/api/chat", body, a)
		if time.Now().After(end) {
			t.Fatalf("the database is not used again: %s", a.log)
		}
	}
}

// TestReplicasShareFeedback gives feedback to another service than the one that
// answered.
func TestReplicasShareFeedback(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t).URL("svar")
	a, b := serve(t, "--store", url), serve(t, "--store", url)
	id := a.ask(t, question).ID
	b.rate(t, `{"id":"`+id+`","vote":"down","reason":"wrong"}`)
	if code := a.stop(t); code != exitDone { // writes what waits
		t.Fatal(code)
	}
	kept := keptBy(t, store.Config{URL: url})
	if len(kept) != 1 || kept[0].Feedback == nil || kept[0].Feedback.Reason != "wrong" {
		t.Errorf("kept %+v", kept)
	}
}

// TestReplicasShareLogin begins to log in at one service, ends at another, and
// uses the login at the first, as behind a proxy that chooses anew each time.
func TestReplicasShareLogin(t *testing.T) {
	t.Parallel()
	issuer, url, addr := accesstest.New(t), storetest.Postgres(t).URL("login"), freeAddr(t)
	args := []string{"--store", url, "--auth", "oidc", "--oidc-issuer", issuer.URL, "--oidc-client-id", accesstest.ClientID,
		"--oidc-client-secret", accesstest.ClientSecret, "--public-url", "http://" + addr}
	dirs := []string{t.TempDir(), t.TempDir()}
	a := serve(t, append(args, "--data", dirs[0])...)
	serve(t, append(args, "--data", dirs[1], "--addr", addr)...)
	jar, err := cookiejar.New(nil) // cookies do not tell ports apart
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	if status, _, at := browse(t, client, "GET", a.url+"/login/start?next=/documents", ""); status != 200 || at != "/documents" {
		t.Fatalf("%d at %s", status, at)
	}
	if status, body, _ := browse(t, client, "POST", a.url+"/api/chat", `{"question":"`+question+`"}`); status != 200 {
		t.Errorf("%d %s", status, body)
	}
	for _, dir := range dirs {
		if _, err := os.Stat(filepath.Join(dir, service.SessionKeyFile)); err == nil {
			t.Error("a service has a key of its own")
		}
	}
}
