package server_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

// shelf is a Library held in memory; it finds passages that hold a word of the query.
type shelf struct {
	docs     []documents.Info
	passages []documents.Passage
	files    map[string][]byte // by document
	failures []documents.Failure
	loading  bool
	broken   error // what every search gives
}

func (l *shelf) Search(ctx context.Context, query string, history []answer.Turn, k int) ([]server.Hit, error) {
	if l.broken != nil {
		return nil, l.broken
	}
	for _, t := range history {
		query += " " + t.Question
	}
	var out []server.Hit
	for _, p := range l.passages {
		n := 0
		for _, w := range strings.Fields(strings.ToLower(query)) {
			n += strings.Count(strings.ToLower(p.Text), w)
		}
		if n > 0 {
			out = append(out, server.Hit{Passage: p, Score: float64(n)})
		}
	}
	slices.SortStableFunc(out, func(a, b server.Hit) int { return int(b.Score - a.Score) })
	return out[:min(k, len(out))], ctx.Err()
}

func (l *shelf) Documents() []documents.Info   { return l.docs }
func (l *shelf) Failures() []documents.Failure { return l.failures }
func (l *shelf) Ready() bool                   { return !l.loading }

func (l *shelf) Document(id string) (documents.Info, bool) {
	i := slices.IndexFunc(l.docs, func(d documents.Info) bool { return d.ID == id })
	if i < 0 {
		return documents.Info{}, false
	}
	return l.docs[i], true
}

// analysed is a real index of the test's passages, for its analysis of words.
var analysed = sync.OnceValue(func() *index.Index {
	x, err := index.BuildPassages(context.Background(), testShelf().passages, index.Options{})
	if err != nil {
		panic(err)
	}
	return x
})

func (l *shelf) Words(text string, english bool) []danish.Word {
	return analysed().Words(text, english)
}

func (l *shelf) Passages(_ context.Context, document string) ([]documents.Passage, error) {
	var out []documents.Passage
	for _, p := range l.passages {
		if p.Document == document {
			out = append(out, p)
		}
	}
	return out, nil
}

func (l *shelf) Original(document string) (server.Original, error) {
	body, ok := l.files[document]
	if !ok {
		return server.Original{}, fs.ErrNotExist
	}
	for _, d := range l.docs {
		if d.ID == document {
			return server.Original{Name: d.Path, Size: int64(len(body)), Content: io.NopCloser(bytes.NewReader(body))}, nil
		}
	}
	return server.Original{}, fs.ErrNotExist
}

// testShelf holds a PDF with pages, a text, and a document that means harm.
func testShelf() *shelf {
	goals := []string{"Mål og pejlemærker", "Mål for 2030"}
	return &shelf{
		docs: []documents.Info{
			{ID: "maalbillede-pdf", Title: "Mere tid til det vigtige", Publisher: "Digitaliseringsministeriet", Date: "2025-06",
				Publication: "Målbilledet", URL: "https://www.digitaskforce.dk/", Path: "maalbillede.pdf", Format: "pdf", Pages: 40, Hash: "aa11"},
			{ID: "vejledning-md", Title: "Vejledning om AI", Date: "2026-11-23", Path: "råd & vejledning.md", Format: "markdown", Hash: "bb22"},
			{ID: "ond", Title: `<script>alert("titel")</script>`, Publisher: "<b>fed</b>", URL: "javascript://x.dk/%0aalert(1)",
				Publication: "Klik her", Path: "ond.html", Format: "html", Hash: "cc33"},
		},
		passages: []documents.Passage{
			{ID: "maalbillede-pdf-1", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Page: 7, Section: goals,
				Text: "Mål for 2030\nKunstig intelligens skal frigøre tid.\n- Første mål\n  - Under det første\n- Andet mål"},
			{ID: "maalbillede-pdf-2", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Page: 8, Section: goals,
				Text: "I 2030 er løsningerne taget i brug."},
			{ID: "maalbillede-pdf-3", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Page: 9,
				Section: []string{"Mål og pejlemærker", "Mål for 2035"}, Text: "Mål for 2035\nI 2035 er frigjort tid målt."},
			{ID: "vejledning-md-1", Document: "vejledning-md", Title: "Vejledning om AI", Section: []string{"Vejledning om AI"}, Text: "Læs kilden først."},
			{ID: "ond-1", Document: "ond", Title: "Ond", Section: []string{`<img src=x onerror=alert(1)>`},
				Text: `<script>alert("tekst")</script>` + "\n" + `- <a href="javascript:alert(2)">klik</a>`},
		},
		files: map[string][]byte{
			"maalbillede-pdf": []byte("%PDF-1.7\n"),
			"vejledning-md":   []byte("# Råd\n"),
			"ond":             []byte("<script>alert(1)</script>"),
		},
	}
}

// askFunc is an Answerer.
type askFunc func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error)

