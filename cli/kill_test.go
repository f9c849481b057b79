package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/internal/raced"
)

// killed are the questions that every restarted service must answer as one
// that was never interrupted.
var killed = []string{"Hvem har nøglen til cykelskuret?", "Hvor mange timer skal kunstig intelligens frigøre?", "Hvad koster en bolle i kantinen?"}

// TestKilledService kills services without warning, by turns while they start
// with changed documents and while they answer, and starts another each time.
// TASKFORCE_TEST_KILLS says how many times; docs/faults.md tells of 100.
func TestKilledService(t *testing.T) {
	if testing.Short() {
		t.Skip("kills and starts processes for seconds")
	}
	t.Parallel()
	kills := 4
	if raced.Enabled {
		kills = 2 // one of each way
	}
	if n, err := strconv.Atoi(os.Getenv("TASKFORCE_TEST_KILLS")); err == nil {
		kills = n
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	v := &victims{rnd: rand.New(rand.NewPCG(seed, 0)), docs: t.TempDir(), data: t.TempDir(), life: 100 * time.Millisecond}
	for v.kills < kills {
		v.change(t)
		want := v.uninterrupted(t)
		if v.kills%2 == 0 {
			v.killStarting(t)
		} else {
			v.killAnswering(t)
		}
		begin := time.Now()
		p := v.Start(t)
		address(t, p.log)
		v.life = max(v.life, time.Since(begin))
		checkAnswers(t, p, want)
		p.signal(t)
		if err := p.wait(t); err != nil {
			t.Fatalf("%v; %s", err, p.log)
		}
	}
	if builds, err := filepath.Glob(filepath.Join(v.data, "index", "build-*")); err != nil || len(builds) != 1 {
		t.Errorf("%d builds, want 1, %v", len(builds), err)
	}
	t.Logf("%d kills, %d of them before the service listened", v.kills, v.early)
}

// victims are the services of one data folder, one after the other.
type victims struct {
	rnd          *rand.Rand
	docs, data   string
	life         time.Duration // how long the slowest start took
	kills, early int           // all, and those before the service listened
}

// change writes another version of the documents, so that the index is built anew.
func (v *victims) change(t *testing.T) {
	t.Helper()
	text := fmt.Sprintf("# Cykler\n\n## Nøglen\n\nNøglen til cykelskuret har vagt nr. %d i portnerboligen.\n", 1000+v.kills)
	if err := os.WriteFile(filepath.Join(v.docs, "cykler.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// uninterrupted are the answers of a service that keeps nothing on disk.
func (v *victims) uninterrupted(t *testing.T) []answer.Answer {
	t.Helper()
	s := begin(t, "serve", "--addr", "127.0.0.1:0", "--documents", v.docs, "--rate", "0")
	defer s.cancel()
	waitForVectors(t, s)
	out := make([]answer.Answer, len(killed))
	for i, q := range killed {
		var err error
		if out[i], err = ask(s.url, q); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(out[0].Answer, "portnerboligen") || out[1].Refused || !out[2].Refused {
		t.Fatalf("the uninterrupted answers are not what they should be: %+v", out)
	}
	return out
}

func (v *victims) Start(t *testing.T) *process {
	t.Helper()
	p := &process{running: running{log: &lines{}}, exited: make(chan error, 1)}
	cmd := program(t, "serve", "--addr", "127.0.0.1:0", "--documents", v.docs, "--data", v.data, "--rate", "0")
	cmd.Stderr = p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.Process = cmd.Process
	go func() { p.exited <- cmd.Wait() }()
	t.Cleanup(func() { _ = p.Kill() })
	return p
}

func (v *victims) kill(t *testing.T, p *process) {
	t.Helper()
	v.kills++
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := p.wait(t); err == nil || err.Error() != "signal: killed" {
		t.Fatalf("it ended before it was killed: %v; %s", err, p.log)
	}
}

// killStarting kills a service on its way from the changed documents to the
// address, at a moment that the time of former starts makes likely.
func (v *victims) killStarting(t *testing.T) {
	t.Helper()
	p := v.Start(t)
	time.Sleep(time.Duration(v.rnd.Int64N(int64(v.life))))
	if !strings.Contains(p.log.String(), "lytter") {
		v.early++
	}
	v.kill(t, p)
}

// killAnswering kills a service to which four readers put question after question.
func (v *victims) killAnswering(t *testing.T) {
	t.Helper()
	p := v.Start(t)
	url := address(t, p.log)
	var readers sync.WaitGroup
	for i := range 4 {
		readers.Go(func() {
			for err := error(nil); err == nil; {
				_, err = ask(url, killed[i%len(killed)])
			}
		})
	}
	time.Sleep(time.Duration(v.rnd.IntN(100)) * time.Millisecond)
	v.kill(t, p)
	readers.Wait()
}

// ask gives the answer to a question.
func ask(url, question string) (answer.Answer, error) {
	var a answer.Answer
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		return a, err
	}
	res, err := http.Post(url+"/api/chat", "application/json", bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return a, err
	}
	if res.StatusCode != http.StatusOK {
		return a, fmt.Errorf("%s: %s", res.Status, text)
	}
	return a, json.Unmarshal(text, &a)
}

// meansAll tells whether a service has the vectors of all passages.
func meansAll(t *testing.T, p *running) bool {
	t.Helper()
	var health struct{ Vectors struct{ Done, Total int } }
	if err := json.Unmarshal([]byte(get(t, p.url+"/healthz")), &health); err != nil {
		t.Fatal(err)
	}
	return health.Vectors.Total > 0 && health.Vectors.Done == health.Vectors.Total
}

// waitForVectors waits until a service has all vectors: by words alone an answer may be a surer one.
func waitForVectors(t *testing.T, p *running) {
	t.Helper()
	for end := time.Now().Add(need.Patience); !meansAll(t, p); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not all vectors are there; %s", p.log)
		}
	}
}

// checkAnswers asks a restarted service, which must have found nothing damaged.
func checkAnswers(t *testing.T, p *process, want []answer.Answer) {
	t.Helper()
	p.url = address(t, p.log)
	if strings.Contains(p.log.String(), "advarsel") {
		t.Errorf("it found something amiss: %s", p.log)
	}
	waitForVectors(t, &p.running)
	for i, q := range killed {
		got, err := ask(p.url, q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, want[i], cmpopts.IgnoreFields(answer.Answer{}, "ID", "Timings")); diff != "" {
			t.Errorf("%s (-got +want):\n%s", q, diff)
		}
	}
}
