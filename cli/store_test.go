package cli

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/store"
	"github.com/digitaskforce/taskforce/store/storetest"
)

// ask asks a running service and gives the whole answer.
func (s *running) ask(t *testing.T, question string) answer.Answer {
	t.Helper()
	res := s.chat(t, "application/json", question)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, string(text))
}

// rate gives feedback on an answer.
func (s *running) rate(t *testing.T, body string) {
	t.Helper()
	res, err := http.Post(s.url+"/api/feedback", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		t.Errorf("feedback: %s", res.Status)
	}
}

// keptBy gives all that a store holds.
func keptBy(t *testing.T, cfg store.Config) (out []store.Question) {
	t.Helper()
	st, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for q, err := range st.Questions(t.Context(), time.Time{}, time.Now().Add(time.Hour)) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
	return out
}

// TestServeKeepsQuestions asks, rates and stops: all is kept, in the file that
// was asked for, and nothing of who asked.
func TestServeKeepsQuestions(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := serve(t, "--data", data, "--store", "sqlite")
	a := s.ask(t, question)
	s.rate(t, `{"id":"`+a.ID+`","vote":"down","reason":"wrong","comment":"Skriv til a@b.dk"}`)
	s.ask(t, "Hvem er 010190-1234?")
	if code := s.stop(t); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	got := keptBy(t, store.Config{URL: "sqlite", Dir: data})
	slices.SortFunc(got, func(x, y store.Question) int { return strings.Compare(y.Text, x.Text) }) // both may be of one millisecond
	if len(got) != 2 || got[0].ID != a.ID || got[0].Text != question || len(got[0].Sources) == 0 || got[0].Timings.Total == 0 {
		t.Fatalf("kept %+v", got)
	}
	if f := got[0].Feedback; f == nil || f.Reason != "wrong" || f.Comment != "Skriv til [e-mailadresse]" {
		t.Errorf("feedback %+v", f)
	}
	if got[1].Text != "Hvem er [CPR-nummer]?" || got[1].Refusal == "" {
		t.Errorf("kept %+v", got[1])
	}
	file, err := os.ReadFile(filepath.Join(data, store.File))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"127.0.0.1", "Go-http-client", "010190", "a@b.dk"} {
		if bytes.Contains(file, []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
}

func TestNothingIsKeptByDefault(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	s := serve(t, "--data", data)
	s.rate(t, `{"id":"`+s.ask(t, question).ID+`","vote":"up"}`)
	s.stop(t)
	if _, err := os.Stat(filepath.Join(data, store.File)); err == nil {
		t.Error("there is a store")
	}
}

// TestReplicasShareStore starts two real processes at once with a database that
// is empty yet; both keep what they are asked.
func TestReplicasShareStore(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t).URL("faelles")
	for _, cfg := range []store.Config{{URL: url}, {URL: "sqlite", Dir: t.TempDir()}} {
		var logs []*lines
		for range 2 {
			log := &lines{}
			cmd := program(t, "serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", folder(t, bicycles), "--data", cfg.Dir)
			cmd.Env, cmd.Stderr = append(os.Environ(), "TASKFORCE_STORE="+cfg.URL), log
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Wait() })
			defer func() { _ = cmd.Process.Signal(syscall.SIGTERM) }()
			logs = append(logs, log)
		}
		for _, log := range logs {
			(&running{url: address(t, log)}).ask(t, question)
		}
		for end := time.Now().Add(need.Patience); len(keptBy(t, cfg)) < 2; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: %d questions are kept; %s %s", cfg.URL, len(keptBy(t, cfg)), logs[0], logs[1])
			}
		}
	}
}

// TestStoreDown stops the database under a service: it answers as before, says
// so once in its log, and ends in time.
func TestStoreDown(t *testing.T) {
	t.Parallel()
	server := storetest.Postgres(t)
	s := serve(t, "--store", server.URL("nede"))
	s.ask(t, question)
	server.Stop()
	for range 20 {
		if a := s.ask(t, question); a.Refused {
			t.Fatalf("refused: %s", a.Answer)
		}
	}
	if status, _ := s.get(t, "/healthz"); status != 200 {
		t.Errorf("/healthz: %d", status)
	}
	if code := s.stop(t); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	log := s.log.String()
	if strings.Count(log, "questions are not kept") != 1 || !strings.Contains(log, "nåede ikke at blive gemt") || strings.Contains(log, "lånes") {
		t.Errorf("log: %s", log)
	}
}