func (f askFunc) Ask(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
	return f(ctx, req, sink)
}

// quote answers every question with a paragraph and a list of two.
func quote(_ context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
	a := &answer.Answer{
		Question: req.Question, Answer: "Tid skal frigøres. [1]", Mode: answer.ModeLLM, Grounded: true, Model: "prøve",
		Sentences: []answer.Sentence{
			{Text: "Tid skal frigøres.", Sources: []int{1}, Quotes: []string{"Kunstig intelligens skal frigøre tid."}},
			{Text: "Første mål.", Sources: []int{1, 2}, Break: answer.BreakItem},
			{Text: "Andet mål.", Sources: []int{2}, Break: answer.BreakItem},
		},
		Sources: []answer.Source{
			{N: 1, ID: "maalbillede-pdf-1", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Page: 7,
				Section: []string{"Mål og pejlemærker", "Mål for 2030"}, Text: "Kunstig intelligens skal frigøre tid.",
				URL: "/documents/maalbillede-pdf?passage=maalbillede-pdf-1", PublicURL: "https://www.digitaskforce.dk/", Publication: "Målbilledet"},
			{N: 2, ID: "maalbillede-pdf-2", Document: "maalbillede-pdf", Title: "Mere tid til det vigtige", Page: 8,
				Section: []string{"Mål og pejlemærker"}, Text: "I 2030 er løsningerne taget i brug."},
		},
		Withheld: []answer.Withheld{{Text: "Opfundet.", Reason: "ingen kilde"}},
	}
	return a, deliver(a, sink)
}

func deliver(a *answer.Answer, sink answer.Sink) error {
	if sink.Sources != nil {
		if err := sink.Sources(a.Sources); err != nil {
			return err
		}
	}
	for _, s := range a.Sentences {
		if sink.Sentence == nil {
			break
		}
		if err := sink.Sentence(s); err != nil {
			return err
		}
	}
	return nil
}

// refuse has no answer, but something near.
func refuse(_ context.Context, req answer.Request, _ answer.Sink) (*answer.Answer, error) {
	return &answer.Answer{
		Question: req.Question, Answer: "Det fremgår ikke af materialet.", Mode: answer.ModeExtract, Refused: true,
		Refusal: answer.RefusalUnanswered, Sentences: []answer.Sentence{}, Sources: []answer.Source{}, Withheld: []answer.Withheld{},
		Nearest: []answer.Source{{N: 1, ID: "vejledning-md-1", Document: "vejledning-md", Title: "Vejledning om AI", Section: []string{"Indledning"}}},
	}, nil
}

// lines collects what is logged.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// service is a server on a port of its own.
type service struct {
	*server.Server
	url  string
	addr string
	log  *lines
}

// start serves until the test ends. What cfg lacks is the test's shelf and quote.
func start(t *testing.T, cfg server.Config) *service {
	t.Helper()
	return startAt(t, listen(t), cfg)
}

// listen listens on a free port of this machine.
func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

func startAt(t *testing.T, ln net.Listener, cfg server.Config) *service {
	t.Helper()
	s := &service{log: &lines{}}
	if cfg.Answerer == nil {
		cfg.Answerer = askFunc(quote)
	}
	if cfg.Library == nil {
		cfg.Library = testShelf()
	}
	cfg.Log = slog.New(slog.NewJSONHandler(s.log, nil))
	var err error
	if s.Server, err = server.New(cfg); err != nil {
		t.Fatal(err)
	}
	s.addr = ln.Addr().String()
	s.url = "http://" + s.addr
	served := make(chan error, 1)
	go func() { served <- s.Serve(ln) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), need.Patience)
		defer cancel()
		if err := s.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return s
}

// reply is a response that has been read.
type reply struct {
	status int
	header http.Header
	body   string
}

// do sends a request; headers come as name, value pairs.
func (s *service) do(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return send(t, req, nil)
}

// hop is do that does not follow where it is sent on to.
func (s *service) hop(t *testing.T, method, path, body string, headers ...string) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return send(t, req, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
}

func send(t *testing.T, req *http.Request, redirect func(*http.Request, []*http.Request) error) reply {
	t.Helper()
	client := http.Client{Timeout: need.Patience, Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: redirect}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(b)}
}

func (s *service) get(t *testing.T, path string) reply { return s.do(t, "GET", path, "") }

// ask posts a question as JSON.
func (s *service) ask(t *testing.T, body string, headers ...string) reply {
	t.Helper()
	return s.do(t, "POST", "/api/chat", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// eventually waits for something that happens on another goroutine.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("did not happen: %s", what)
}

var plainClient = http.Client{Timeout: need.Patience, Transport: &http.Transport{DisableKeepAlives: true}}

func newRequest(method, address, body string) (*http.Request, error) {
	return http.NewRequest(method, address, strings.NewReader(body))
}
