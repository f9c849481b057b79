package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/internal/nginxtest"
	"github.com/digitaskforce/taskforce/llm/llmtest"
	"github.com/digitaskforce/taskforce/store/storetest"
)

// front is an nginx before services, which is used like one of them.
type front struct {
	running
	nginx    *nginxtest.Server
	replicas []*running
}

// behindNginx puts services behind an nginx.
func behindNginx(t *testing.T, instead []string, replicas ...*running) *front {
	t.Helper()
	var addresses []string
	for _, r := range replicas {
		addresses = append(addresses, strings.TrimPrefix(r.url, "http://"))
	}
	n := nginxtest.Start(t, addresses, instead...)
	return &front{running: running{url: n.URL}, nginx: n, replicas: replicas}
}

const (
	lent   = "En cykel lånes i receptionen hver dag [1]. "
	parked = "En cykel stilles i skuret bag huset [2]."
)

// TestNginxSendsEventsOn lets the model wait before its second sentence: the
// first one is there before it goes on, and the stream outlives the time that
// nginx waits for a sign of life.
func TestNginxSendsEventsOn(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Step{Pieces: []string{lent, "Og ", parked}, Delay: 2500 * time.Millisecond})
	args := []string{"--llm-url", model.URL, "--llm-model", "test", "--judge", "off", "--meaning", "off"}
	f := behindNginx(t, []string{"proxy_read_timeout 10s", "proxy_read_timeout 3s"}, serve(t, args...), serve(t, args...))
	begin := time.Now()
	res := f.chat(t, "text/event-stream", "Hvor lånes og stilles en cykel?")
	defer res.Body.Close()
	in := newEvents(res.Body)
	var at []time.Duration
	var names []string
	last := ""
	for ev, ok := in.next(); ok; ev, ok = in.next() {
		names, at, last = append(names, ev.name), append(at, time.Since(begin)), ev.data
	}
	if got := strings.Join(names, " "); got != "sources sentence sentence done" {
		t.Fatalf("events %s; %s; %s", got, last, f.nginx.Log())
	}
	if at[1] > at[3]-2*time.Second {
		t.Errorf("the first sentence was held back: %s", at)
	}
	if res.Header.Get("X-Request-Id") == "" || !strings.Contains(f.log(), res.Header.Get("X-Request-Id")) {
		t.Error("the request's id is not in the log")
	}
}

// TestNginxSilence lets the model say nothing for longer than nginx waits.
func TestNginxSilence(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Slow(5*time.Second, lent))
	f := behindNginx(t, []string{"proxy_read_timeout 10s", "proxy_read_timeout 3s"}, serve(t, "--llm-url", model.URL, "--llm-model", "test"))
	res := f.chat(t, "text/event-stream", question)
	defer res.Body.Close()
	if names, last := newEvents(res.Body).rest(); strings.Join(names, " ") != "sources sentence done" {
		t.Errorf("events %q; %s; %s", names, last, f.nginx.Log())
	}
}

// TestNginxLeaving closes the connection to nginx: the call of the model ends.
func TestNginxLeaving(t *testing.T) {
	t.Parallel()
	model := llmtest.New(t, llmtest.Ends(llmtest.Stall, lent))
	f := behindNginx(t, nil, serve(t, "--llm-url", model.URL, "--llm-model", "test"))
	res := f.chat(t, "text/event-stream", question)
	in := newEvents(res.Body)
	for ev, ok := in.next(); ev.name != "sentence"; ev, ok = in.next() {
		if !ok {
			t.Fatal("no sentence")
		}
	}
	res.Body.Close()
	for end := time.Now().Add(need.Patience); model.Cancelled() == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the model is still asked")
		}
	}
}

// TestNginxClients holds the clients of nginx to their rates, not nginx, and
// believes nothing that they say of themselves.
func TestNginxClients(t *testing.T) {
	t.Parallel()
	args := []string{"--store", storetest.Postgres(t).URL("nginx"), "--rate", "3/h", "--trusted-proxies", "127.0.0.1"}
	f := behindNginx(t, nil, serve(t, args...), serve(t, args...))
	ask := func(from, claims string) int {
		t.Helper()
		req, err := http.NewRequest(http.MethodPost, f.url+"/api/chat", bytes.NewReader([]byte(`{"question":"`+question+`"}`)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Forwarded-For", claims)
		res, err := clientAt(from).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	for i, want := range []int{200, 200, 200, 429} {
		if got := ask("127.0.0.2", "192.0.2."+string(rune('1'+i))); got != want {
			t.Errorf("question %d: %d, want %d", i+1, got, want)
		}
	}
	if got := ask("127.0.0.3", ""); got != 200 {
		t.Errorf("another client: %d", got)
	}
}

// TestNginxTriesAnother stops one replica: nobody notices. Then the other, and
// nginx says so in the words of the service.
func TestNginxTriesAnother(t *testing.T) {
	t.Parallel()
	f := behindNginx(t, nil, serve(t), serve(t))
	f.replicas[0].stop(t)
	for range 8 {
		if a := f.ask(t, question); a.Refused {
			t.Errorf("refused: %s", a.Answer)
		}
	}
	f.replicas[1].stop(t)
	for accept, want := range map[string]string{"application/json": "Tjenesten kan ikke nås lige nu", "text/html,*/*": "<h1>Tjenesten kan ikke nås lige nu</h1>"} {
		req, err := http.NewRequest(http.MethodPost, f.url+"/api/chat", strings.NewReader(`{"question":"a"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept", accept)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != 503 || res.Header.Get("Retry-After") != "5" || !strings.Contains(string(body), want) {
			t.Errorf("%s: %s %s", accept, res.Status, body)
		}
		var p struct {
			ID string `json:"request_id"`
		}
		if accept == "application/json" && (json.Unmarshal(body, &p) != nil || p.ID == "" || p.ID != res.Header.Get("X-Request-Id")) {
			t.Errorf("no problem: %s", body)
		}
	}
}

// TestNginxReplicaDies kills the replica that streams an answer: every form
// shows that the answer is not whole, and nobody asks again but the client,
// whom another replica answers.
func TestNginxReplicaDies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ path, body, begun, whole string }{
		"chat":   {"/api/chat", `{"question":"` + question + `"}`, "event: sentence", "event: done"},
		"openai": {"/v1/chat/completions", `{"model":"taskforce","stream":true,"messages":[{"role":"user","content":"` + question + `"}]}`, "receptionen", "[DONE]"},
	} {
		t.Run(name, func(t *testing.T) {
			model := llmtest.New(t, llmtest.Ends(llmtest.Stall, lent, "Og"), llmtest.Text(lent))
			replicas := []*process{startProcess(t, "--llm-url", model.URL, "--llm-model", "test"), startProcess(t, "--llm-url", model.URL, "--llm-model", "test")}
			f := behindNginx(t, nil, &replicas[0].running, &replicas[1].running)
			first, err := f.read(c.path, c.body, func(so string) {
				if strings.Contains(so, c.begun) {
					killStreaming(t, replicas)
				}
			})
			if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(first, c.begun) || strings.Contains(first, c.whole) {
				t.Errorf("%v after %s", err, first)
			}
			if n := len(model.Chats()); n != 1 {
				t.Errorf("the model was asked %d times", n)
			}
			if again, err := f.read(c.path, c.body, func(string) {}); err != nil || !strings.Contains(again, c.whole) {
				t.Errorf("asked again: %v, %s", err, again)
			}
		})
	}
}

// read posts a body and reads the stream that comes; told is called with what
// there is so far, until it has killed somebody.
func (f *front) read(path, body string, told func(string)) (string, error) {
	req, err := http.NewRequest(http.MethodPost, f.url+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var text bytes.Buffer
	for piece := make([]byte, 4096); ; {
		n, err := res.Body.Read(piece)
		text.Write(piece[:n])
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return text.String(), err
		}
		told(text.String())
	}
}

// killStreaming kills the process that has an open stream, if it lives yet.
func killStreaming(t *testing.T, replicas []*process) {
	t.Helper()
	for _, r := range replicas {
		res, err := http.Get(r.url + "/metrics")
		if err != nil {
			continue // killed already
		}
		text, err := io.ReadAll(res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\ntaskforce_open_streams 1\n") {
			_ = r.Kill()
		}
	}
}

// clientAt is a client with an address of its own.
func clientAt(address string) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
}

func (f *front) log() (all string) {
	for _, r := range f.replicas {
		all += r.log.String()
	}
	return all
}
